"""A row as it came: a line's number with its values, or with what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from .faults import Fault
from .lines import LINE_BYTES, Lines

LONG_LINE = Fault(
    code="line-too-long",
    message=f"longer than {LINE_BYTES} bytes",
    expected="one record in fewer bytes",
)


@dataclass(slots=True)
class RawRow:
    """One record of a body, of which only the form has been checked.

    ``values`` is None where the line could not be read; then, and only then, there are ``faults``. What comes
    from CSV has text alone for values.
    """

    line: int
    """Number of the record's first line, or of the element of an array, from 1."""
    values: dict[str, Any] | None
    faults: list[Fault]


class Records(Protocol):
    """Reads a body chunk by chunk; each chunk's rows are taken to their end before the next is given."""

    def read(self, chunk: Lines) -> Iterator[RawRow]:
        """Give the records that end in this chunk."""
        ...

    def end(self) -> None:
        """Check that the last record was whole."""
        ...
