"""Outcomes as a file: one line for every line that was pushed."""

import csv
import io
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from shared.database import Pool
from shared.errors import MalformedRequest
from shared.rows.cells import guarded
from shared.rows.faults import Fault
from shared.rows.outcomes import NAMES, Outcome

from .imports.outcomes import unpack

Batches = AsyncIterator[list[Outcome]]


async def outcomes(pool: Pool, import_id: UUID, only: frozenset[str]) -> Batches:
    """Give an import's outcomes, a chunk at a time, in the order of the lines."""
    after = -1
    while True:
        row = await pool.fetchrow(
            "select first_line, outcomes from import_chunk where import_id = $1 and first_line > $2"
            " order by first_line limit 1",
            import_id,
            after,
        )
        if row is None:
            return
        after = row["first_line"]
        yield [outcome for outcome in unpack(row["outcomes"]) if not only or outcome.outcome in only]


def read_only(names: str | None) -> frozenset[str]:
    """Read a list of outcomes; raises ``MalformedRequest`` for one there is not."""
    wanted = frozenset(part.strip() for part in names.split(",")) if names else frozenset()
    if unknown := wanted - set(NAMES):
        raise MalformedRequest(f"no such outcome; outcomes are {', '.join(NAMES)}", unknown=len(unknown))
    return wanted


async def _ndjson(batches: Batches) -> AsyncIterator[bytes]:
    encoder = msgspec.json.Encoder()
    async for batch in batches:
        yield encoder.encode_lines([outcome.model_dump(mode="json") for outcome in batch])


async def _csv(batches: Batches) -> AsyncIterator[bytes]:
    yield b"line,external_id,outcome,id,revision,errors,warnings\r\n"
    async for batch in batches:
        text = io.StringIO()
        writer = csv.writer(text)
        for outcome in batch:
            cells = (outcome.line, outcome.external_id, outcome.outcome, outcome.id, outcome.revision)
            row = ["" if cell is None else guarded(str(cell)) for cell in cells]
            writer.writerow([*row, _sentence(outcome.errors), _sentence(outcome.warnings)])
        yield text.getvalue().encode()


def _sentence(faults: list[Fault]) -> str:
    parts = []
    for fault in faults:
        about = f"{fault.field}: " if fault.field else ""
        wanted = f" (expected: {fault.expected})" if fault.expected else ""
        parts.append(f"{about}{fault.message}{wanted}")
    return guarded("; ".join(parts))


FORMATS = {"ndjson": ("application/x-ndjson", _ndjson), "csv": ("text/csv; charset=utf-8", _csv)}
"""By name: the media type and the writer."""
