"""Rows from CSV: lists have semicolons inside their cell, and a participant is a number."""

from shared.rows.csv_records import Columns, CsvRecords
from shared.rows.lines import Lines
from shared.rows.raw import RawRow

from .rows import FIELDS, Read, check_row

_COLUMNS = Columns(required=("external_id", "group", "question", "text"), known=FIELDS)
_LISTS = ("codes", "taken_up_from")


class CsvReader:
    """Reads chunks of a CSV body one after the other; the first record names the fields."""

    def __init__(self) -> None:
        """Begin before the header."""
        self._records = CsvRecords(_COLUMNS)

    def read(self, chunk: Lines) -> Read:
        """Read the records that end in this chunk; a line's number is that of the record's first line.

        Raises ``BodyUnreadable`` for a header that is not one.
        """
        found = Read()
        for row in self._records.read(chunk):
            check_row(_typed(row), found)
        return found

    def end(self) -> None:
        """Check that the last record was whole; raises ``BodyUnreadable`` for a quote that is never closed."""
        self._records.end()


def _typed(row: RawRow) -> RawRow:
    """Read the cells that are no text."""
    values = row.values or {}
    for name in _LISTS:
        if name in values:
            values[name] = [part.strip() for part in values[name].split(";") if part.strip()]
    ordinal = values.get("participant", "")
    if ordinal.isdecimal() and len(ordinal) < 6:
        values["participant"] = int(ordinal)
    return row
