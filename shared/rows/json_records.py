"""JSON as rows: one object a line, or the objects of one array."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from shared.errors import BodyTooLarge
from shared.strict_json import MalformedJson, loads

from .faults import Fault
from .lines import Lines
from .raw import LONG_LINE, RawRow


class NdjsonRecords:
    """Reads chunks of NDJSON; blank lines are passed over, bad ones are told."""

    def read(self, chunk: Lines) -> Iterator[RawRow]:
        """Give the records of this chunk."""
        for number, line in enumerate(chunk.lines, chunk.first_line):
            if line is None:
                yield RawRow(number, None, [LONG_LINE])
            elif line.strip():
                yield read_object(number, line)

    def end(self) -> None:
        """Check nothing: each line is whole by itself."""


def read_object(number: int, line: bytes) -> RawRow:
    """Read one line strictly: no key twice, no NaN, no bottomless nesting."""
    try:
        return as_object(number, loads(line))
    except MalformedJson as error:
        return RawRow(number, None, [Fault(code="json", message=error.detail, expected="one JSON object on the line")])


def as_object(number: int, value: Any) -> RawRow:
    """Take a value that was read from JSON as a row, if it is an object."""
    if isinstance(value, dict):
        return RawRow(number, value, [])
    fault = Fault(code="json", message="not a JSON object", expected="one JSON object for each record")
    return RawRow(number, None, [fault])


async def read_array(body: AsyncIterator[bytes], most_bytes: int) -> list[Any]:
    """Read a whole body that is one JSON array; what its elements are is not looked at.

    Raises ``BodyTooLarge`` for more than ``most_bytes``, and ``MalformedJson`` for anything else than an array.
    """
    whole = bytearray()
    async for part in body:
        whole += part
        if len(whole) > most_bytes:
            raise BodyTooLarge(f"at most {most_bytes} bytes in an array; send NDJSON instead")
    values = await asyncio.to_thread(loads, bytes(whole))
    if not isinstance(values, list):
        raise MalformedJson("expected an array of records")
    return values
