"""Which row has the labels, and what each column is: known, a question of its own, personal, or unknown."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from ..errors import FileUnreadable
from ..reading.table import Row, Sheet, column_letter
from .words import ROLES, field_names, normalise, personal_words, question_role

Sure = Literal["known", "guess", "told"]
SEARCHED_ROWS = 40
_NUMBERED = re.compile(r" ?\d+$")
_PARENTHESES = str.maketrans("[{", "((")


@dataclass(frozen=True)
class Column:
    """What one column is taken for; ``field`` is a field's name, ``question``, ``personal`` or ``unknown``."""

    index: int
    label: str
    field: str
    role: str | None = None
    sure: Sure = "known"

    @property
    def letter(self) -> str:
        """Name the column as the spreadsheet program does."""
        return column_letter(self.index)


@dataclass
class Headers:
    """The labels of a sheet: the rows they stand in, and every column."""

    rows: list[int]
    columns: list[Column] = field(default_factory=list)

    def of(self, name: str) -> Column | None:
        """Give the first column of a field."""
        return next((column for column in self.columns if column.field == name), None)

    def all_of(self, name: str) -> list[Column]:
        """Give every column of a field."""
        return [column for column in self.columns if column.field == name]


@lru_cache(maxsize=16_384)
def recognise(label: str) -> tuple[str, str | None, Sure] | None:
    """Tell what a label stands for: a field, the role of a question, and how sure that is."""
    plain = normalise(label)
    shorter = normalise(label.translate(_PARENTHESES).split("(")[0])
    known = field_names()
    for form in dict.fromkeys((plain, shorter)):
        if form in known:
            return known[form], None, "known" if form == plain else "guess"
        if form and form in personal_words(whole=True):
            return "personal", None, "known"
    words = plain.split()
    role = question_role(label, bare_numbers=False)
    if role is None and known.get(_NUMBERED.sub("", plain)) == "text":
        return "text", None, "known"  # Criterion 1, Criterion 2, ... side by side
    personal = _holds(plain, personal_words(whole=False))
    if role and (not personal or len(words) > 5):
        return "wide", role, "known"
    if personal or any(word in ("nom", "prenom", "cognome", "naam", "nazwisko") for word in words):
        return "personal", None, "known"
    return _loosely(plain)


def _holds(plain: str, phrases: Iterable[str]) -> bool:
    padded = f" {plain} "
    return any(f" {phrase} " in padded for phrase in phrases)


def _loosely(plain: str) -> tuple[str, str | None, Sure] | None:
    """Find the longest known label inside a longer one; short words such as ``no`` prove nothing there."""
    padded, best = f" {plain} ", ""
    for phrase in field_names():
        if len(phrase) > max(4, len(best)) and f" {phrase} " in padded:
            best = phrase
    return (field_names()[best], None, "guess") if best else None


def familiar(cells: list[str]) -> int:
    """Count the cells of a row that are surely labels."""
    return sum(1 for cell in cells if len(cell) < 200 and (found := recognise(cell)) and found[2] == "known")


def find_headers(sheet: Sheet, told: Mapping[str, str]) -> Headers | None:
    """Find the row of labels and name every column; None when no row looks like one."""
    best: Row | None = None
    best_score = 0
    for row in sheet.rows[:SEARCHED_ROWS]:
        score = _header_score(row, told)
        if score > best_score and not _is_first_of_many(sheet, row):
            best, best_score = row, score
    if best is None:
        return None
    rows, labels = _labels(sheet, best)
    by_index = {_index(name): meant for name, meant in told.items() if is_letter(name)}
    headers = Headers(rows)
    for index, label in sorted(labels.items()):
        column = _column(index, label, told)
        if column.sure != "told" and index in by_index:
            column = _told(index, label, by_index[index])
        headers.columns.append(column)
    return _settle(headers)


