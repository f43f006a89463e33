"""All records of a kind that somebody may see, as a table or as lines of JSON that can be imported again."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from shared.database import Pool, acquire
from shared.identity import Identity
from shared.rows.cells import guarded

from ...store.where import Where
from .kinds import Kind
from .listing import RecordFilter, where_of
from .seeing import shown
from .store import RecordStore
from .tabular import to_cells

BATCH = 500
"""Records that are read at a time."""

_HEADER = ("platform_id", "source", "external_id", "released")


async def as_csv(pool: Pool, kind: Kind, speaker: Identity, wanted: RecordFilter) -> AsyncIterator[str]:
    """Give a table, one record a row; a cell that a spreadsheet would run as a formula is guarded."""
    names = [*_HEADER, *kind.body.model_fields]
    yield _row(names)
    async for record in _all(pool, kind, speaker, wanted):
        cells = to_cells(kind, record)
        yield _row([guarded(cells[name]) for name in names])


async def as_ndjson(pool: Pool, kind: Kind, speaker: Identity, wanted: RecordFilter) -> AsyncIterator[str]:
    """Give one JSON object a line."""
    async for record in _all(pool, kind, speaker, wanted):
        said = {name: value for name, value in record.items() if value is not None}
        yield json.dumps(said, ensure_ascii=False, default=str) + "\n"


async def _all(pool: Pool, kind: Kind, speaker: Identity, wanted: RecordFilter) -> AsyncIterator[Mapping[str, Any]]:
    after = None
    while True:
        # A connection for one batch only: whoever reads slowly holds none.
        async with acquire(pool) as connection:
            where: Where = where_of(kind, speaker, wanted)
            where.add("r.id > {}", after)
            found = await RecordStore(connection).page(where, BATCH)
        for kept in found:
            seen = shown(kind, speaker, kept)
            yield {name: seen.get(name) for name in (*_HEADER, *kind.body.model_fields)}
        if len(found) < BATCH:
            return
        after = found[-1].id


def _row(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
