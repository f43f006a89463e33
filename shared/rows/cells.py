"""Cells of a table that no spreadsheet runs as a formula, and back."""

import re

_FORMULA = re.compile("'*[=+\\-@\t\r]").match


def unguarded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from reading a cell as a formula."""
    return cell[1:] if cell[:1] == "'" and _FORMULA(cell) else cell


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would read as a formula (CWE-1236).

    What looks guarded already is guarded once more, so that ``unguarded`` gives every text back.
    """
    return f"'{cell}" if _FORMULA(cell) else cell
