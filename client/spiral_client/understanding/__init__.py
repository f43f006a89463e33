"""From rows of text to criteria and groups, saying everything that was guessed on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ..errors import FileUnreadable
from ..reading import open_book
from ..reading.table import Book, Note, Row, Sheet, column_letter
from .criteria import Draft, SheetReader, SheetReading
from .filling import fill_down, fill_merges
from .groups import Group, group_key
from .headers import Column, Headers, familiar, find_headers, told_columns
from .layout import Layout, lay_out
from .naming import is_line_number, name_as_given, name_by_content, same_words
from .options import ReadingOptions
from .problems import Place, Problem, masked, row_list
from .sorting import sort_rows
from .words import is_guidance_sheet, normalise, question_role

__all__ = ["Draft", "Group", "Reading", "ReadingOptions", "SheetPlan", "read_file"]


@dataclass
class SheetPlan:
    """What one sheet was taken for, shown by ``spiral check``."""

    index: int
    sheet: Sheet
    headers: Headers
    layout: Layout
    n_rows: int


@dataclass
class Reading:
    """A file as understood: criteria to send, groups they belong to, problems, and what was guessed."""

    book: Book
    options: ReadingOptions
    plans: list[SheetPlan] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused_rows: list[tuple[int, Problem]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    names_given: bool = False
    territories: set[str] = field(default_factory=set)

    @property
    def n_rows(self) -> int:
        """Give the number of rows below the labels."""
        return sum(plan.n_rows for plan in self.plans)

    def row(self, sheet_index: int, number: int) -> Row | None:
        """Find a row of the file again."""
        return self._rows.get((sheet_index, number))

    @cached_property
    def _rows(self) -> dict[tuple[int, int], Row]:
        sheets = enumerate(self.book.sheets)
        return {(index, row.number): row for index, sheet in sheets for row in sheet.rows}


def read_file(path: Path | str, options: ReadingOptions | None = None) -> Reading:
    """Read and understand a file without any network; raises ``FileUnreadable`` when nothing can be made of it."""
    options = _checked(options or ReadingOptions())
    told = {normalise(label) for label in options.mapping}

    def known(cells: list[str]) -> int:
        return familiar(cells) + sum(1 for cell in cells if normalise(cell) in told)

    book = open_book(Path(path), known, options.sheet, options.encoding)
    reading = Reading(book, options, notes=list(book.notes))
    for index, sheet in enumerate(book.sheets):
        if sheet.name and is_guidance_sheet(sheet.name):
            text = f"the sheet {sheet.name!r} explains the others and was not read"
            reading.notes.append(Note("guidance-sheet", text, loud=True, sheet=sheet.name))
        elif sheet.rows:
            _read_sheet(reading, index, sheet)
    if not reading.plans:
        raise FileUnreadable(_nothing_known(book))
    _join_groups(reading)
    _name(reading)
    _say_columns(reading)
    return reading


def _checked(options: ReadingOptions) -> ReadingOptions:
    if options.question and question_role(options.question) is None:
        raise FileUnreadable("--question is wellbeing, illbeing, action or policy")
    return replace(options, mapping=dict(options.mapping))


def _read_sheet(reading: Reading, index: int, sheet: Sheet) -> None:
    options = reading.options
    headers = find_headers(sheet, options.mapping) or told_columns(options.mapping) or _single_column(sheet)
    if headers is None:
        text = f"no column is recognised in its {len(sheet.rows)} rows; nothing of this sheet is sent"
        reading.notes.append(Note("sheet-unknown", text, loud=True, sheet=sheet.name))
        return
    found, notes = sort_rows(sheet, headers)
    if found.body:
        notes += fill_merges(sheet, headers, found.body)
        notes += fill_down(sheet, headers, found.body)
    layout, more = lay_out(sheet, headers, found.body)
    reading.notes += notes + more
    if not layout.texts and not layout.only_groups:
        text = f"no column of criteria in its {len(found.body)} rows; nothing of this sheet is sent"
        reading.notes.append(Note("sheet-without-criteria", text, loud=True, sheet=sheet.name))
        _keep_columns(reading, index, sheet, headers, layout, 0)
        return
    _keep_columns(reading, index, sheet, headers, layout, len(found.body))
    _add(reading, index, SheetReader(sheet, index, headers, layout, options).read(found.body))


def _keep_columns(reading: Reading, index: int, sheet: Sheet, headers: Headers, layout: Layout, n_rows: int) -> None:
    if layout.texts or layout.only_groups:
        reading.plans.append(SheetPlan(index, sheet, headers, layout, n_rows))


def _single_column(sheet: Sheet) -> Headers | None:
    """Take a sheet of one column, named after a group or question, as a list of criteria."""
    columns = sheet.columns()
    if len(columns) != 1 or not sheet.name:
        return None
    index = columns[0]
    return Headers([], [Column(index, f"column {column_letter(index)}", "text", sure="guess")])


def _add(reading: Reading, index: int, found: SheetReading) -> None:
    reading.drafts += found.drafts
    reading.refused_rows += found.problems
    reading.problems += [problem for _, problem in found.problems]
    reading.notes += found.notes
    reading.territories |= found.territories
    for key, group in found.groups.items():
        known = reading.groups.setdefault(key, group)
        if known is not group:
            _merge(known, group)


def _merge(known: Group, other: Group) -> None:
    facts = ("external_id", "profile", "year", "month", "n_participants", "language", "cycle")
    known.learn(**{name: getattr(other, name) for name in facts})
    known.places += other.places
    known.disagreements |= other.disagreements
    known.unread |= other.unread


def _join_groups(reading: Reading) -> None:
    """Let criteria that name a group find the description that lists it under an identifier."""
    by_label = {group_key(group.name): key for key, group in reading.groups.items() if group.external_id}
    used = {draft.group_key for draft in reading.drafts}
    for key in list(reading.groups):
        other = by_label.get(key)
        if other is not None and other != key:
            _merge(reading.groups[other], reading.groups.pop(key))
            for draft in reading.drafts:
                if draft.group_key == key:
                    draft.group_key = other
    for key, group in reading.groups.items():
        if reading.options.year:
            group.learn(year=reading.options.year)
        _say_group(reading, group, key in used)


def _say_group(reading: Reading, group: Group, used: bool) -> None:
    if group.disagreements:
        text = f"group {group.name!r}: rows differ on {_names(group.disagreements)}; the first value is kept"
        reading.notes.append(Note("group-disagrees", text, loud=True))
    if group.unread:
        text = f"group {group.name!r}: {_names(group.unread)} not understood, left out"
        reading.notes.append(Note("group-unread", text, loud=True))
    if group.ambiguous_date:
        text = f"group {group.name!r}: its date could be day/month or month/day; day/month was taken"
        reading.notes.append(Note("date-order", text))


def _names(fields: set[str]) -> str:
    words = {"n_participants": "the number of participants", "external_id": "the identifier"}
    return ", ".join(words.get(name, name) for name in sorted(fields))


def _name(reading: Reading) -> None:
    """Give every criterion its external_id, from the file where it has one that lasts."""
    given = [draft for draft in reading.drafts if draft.given_id]
    by_hand = any(plan.headers.of("external_id") for plan in reading.plans)
    reading.names_given = bool(given) and (by_hand or not _only_count_lines(given))
    named = given if reading.names_given else []
    refused, notes = name_as_given(named) if named else ([], [])
    reading.notes += notes
    first: dict[str, Draft] = {}
    for draft in named:
        first.setdefault(draft.fields["external_id"], draft)
    for draft in refused:
        _same_name(reading, draft, first[draft.fields["external_id"]])
    gone = {id(draft) for draft in refused}
    reading.drafts = [draft for draft in reading.drafts if id(draft) not in gone]
    rest = [draft for draft in reading.drafts if not reading.names_given or not draft.given_id]
    if rest:
        name_by_content(rest)
        how = "made from the group, the question and the words; pushing the file again changes nothing"
        reading.notes.append(Note("ids-derived", f"{len(rest)} criteria have no identifier; one is {how}"))
    if given and not reading.names_given:
        text = (
            "the column of numbers seems to count the lines and is not used as an identifier "
            '(--map "label=external_id" if it is one)'
        )
        reading.notes.append(Note("line-numbers", text))


def _only_count_lines(drafts: list[Draft]) -> bool:
    return is_line_number({(d.sheet_index, d.row.number): d.given_id for d in drafts}.values())


def _same_name(reading: Reading, draft: Draft, first: Draft) -> None:
    """Refuse a criterion whose identifier is another's, unless it says exactly the same."""
    if same_words(first.text) == same_words(draft.text) and first.group_key == draft.group_key:
        text = f"row {draft.place.row} repeats row {first.place.row} under the same identifier; sent once"
        reading.notes.append(Note("row-twice", text, sheet=draft.place.sheet))
        return
    place = Place(draft.place.row, draft.place.column, draft.place.sheet)
    message = "the identifier already belongs to another criterion of this file"
    advice = f"see {row_list([first.place.row])}; give each criterion its own"
    problem = Problem("identifier-twice", message, place, advice, masked(draft.given_id))
    reading.refused_rows.append((draft.sheet_index, problem))
    reading.problems.append(problem)


