"""Which rows of a table are criteria, and which are labels again, totals, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..reading.table import Note, Row, Sheet
from .headers import Headers
from .problems import row_list
from .words import normalise, word_set

_ERROR = re.compile(r"#(?:N/?A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|NOM\?|VALEUR!|SPILL!|CALC!|ND|WERT!|BEZUG!)", re.I)
_AMOUNT = re.compile(r"[\d\s.,%()€$£+-]*\d[\d\s.,%()€$£+-]*")


@dataclass
class Sorted:
    """The rows of a sheet below its labels, told apart; every row of the sheet is in exactly one list."""

    body: list[Row] = field(default_factory=list)
    above: list[Row] = field(default_factory=list)
    labels: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)


def sort_rows(sheet: Sheet, headers: Headers) -> tuple[Sorted, list[Note]]:
    """Tell the rows apart and say what is left aside."""
    found = Sorted()
    labels = {column.index: normalise(column.label) for column in headers.columns}
    first = max(headers.rows, default=-1)
    for row in sheet.rows:
        if row.number in headers.rows:
            found.labels.append(row)
        elif row.number < first:
            found.above.append(row)
        elif _is_label_row(row, labels):
            found.labels.append(row)
        elif _is_total(row, headers):
            found.totals.append(row)
        else:
            found.body.append(row)
    return found, _notes(sheet, found, headers) + _drop_errors(sheet, found.body)


def _is_label_row(row: Row, labels: dict[int, str]) -> bool:
    if not all(len(text) <= 200 and column in labels for column, text in row.cells.items()):
        return False
    return all(labels[column] == normalise(text) for column, text in row.cells.items()) and bool(row.cells)


def _is_total(row: Row, headers: Headers) -> bool:
    """Tell rows of amounts and words such as ``Total`` or ``Total women`` from criteria that begin so."""
    totals = word_set("words", "totals")
    said = amounts = 0
    for index, text in row.cells.items():
        if len(text) > 40:
            return False
        plain = normalise(text)
        if plain in totals or (plain.split(" ")[0] in totals and index not in _said_in(headers)):
            if index in _said_in(headers) and _is_placed(row, headers):
                return False
            said += 1
        elif _AMOUNT.fullmatch(text):
            amounts += 1
        else:
            return False
    return said > 0 and (amounts > 0 or all(normalise(text) in totals for text in row.cells.values()))


def _said_in(headers: Headers) -> set[int]:
    return {column.index for column in headers.columns if column.field in ("text", "wide")}


def _is_placed(row: Row, headers: Headers) -> bool:
    """Tell whether a row names its group or question: then its words were said by somebody."""
    placing = ("group", "group_label", "question")
    return any(row[column.index] for column in headers.columns if column.field in placing)


def _notes(sheet: Sheet, found: Sorted, headers: Headers) -> list[Note]:
    notes = []
    if found.above:
        text = f"{row_list(row.number for row in found.above)} above the labels: read as a title, not sent"
        notes.append(Note("title-rows", text, sheet=sheet.name))
    again = [row.number for row in found.labels if row.number not in headers.rows]
    if again:
        notes.append(Note("labels-again", f"{row_list(again)}: the labels again, not sent", sheet=sheet.name))
    if found.totals:
        text = f"{row_list(row.number for row in found.totals)}: totals, not sent"
        notes.append(Note("totals", text, sheet=sheet.name))
    return notes


def _drop_errors(sheet: Sheet, rows: Sequence[Row]) -> list[Note]:
    dropped = 0
    for row in rows:
        for column in [column for column, text in row.cells.items() if _ERROR.fullmatch(text.strip())]:
            del row.cells[column]
            dropped += 1
    if not dropped:
        return []
    text = f"{dropped} cells hold an error such as #N/A and were taken as empty"
    return [Note("error-cells", text, loud=True, sheet=sheet.name)]
