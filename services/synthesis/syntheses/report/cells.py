"""Lines of CSV that no spreadsheet runs as a formula."""

import csv
import io
import re
from collections.abc import Iterable

_FORMULA = re.compile("'*[=+\\-@\t\r]").match

Cell = str | int | float | bool | None


def line_of(cells: Iterable[Cell]) -> str:
    """Give one line; numbers have a decimal point whatever the language, and nothing is an empty cell."""
    text = io.StringIO()
    csv.writer(text).writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would read as a formula (CWE-1236), as the other exports do."""
    return f"'{text}" if _FORMULA(text) else text


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    # A negative number is a number; only text can be a formula.
    return guarded(cell) if isinstance(cell, str) else f"{cell:.6g}" if isinstance(cell, float) else str(cell)