def _header_score(row: Row, told: Mapping[str, str]) -> int:
    named = {normalise(label) for label in told if not is_letter(label)}
    fields: set[str] = set()
    for cell in row.cells.values():
        found = recognise(cell) if len(cell) < 200 else None
        if normalise(cell) in named:
            fields.add(f"told {normalise(cell)}")
        elif found and found[2] == "known":
            fields.add(found[1] or found[0])
    useful = {name for name in fields if name != "personal"}
    if not useful:
        return 0
    # One known word alone may be a title or a sentence; beside it, only a table of one or two columns.
    if len(useful) == 1 and len(row.cells) > 2 and not any(name.startswith("told") for name in useful):
        return 0
    # A row that says where the criteria are wins over the title of several columns above it.
    says_where = 2 * ("text" in useful) or int(any(name in ROLES for name in useful))
    return 2 * len(useful) + len(fields) + says_where


def _is_first_of_many(sheet: Sheet, candidate: Row) -> bool:
    """Tell a row of answers from labels: ``well-being`` again and again below itself is a value."""
    below = [row for row in sheet.rows if row.number > candidate.number][:60]
    for column, label in candidate.cells.items():
        if len(label) < 200 and (found := recognise(label)) and found[0] == "wide":
            same = sum(1 for row in below if question_role(row[column]) == found[1])
            if same * 3 > len(below) and same > 1:
                return True
    return False


def _labels(sheet: Sheet, header: Row) -> tuple[list[int], dict[int, str]]:
    """Give the labels, looking one row up over a blank: labels merged over two rows stand there."""
    labels = dict(header.cells)
    rows = [header.number]
    above = next((row for row in sheet.rows if row.number == header.number - 1), None)
    for column, text in (above.cells if above else {}).items():
        if column not in labels and len(text) < 200 and recognise(text):
            labels[column] = text
            rows = [header.number - 1, header.number]
    return rows, labels


def _column(index: int, label: str, told: Mapping[str, str]) -> Column:
    for name, meant in told.items():
        if normalise(name) == normalise(label):
            return _told(index, label, meant)
    found = recognise(label)
    if found is None:
        return Column(index, label, "unknown")
    return Column(index, label, found[0], found[1], found[2])


def is_letter(name: str) -> bool:
    """Tell a column's letter from a label: ``A`` to ``ZZ``, written large."""
    return name.isascii() and name.isalpha() and name.isupper() and len(name) <= 2


def told_columns(told: Mapping[str, str]) -> Headers | None:
    """Give columns named by letter (``A=text``), for a sheet without labels."""
    columns = [_told(_index(name), f"column {name}", meant) for name, meant in told.items() if is_letter(name)]
    return Headers([], sorted(columns, key=lambda column: column.index)) if columns else None


def _index(letters: str) -> int:
    index = 0
    for sign in letters:
        index = index * 26 + ord(sign) - 64
    return index - 1


def _told(index: int, label: str, meant: str) -> Column:
    field_name = field_names().get(normalise(meant))
    role = question_role(meant, bare_numbers=False)
    if normalise(meant) in ("", "ignore", "none", "nothing"):
        return Column(index, label, "unknown", sure="told")
    if field_name is not None:
        return Column(index, label, field_name, sure="told")
    if role is not None:
        return Column(index, label, "wide", role, "told")
    allowed = "text, question, group, group_label, profile, year, month, date, n_participants, external_id, …"
    raise FileUnreadable(f"--map cannot make {label!r} a {meant!r}; a column can be {allowed} or ignore")


def _settle(headers: Headers) -> Headers:
    """Keep one column a field, the surest and leftmost; others of the same field are set aside and shown."""
    order = {"told": 0, "known": 1, "guess": 2}
    taken: dict[str, str] = {}
    kept: dict[int, Column] = {}
    for column in sorted(headers.columns, key=lambda each: (order[each.sure], each.index)):
        stem = _NUMBERED.sub("", normalise(column.label)) if column.field == "text" else ""
        first = taken.setdefault(column.field, stem)
        again = len(kept) and column.field in {each.field for each in kept.values()}
        # Several columns of criteria belong together only under one label: Criterion 1, Criterion 2.
        lone = column.field not in ("wide", "personal", "unknown") and column.sure != "told"
        if again and lone and (column.field != "text" or stem != first):
            column = Column(column.index, column.label, "unknown")
        kept[column.index] = column
    headers.columns = [kept[index] for index in sorted(kept)]
    return headers
