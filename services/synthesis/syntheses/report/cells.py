"""Lines of CSV that no spreadsheet runs as a formula."""

import csv
import io
from collections.abc import Iterable

from shared.rows.cells import guarded

Cell = str | int | float | bool | None


def line_of(cells: Iterable[Cell]) -> str:
    """Give one line; numbers have a decimal point whatever the language, and nothing is an empty cell."""
    text = io.StringIO()
    csv.writer(text).writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    # A negative number is a number; only text can be a formula.
    return guarded(cell) if isinstance(cell, str) else f"{cell:.6g}" if isinstance(cell, float) else str(cell)
