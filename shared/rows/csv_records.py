"""CSV as people save it: commas, semicolons or tabs, quoted line breaks, a byte-order mark, empty cells."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .cells import unguarded
from .errors import BodyUnreadable
from .faults import Fault
from .lines import LINE_BYTES, Lines
from .raw import LONG_LINE, RawRow

_STRAY = Fault(
    code="quote",
    message="a quote, a line break or a carriage return stands where a cell cannot have one",
    expected="the whole cell in quotes, and every quote inside it written twice",
)


@dataclass(frozen=True)
class Columns:
    """The columns that a table must have and may have, all in lower case."""

    required: tuple[str, ...]
    known: tuple[str, ...]
    """The columns as they are told to whoever has named another, so also a pattern such as ``note.<language>``."""
    is_known: Callable[[str], bool] | None = None
    """Tells whether there is a column of this name; without it there are those of ``known``."""

    def faults(self, names: list[str]) -> list[str]:
        """Tell what is wrong with the names of a header."""
        missing = [name for name in self.required if name not in names]
        twice = sorted(name for name, number in Counter(names).items() if name and number > 1)
        is_known = self.is_known or self.known.__contains__
        unknown = sorted({name for name in names if name and not is_known(name)})
        told = {"missing": missing, "twice": twice, "not known": unknown}
        return [f"{fault}: {', '.join(found)[:200]}" for fault, found in told.items() if found]


class CsvRecords:
    """Reads chunks of a CSV body one after the other; the first record names the columns, in any case.

    A row's values are its cells by the column's name in lower case: stripped, without a guarding apostrophe,
    and without those that are empty.
    """

    def __init__(self, columns: Columns) -> None:
        """Begin before the header."""
        self._columns = columns
        self._names: list[str] | None = None
        self._delimiter = ","
        self._carried: list[str] = []
        self._begin(0)

    def read(self, chunk: Lines) -> Iterator[RawRow]:
        """Give the records that end in this chunk; a record's number is that of its first line.

        Raises ``BodyUnreadable`` for a header that is not one, and for a quote that is never closed.
        """
        for number, line in enumerate(chunk.lines, chunk.first_line):
            if not self._carried:
                if line == b"":
                    continue
                self._begin(number)
            if line is None:  # with whatever it goes on from: nobody knows what quotes it had
                self._carried = []
                yield RawRow(self._number, None, [LONG_LINE])
            elif (row := self._take(self._decoded(line))) is not None:
                yield row

    def end(self) -> None:
        """Check that the last record was whole; raises ``BodyUnreadable`` for a quote that is never closed."""
        if self._carried:
            raise self._unclosed()

    def _begin(self, number: int) -> None:
        self._number = number
        self._size = 0
        self._open = False
        self._fault: Fault | None = None

    def _decoded(self, line: bytes) -> str:
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            # Its quotes still tell where the record ends; none of the record is kept.
            self._fault = Fault(
                code="encoding", message=f"not UTF-8 at byte {error.start + 1}", expected="a file saved as UTF-8"
            )
            text = line.decode(errors="replace")
        return text.removesuffix("\r")

    def _take(self, text: str) -> RawRow | None:
        self._carried.append(text)
        self._size += len(text) + 1
        self._open ^= text.count('"') % 2 == 1
        if self._open:  # a quoted cell goes on in the next line
            if self._size > LINE_BYTES:
                raise self._unclosed()
            return None
        record, self._carried = "\n".join(self._carried), []
        if self._fault is not None:
            return RawRow(self._number, None, [self._fault])
        if not record.strip(" ,;\t"):
            return None
        if self._names is None:
            self._names = self._header(record)
            return None
        return self._row(record, self._names)

    def _header(self, record: str) -> list[str]:
        self._delimiter = max(",;\t", key=record.count)
        cells = self._cells(record)
        names = [cell.strip().lower() for cell in cells or ()]
        faults = [_STRAY.message] if cells is None else self._columns.faults(names)
        if faults:
            raise BodyUnreadable(
                f"the first line must name the fields; {'; '.join(faults)}. Fields: {', '.join(self._columns.known)}",
                errors=[{"line": self._number, "code": "header", "message": "; ".join(faults)}],
            )
        return names

    def _row(self, record: str, names: list[str]) -> RawRow:
        cells = self._cells(record)
        if cells is None:
            return RawRow(self._number, None, [_STRAY])
        if any(cell.strip() for cell in cells[len(names) :]):
            fault = Fault(
                code="cells",
                message=f"{len(cells)} cells",
                expected=f"{len(names)} cells; put text that has a delimiter in quotes",
            )
            return RawRow(self._number, None, [fault])
        values = {}
        for name, cell in zip(names, cells, strict=False):
            if name and (value := unguarded(cell.strip())):
                values[name] = value
        return RawRow(self._number, values, [])

    def _cells(self, record: str) -> list[str] | None:
        try:
            return next(csv.reader([record], delimiter=self._delimiter))
        except csv.Error:
            return None

    def _unclosed(self) -> BodyUnreadable:
        return BodyUnreadable(
            "a quoted cell is never closed",
            errors=[{"line": self._number, "code": "quote", "message": "close the quote, or write it twice in a cell"}],
        )
