"""Comma-separated files and their cousins: which sign separates, where quotes go wrong, cells as text."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable

from ..errors import FileUnreadable, SpreadsheetTooLarge
from .table import MAX_COLUMNS, MAX_ROWS, Note, Row, Sheet, column_letter

DELIMITERS = (";", ",", "\t", "|")
_NAMES = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "vertical bars"}
_CELL = 16 * 1024 * 1024
_SEP_LINE = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
# Exports for spreadsheet programs put an apostrophe before a cell that could start a formula.
_GUARDED = re.compile(r"\A'(?=[=+\-@\t\r])")

Familiar = Callable[[list[str]], int]
"""Counts the cells of a row that look like known column labels."""


def read_delimited(text: str, familiar: Familiar, delimiter: str | None = None) -> tuple[Sheet, list[Note]]:
    """Read a text table; rows are numbered as a spreadsheet program shows them."""
    csv.field_size_limit(_CELL)
    notes: list[Note] = []
    skipped = 0
    if told := _SEP_LINE.match(text):
        delimiter, text, skipped = told.group(1), text[told.end() :], 1
    if delimiter is None:
        delimiter = guess_delimiter(text, familiar)
        if delimiter not in (",", None):
            notes.append(Note("delimiter", f"columns are separated by {_NAMES[delimiter]}"))
    rows, quote_note = _rows(text, delimiter)
    notes.extend(quote_note)
    return _sheet(rows, skipped, notes), notes


def guess_delimiter(text: str, familiar: Familiar) -> str | None:
    """Give the sign that makes known labels or, failing that, rows of equal width; None for one column."""
    best: str | None = None
    best_score = (0, 0.5)
    for delimiter in DELIMITERS:
        rows = [row for row in _sample(text, delimiter) if any(cell.strip() for cell in row)]
        widths = Counter(len(row) for row in rows)
        if not rows or max(widths) < 2:
            continue
        known = max((familiar(row) for row in rows[:30] if len(row) > 1), default=0)
        common = max((width for width in widths if width > 1), key=lambda width: widths[width])
        score = (known, widths[common] / len(rows))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text[:300_000], newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == 300:
                break
    except csv.Error:
        return rows
    return rows


def _rows(text: str, delimiter: str | None) -> tuple[list[list[str]], list[Note]]:
    # A file of one column has no delimiter; a sign that cannot occur keeps commas inside sentences.
    sign = delimiter or "\x1f"
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)), []
    except csv.Error:
        pass
    # Quotes that do not fit: line by line, if that makes an even table, or a lone one would swallow rows.
    plain = _loosely(text, sign, csv.QUOTE_NONE)
    widths = Counter(len(row) for row in plain if row)
    if widths and widths.most_common(1)[0][1] >= 0.9 * widths.total():
        text = "some quotation marks do not pair; they were read as ordinary signs"
        return [[_unquote(cell) for cell in row] for row in plain], [Note("quotes", text, loud=True)]
    text_note = Note("quotes", "some quotation marks do not pair; look whether rows run together", loud=True)
    return _loosely(text, sign, csv.QUOTE_MINIMAL), [text_note]


def _loosely(text: str, delimiter: str, quoting: int) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))  # type: ignore[arg-type]
    except csv.Error as error:
        raise FileUnreadable(f"the file cannot be read as a table: {error}") from error


def _unquote(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _sheet(rows: Iterable[list[str]], skipped: int, notes: list[Note]) -> Sheet:
    sheet, guarded, beyond = Sheet(None), 0, 0
    for number, values in enumerate(rows, start=1 + skipped):
        beyond += sum(1 for value in values[MAX_COLUMNS:] if value.strip())
        cells = {}
        for column, value in enumerate(values[:MAX_COLUMNS]):
            if value.strip():
                guarded += bool(_GUARDED.match(value))
                cells[column] = _GUARDED.sub("", value)
        if cells:
            sheet.rows.append(Row(number, cells))
        if len(sheet.rows) > MAX_ROWS:
            raise SpreadsheetTooLarge(f"the file has more than {MAX_ROWS:,} rows; split it and push the parts")
    if guarded:
        notes.append(Note("apostrophe", f"{guarded} cells begin with a guarding apostrophe, which was removed"))
    if beyond:
        last = column_letter(MAX_COLUMNS - 1)
        notes.append(Note("far-cells", f"{beyond} cells beyond column {last} were not read", loud=True))
    return sheet
