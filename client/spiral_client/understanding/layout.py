"""How a sheet is laid out: a criterion a row, a question a column, a sheet for each group or question."""

from dataclasses import dataclass, field

from ..reading.table import Note, Row, Sheet
from .headers import Column, Headers
from .words import is_default_sheet, normalise, question_role, without_question, word_set


@dataclass
class Layout:
    """Where a sheet keeps its criteria, and what its name adds."""

    texts: list[Column] = field(default_factory=list)
    marks: list[Column] = field(default_factory=list)
    wide: bool = False
    role: str | None = None
    group: str | None = None
    profile_is_group: bool = False
    only_groups: bool = False


def lay_out(sheet: Sheet, headers: Headers, rows: list[Row]) -> tuple[Layout, list[Note]]:
    """Work out the layout and say what was guessed."""
    notes: list[Note] = []
    layout = Layout(texts=headers.all_of("text"))
    questions = headers.all_of("wide")
    if layout.texts and questions and _are_marks(questions, rows):
        layout.marks = questions
        notes.append(_note(sheet, "marks", "a cross under a question's name tells which question it answers"))
    elif questions:
        layout.wide, layout.texts = True, [*layout.texts, *questions]
        told = ", ".join(f"{column.label!r} as {column.role}" for column in questions)
        notes.append(_note(sheet, "wide", f"one column for each question: {told}"))
    if not layout.texts:
        layout.only_groups = _describes_groups(headers)
        return layout, notes
    _use_sheet_name(sheet, headers, layout, notes)
    if not (headers.of("group") or headers.of("group_label") or layout.group) and headers.of("profile"):
        layout.profile_is_group = True
        notes.append(_note(sheet, "profile-as-group", "no column names the group; the type of group is its name"))
    return layout, notes


def _are_marks(columns: list[Column], rows: list[Row]) -> bool:
    marks = word_set("words", "marks") | {""}
    cells = [row[column.index].strip() for row in rows for column in columns if row[column.index].strip()]
    return bool(cells) and all(len(cell) <= 4 and normalise(cell) in marks for cell in cells)


def _describes_groups(headers: Headers) -> bool:
    if not (headers.of("group") or headers.of("group_label")):
        return False
    return any(headers.of(name) for name in ("profile", "n_participants", "year", "month", "date"))


def _use_sheet_name(sheet: Sheet, headers: Headers, layout: Layout, notes: list[Note]) -> None:
    name = sheet.name or ""
    if not name or is_default_sheet(name):
        return
    role = question_role(name, bare_numbers=False)
    if role and not layout.wide and not headers.of("question") and not layout.marks:
        layout.role = role
        notes.append(_note(sheet, "sheet-question", f"the sheet's name is taken as the question: {role}"))
    group = without_question(name) if role else name
    if group and not is_default_sheet(group) and not (headers.of("group") or headers.of("group_label")):
        layout.group = group
        notes.append(_note(sheet, "sheet-group", f"the sheet's name is taken as the group: {group!r}"))


def _note(sheet: Sheet, code: str, text: str) -> Note:
    return Note(code, text, sheet=sheet.name)