def _say_columns(reading: Reading) -> None:
    for plan in reading.plans:
        personal = [column.label for column in plan.headers.columns if column.field == "personal"]
        if personal:
            text = f"NOT SENT, because they are about persons: {', '.join(map(repr, personal))}"
            reading.notes.append(Note("personal-columns", text, loud=True, sheet=plan.sheet.name))
        guesses = [
            f"{column.label!r} as {column.role or column.field}"
            for column in plan.headers.columns
            if column.sure == "guess"
        ]
        if guesses:
            text = f'guessed: {", ".join(guesses)}; correct with --map "label=field"'
            reading.notes.append(Note("columns-guessed", text, loud=True, sheet=plan.sheet.name))
        unsent = _unsent(plan)
        if unsent:
            reading.notes.append(
                Note("columns-not-sent", f"not sent: {', '.join(unsent)}", loud=True, sheet=plan.sheet.name)
            )


def _unsent(plan: SheetPlan) -> list[str]:
    """Name the columns with something in them that goes nowhere, and those without a label."""
    labels = {column.index for column in plan.headers.columns}
    aside = ("unknown", "territory", "platform")
    named = [repr(column.label) for column in plan.headers.columns if column.field in aside]
    last = max(plan.headers.rows, default=-1)
    bare = {index for row in plan.sheet.rows if row.number > last for index in row.cells} - labels
    return named + [f"column {column_letter(index)} (no label)" for index in sorted(bare)]


def _nothing_known(book: Book) -> str:
    first: Mapping[int, str] = next((row.cells for sheet in book.sheets for row in sheet.rows), {})
    shown = ", ".join(masked(text) for text in list(first.values())[:8])
    return (
        f"no column of criteria is recognised; the first row has {shown or 'nothing'}. "
        'Name the columns by hand: --map "Our column=text" --map "Other=group", or by letter: --map "A=text"'
    )
