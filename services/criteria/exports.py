"""A selection of criteria as NDJSON, CSV or Parquet, streamed in flat memory."""

import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from shared.database import Connection
from shared.identity import Identity
from shared.rows.cells import guarded
from shared.vocabulary.codebook import default_codebook

from . import operations, places, store
from .schemas import CriterionRecord

BATCH = 2000
"""Criteria read at a time."""

COLUMNS = tuple(CriterionRecord.model_fields)

_LISTS = ("codes", "taken_up_from")

_SCHEMA = pa.schema([(name, pa.list_(pa.string()) if name in _LISTS else pa.string()) for name in COLUMNS])


async def select(
    connection: Connection, identity: Identity, filters: dict[str, Any]
) -> AsyncGenerator[list[dict[str, Any]], None]:
    """Give everything a caller may see that fits the filters, a batch at a time, from one snapshot.

    For those without a territory of their own only what is both public and open is exported.
    """
    filters = filters | operations.access(identity, filters)
    if identity.role in ("public", "app"):
        filters |= {"scope": "open"}
    where, values = store.conditions(filters, first=2)
    own = await places.below(connection, identity.roots) if identity.role == "partner" else set()
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        batch: list[dict[str, Any]] = []
        query = f"{store.SELECT} where true {where} order by criterion.id"
        async for row in connection.cursor(query, default_codebook().version, *values, prefetch=BATCH):
            owning = identity.role == "admin" or row["territory_id"] in own
            record = operations.record(row, identity, owning)
            batch.append(record.model_dump(mode="json"))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


async def as_ndjson(batches: AsyncIterator[list[dict[str, Any]]]) -> AsyncIterator[bytes]:
    """Give one JSON object a line."""
    encoder = msgspec.json.Encoder()
    async for batch in batches:
        yield encoder.encode_lines(batch)


async def as_csv(batches: AsyncIterator[list[dict[str, Any]]]) -> AsyncIterator[bytes]:
    """Give a table with a header; no cell is one that a spreadsheet would run as a formula."""
    yield (",".join(COLUMNS) + "\r\n").encode()
    async for batch in batches:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([_cell(record[name]) for name in COLUMNS] for record in batch)
        yield text.getvalue().encode()


async def as_parquet(batches: AsyncIterator[list[dict[str, Any]]]) -> AsyncIterator[bytes]:
    """Give a Parquet file (zstd), a row group a batch; all columns are text."""
    sink = _Sink()
    writer = pq.ParquetWriter(sink, _SCHEMA, compression="zstd")
    async for batch in batches:
        columns = [pa.array([_text(record[name]) for record in batch], _SCHEMA.field(name).type) for name in COLUMNS]
        writer.write_table(pa.Table.from_arrays(columns, schema=_SCHEMA))
        if part := sink.take():
            yield part
    writer.close()
    yield sink.take()


class _Sink(io.RawIOBase):
    """Takes what a Parquet writer writes, until it is sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._size

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return guarded(";".join(value))
    return "" if value is None else guarded(str(value))


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, list) else str(value)


FORMATS = {
    "ndjson": ("application/x-ndjson", as_ndjson),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}
"""By suffix: the media type and the writer."""
