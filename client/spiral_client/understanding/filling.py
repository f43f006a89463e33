"""Cells left blank because the value above holds: merged blocks, and names written once a block."""

import itertools
from collections.abc import Collection, Sequence

from ..reading.table import Note, Row, Sheet
from .headers import Column, Headers
from .problems import row_list

BLOCK_FIELDS = ("group", "group_label", "profile", "n_participants", "year", "month", "date", "language")


def fill_merges(
    sheet: Sheet, headers: Headers, rows: Sequence[Row], fields: Collection[str] = (*BLOCK_FIELDS, "question")
) -> list[Note]:
    """Repeat a merged value on every row of its block, in the columns of some fields."""
    wanted = {column.index: column for column in headers.columns if column.field in fields}
    by_number = {row.number: row for row in rows}
    filled: dict[int, int] = {}
    for merge in sheet.merges:
        source = by_number.get(merge.first_row)
        if source is None or merge.first_column not in wanted or merge.last_row == merge.first_row:
            continue
        value = source[merge.first_column]
        for number in range(merge.first_row + 1, min(merge.last_row, rows[-1].number) + 1):
            if value and number in by_number and not by_number[number][merge.first_column]:
                by_number[number].cells[merge.first_column] = value
                filled[merge.first_column] = filled.get(merge.first_column, 0) + 1
    return [
        Note("merged", f"column {wanted[index].label!r}: merged cells repeated on {n} rows", sheet=sheet.name)
        for index, n in filled.items()
    ]


def fill_down(sheet: Sheet, headers: Headers, rows: Sequence[Row]) -> list[Note]:
    """Repeat what is written once a block, when the file clearly does so, and say it."""
    notes = []
    group = headers.of("group") or headers.of("group_label")
    starts = _starts(rows, group)
    if group and (note := _fill(sheet, group, rows, frozenset())):
        notes.append(note)
    question = headers.of("question")
    # A question never runs on into the next group: there it is missing, and that is reported.
    if question and (note := _fill(sheet, question, rows, starts)):
        notes.append(note)
    return notes


def _starts(rows: Sequence[Row], group: Column | None) -> frozenset[int]:
    return frozenset(row.number for row in rows if group and row[group.index])


def _fill(sheet: Sheet, column: Column, rows: Sequence[Row], walls: frozenset[int]) -> Note | None:
    index = column.index
    filled = [row for row in rows if row[index]]
    if not rows or not rows[0][index] or len(filled) == len(rows) or _is_repeated(rows, index):
        return None
    value, done = "", []
    for row in rows:
        if row.number in walls:
            value = ""
        if row[index]:
            value = row[index]
        elif value:
            row.cells[index] = value
            done.append(row.number)
    if not done:
        return None
    text = f"column {column.label!r} is written once a block; repeated below on {len(done)} rows ({row_list(done)})"
    return Note("filled-down", text, sheet=sheet.name)


def _is_repeated(rows: Sequence[Row], index: int) -> bool:
    """Tell whether the file writes the value on every row: then a blank is a gap and nothing is filled."""
    return any(first[index] and first[index] == second[index] for first, second in itertools.pairwise(rows))
