"""From the rows of one sheet to criteria: who said it, in answer to what, in which words."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..reading.table import Note, Row, Sheet
from .fields import (
    LABEL_LENGTH,
    Fault,
    RowFields,
    cells_by_field,
    holds_contact,
    looks_coded,
    read_fields,
    says_something,
    text_fault,
)
from .groups import Group, group_key, read_facts
from .headers import Column, Headers
from .layout import Layout
from .options import ReadingOptions
from .problems import Place, Problem, masked, row_list
from .splitting import split_cell
from .words import question_role


@dataclass
class Draft:
    """One criterion ready to be sent, and where it stands in the file."""

    fields: dict[str, Any]
    group_key: str
    text: str
    place: Place
    row: Row
    sheet_index: int
    given_id: str = ""
    part: str = ""
    problem: Problem | None = None


@dataclass
class SheetReading:
    """Everything one sheet gave: criteria, groups, problems, and rows with no criterion in them."""

    drafts: list[Draft] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    placeholders: list[int] = field(default_factory=list)
    split: list[int] = field(default_factory=list)
    contacts: list[int] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    territories: set[str] = field(default_factory=set)


class SheetReader:
    """Reads one sheet's rows once its labels and layout are known."""

    def __init__(self, sheet: Sheet, index: int, headers: Headers, layout: Layout, options: ReadingOptions) -> None:
        """Keep what is known of the sheet."""
        self.sheet, self.index, self.headers, self.layout, self.options = sheet, index, headers, layout, options
        self.found = SheetReading()

    def read(self, rows: list[Row]) -> SheetReading:
        """Read every row."""
        self._set_aside_foreign_codes(rows)
        for row in rows:
            self._row(row)
        self._say()
        return self.found

    def _set_aside_foreign_codes(self, rows: list[Row]) -> None:
        column = self.headers.of("codes")
        texts = [row[column.index] for row in rows if column and row[column.index]]
        if column is None or column.sure == "told" or not texts or looks_coded(texts):
            return
        self.headers.columns[self.headers.columns.index(column)] = Column(column.index, column.label, "unknown")
        text = f"column {column.label!r} does not hold SPIRAL codes such as A01; it is not sent"
        self.found.notes.append(Note("codes-foreign", text, loud=True, sheet=self.sheet.name))

    def _row(self, row: Row) -> None:
        cells = cells_by_field(row, self.headers)
        if place := cells.get("territory") or cells.get("platform"):
            self.found.territories.add(place)
        group = self._group(row, cells)
        answers = list(self._answers(row, cells))
        if not answers:
            if not self.layout.only_groups and row.number not in self.found.placeholders[-1:]:
                self.found.silent.append(row.number)
            return
        more = read_fields(cells, self.options)
        for name in more.left_out:
            self.found.left_out[name].append(row.number)
        for fault in self._row_faults(row, group, more):
            self._refuse(row, fault, self._label(fault.field))
            return
        assert group is not None
        self._keep(row, cells, group, answers, more)

    def _keep(
        self,
        row: Row,
        cells: dict[str, str],
        group: Group,
        answers: list[tuple[Column, str | None, str]],
        more: RowFields,
    ) -> None:
        parts: dict[str, int] = defaultdict(int)
        for column, role, text in answers:
            if role is None:
                advice = "write well-being, ill-being or action (or 1, 2, 3), or pass --question"
                value = cells.get("question", "")
                message = "expected which question this answers"
                label = self._label("question") or column.label
                self._refuse(row, Fault("question-unknown", "question", message, advice, value), label)
                continue
            if fault := text_fault(text):
                self._refuse(row, fault, column.label)
                continue
            if holds_contact(text):
                self.found.contacts.append(row.number)
            parts[role] += 1
            part = role if self.layout.wide else ""
            if parts[role] > 1:
                part = f"{part}/{parts[role]}".lstrip("/")
            fields = {"question": role, "text": text, **more.sent}
            place = Place(row.number, column.label, self.sheet.name)
            given = cells.get("external_id") or cells.get("number") or ""
            self.found.drafts.append(Draft(fields, group.key, text, place, row, self.index, given, part))

    def _group(self, row: Row, cells: dict[str, str]) -> Group | None:
        """Find the row's group by its identifier, else its name, else the sheet's or the given name."""
        name = cells.get("group_label") or cells.get("group") or self.layout.group or self.options.group
        if not name and self.layout.profile_is_group:
            name = cells.get("profile")
        if not name:
            return None
        key = group_key(cells.get("group") or name)
        group = self.found.groups.setdefault(key, Group(key, " ".join(name.split())))
        group.places.append(Place(row.number, "", self.sheet.name))
        read_facts(group, cells)
        return group

    def _answers(self, row: Row, cells: dict[str, str]) -> Iterator[tuple[Column, str | None, str]]:
        for column in self.layout.texts:
            cell = row[column.index].strip()
            if not cell:
                continue
            if not says_something(cell):
                self.found.placeholders.append(row.number)
                continue
            role = column.role or self._role(row, cells)
            texts = split_cell(cell) if self.options.split else [cell]
            if len(texts) > 1:
                self.found.split.append(row.number)
            yield from ((column, role, text) for text in texts if says_something(text))

    def _role(self, row: Row, cells: dict[str, str]) -> str | None:
        marked = {column.role for column in self.layout.marks if row[column.index].strip()}
        if len(marked) == 1:
            return next(iter(marked))
        if "question" in cells:
            return question_role(cells["question"])
        return self.layout.role or (question_role(self.options.question) if self.options.question else None)

    def _row_faults(self, row: Row, group: Group | None, more: RowFields) -> list[Fault]:
        if group is None:
            advice = "fill the group in, or pass --group if the whole file is one group"
            return [Fault("group-missing", "group_label", "expected the group that said this", advice)]
        if len(group.name) > LABEL_LENGTH:
            message = f"a group's name has at most {LABEL_LENGTH} characters"
            return [Fault("group-too-long", "group_label", message, "shorten it", group.name)]
        return more.faults

    def _label(self, name: str) -> str:
        column = self.headers.of(name) or (self.headers.of("group") if name == "group_label" else None)
        return column.label if column else ""

    def _refuse(self, row: Row, fault: Fault, label: str) -> None:
        place = Place(row.number, label, self.sheet.name)
        value = masked(fault.value, secret=fault.field == "text") if fault.value else ""
        problem = Problem(fault.code, fault.message, place, fault.advice, value)
        self.found.problems.append((self.index, problem))

    def _say(self) -> None:
        found, name = self.found, self.sheet.name
        listed = (
            ("no-criterion", found.silent, "nothing in the column of the criterion, not sent", True),
            ("placeholder", found.placeholders, "only dots, dashes or n/a instead of a criterion, not sent", True),
            ("split", found.split, "several criteria in one cell, sent one by one (--no-split keeps them)", False),
            (
                "contact",
                found.contacts,
                "a criterion seems to hold an e-mail address or a telephone number; take it out before pushing",
                True,
            ),
        )
        for code, rows, text, loud in listed:
            if rows:
                self.found.notes.append(Note(code, f"{row_list(rows)}: {text}", loud=loud, sheet=name))
        for field_name, rows in found.left_out.items():
            text = f"column {self._label(field_name)!r} is not understood in {row_list(rows)} and is not sent there"
            self.found.notes.append(Note(f"{field_name}-left-out", text, loud=True, sheet=name))
