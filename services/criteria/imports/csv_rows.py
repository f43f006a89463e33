"""CSV as people save it: commas, semicolons or tabs, quoted line breaks, a byte-order mark, empty cells."""

import csv
import re

from ..errors import BodyUnreadable
from ..schemas import Fault
from .bodies import LINE_BYTES, Lines
from .rows import FIELDS, LONG_LINE, Read, Refused, check_record

_LISTS = ("codes", "taken_up_from")
_FORMULA = re.compile("'*[=+\\-@\t\r]").match


class CsvReader:
    """Reads chunks of a CSV body one after the other; the first record names the fields."""

    def __init__(self) -> None:
        """Begin before the header."""
        self._fields: list[str] | None = None
        self._delimiter = ","
        self._carried: list[str] = []
        self._carried_from = 0
        self._fault: Fault | None = None

    def read(self, chunk: Lines) -> Read:
        """Read the records that end in this chunk; a line's number is that of the record's first line.

        Raises ``BodyUnreadable`` for a header that is not one.
        """
        found = Read()
        for number, line in enumerate(chunk.lines, chunk.first_line):
            if line is None:  # with whatever it goes on from: nobody knows what quotes it had
                found.refused.append(Refused(self._carried_from if self._carried else number, None, [LONG_LINE]))
                self._carried, self._fault = [], None
                continue
            self._take(number, self._decoded(line), found)
        return found

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

    def end(self) -> None:
        """Check that the last record was whole; raises ``BodyUnreadable`` for a quote that is never closed."""
        if self._carried:
            raise _unclosed(self._carried_from)

    def _take(self, number: int, text: str, found: Read) -> None:
        if not self._carried:
            self._carried_from = number
        self._carried.append(text)
        record = "\n".join(self._carried)
        if record.count('"') % 2:  # a quoted cell goes on in the next line
            if len(record) > LINE_BYTES:
                raise _unclosed(self._carried_from)
            return
        fault, self._carried, self._fault = self._fault, [], None
        if fault is not None:
            found.refused.append(Refused(self._carried_from, None, [fault]))
            return
        if not record.strip(" ,;\t"):
            return
        if self._fields is None:
            self._read_header(record)
            return
        cells = next(csv.reader([record], delimiter=self._delimiter, strict=False))
        self._check(cells, self._carried_from, found)

    def _read_header(self, record: str) -> None:
        self._delimiter = max(",;\t", key=record.count)
        names = [name.strip().lower() for name in next(csv.reader([record], delimiter=self._delimiter))]
        missing = [name for name in ("external_id", "group", "question", "text") if name not in names]
        twice = sorted({name for name in names if name and names.count(name) > 1})
        unknown = sorted({name for name in names if name and name not in FIELDS})
        faults = [f"missing: {', '.join(missing)}"] if missing else []
        faults += [f"twice: {', '.join(twice)}"] if twice else []
        faults += [f"not known: {', '.join(unknown)[:200]}"] if unknown else []
        if faults:
            raise BodyUnreadable(
                f"the first line must name the fields; {'; '.join(faults)}. Fields: {', '.join(FIELDS)}",
                errors=[{"line": self._carried_from, "code": "header", "message": "; ".join(faults)}],
            )
        self._fields = names

    def _check(self, cells: list[str], number: int, found: Read) -> None:
        assert self._fields is not None
        if any(cell.strip() for cell in cells[len(self._fields) :]):
            fault = Fault(
                code="cells",
                message=f"{len(cells)} cells",
                expected=f"{len(self._fields)} cells; put text that has a delimiter in quotes",
            )
            found.refused.append(Refused(number, None, [fault]))
            return
        record: dict[str, object] = {}
        for name, cell in zip(self._fields, cells, strict=False):
            value = unguarded(cell.strip())
            if not name or not value:
                continue
            if name in _LISTS:
                record[name] = [part.strip() for part in value.split(";") if part.strip()]
            elif name == "participant" and value.isdecimal() and len(value) < 6:
                record[name] = int(value)
            else:
                record[name] = value
        check_record(record, number, found)


def unguarded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from reading a cell as a formula."""
    return cell[1:] if cell[:1] == "'" and _FORMULA(cell) else cell


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would read as a formula (CWE-1236).

    What looks guarded already is guarded once more, so that ``unguarded`` gives every text back.
    """
    return f"'{cell}" if _FORMULA(cell) else cell


def _unclosed(line: int) -> BodyUnreadable:
    return BodyUnreadable(
        "a quoted cell is never closed",
        errors=[{"line": line, "code": "quote", "message": "close the quote, or write it twice inside a cell"}],
    )
