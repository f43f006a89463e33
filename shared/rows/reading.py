"""Any bulk body as rows: NDJSON, CSV or a JSON array, gzip or not, in flat memory."""

import asyncio
from collections.abc import AsyncIterator
from itertools import islice

from .bodies import Meter, inflated, metered
from .csv_records import Columns, CsvRecords
from .json_records import NdjsonRecords, as_object, read_array
from .lines import in_lines
from .media import kind_of
from .raw import RawRow, Records

ROWS = 5_000
"""Rows that are given together at most."""

ARRAY_BYTES = 16_000_000
"""Bytes a JSON array may have: unlike the other forms it must be held whole."""


async def read_rows(
    stream: AsyncIterator[bytes],
    content_type: str | None,
    content_encoding: str | None,
    meter: Meter,
    columns: Columns,
    array_bytes: int = ARRAY_BYTES,
) -> AsyncIterator[list[RawRow]]:
    """Give a body's rows in their order, chunk by chunk; a line that cannot be read is a row with faults.

    ``content_type`` and ``content_encoding`` are the request's headers. ``columns`` are checked in CSV only: the
    names in a JSON object are whatever was sent, for the caller's model to take or refuse. ``meter`` counts the
    body as it was before compression.

    Raises ``UnsupportedMedia``, ``BodyUnreadable`` (a header, an open quote, UTF-16, broken gzip),
    ``CompressionBomb``, ``BodyCut``, and for an array ``BodyTooLarge`` and ``MalformedJson``. Rows that were
    given before may be kept: whoever wants all or none waits for the end.
    """
    kind = kind_of(content_type)
    body = metered(inflated(stream, content_encoding), meter)
    if kind == "array":
        values = await read_array(body, array_bytes)
        for first in range(0, len(values), ROWS):
            yield [as_object(number, value) for number, value in enumerate(values[first : first + ROWS], first + 1)]
        return
    records: Records = CsvRecords(columns) if kind == "csv" else NdjsonRecords()
    async for chunk in in_lines(body):
        rows = records.read(chunk)
        while part := await asyncio.to_thread(list, islice(rows, ROWS)):
            yield part
    records.end()
