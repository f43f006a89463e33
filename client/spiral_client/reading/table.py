"""What was read from a file, before anybody has understood it: sheets, rows, cells as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_ROWS = 200_000
"""Rows with something in them that a file may have."""

MAX_COLUMNS = 200
"""Columns a sheet may have."""


@dataclass(frozen=True)
class Note:
    """Something that was guessed, mended or left aside, and is therefore said.

    A ``loud`` note is about what is *not* sent or may be wrong; the others are for the curious.
    """

    code: str
    message: str
    loud: bool = False
    sheet: str | None = None


@dataclass
class Row:
    """One row as the spreadsheet program numbers it, with its filled cells by column (from 0)."""

    number: int
    cells: dict[int, str]

    def __getitem__(self, column: int) -> str:
        """Give a cell's text, empty where there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Merge:
    """A block of merged cells: rows as numbered in the sheet, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    """One table of a file; a text file has one, without a name."""

    name: str | None
    rows: list[Row] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    def columns(self) -> list[int]:
        """Give the columns that have anything in them, from left to right."""
        return sorted({column for row in self.rows for column in row.cells})


@dataclass
class Book:
    """A file as read: its sheets and what has to be said about the reading."""

    path: Path
    sheets: list[Sheet]
    notes: list[Note] = field(default_factory=list)
    sha256: str = ""

    def rows(self) -> Iterator[tuple[Sheet, Row]]:
        """Walk every row of every sheet."""
        for sheet in self.sheets:
            for row in sheet.rows:
                yield sheet, row


def column_letter(column: int) -> str:
    """Name a column as spreadsheet programs do: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
