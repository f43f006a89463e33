"""A file understood as records of one kind: drafts to send, rows that cannot be, and all that was guessed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..reading.table import Note, Row, Sheet
from ..understanding.headers import Column
from ..understanding.naming import same_words
from ..understanding.problems import Place, Problem
from .forms import Form

Record = dict[str, Any]


@dataclass
class RecordDraft:
    """One record to send, and where in the file it stands."""

    place: Place
    fields: Record
    cells: dict[str, str] = field(default_factory=dict)
    """As they stand in the file, by their column's label."""
    labels: dict[str, str] = field(default_factory=dict)
    """The label of each field's column."""
    platform: str = ""
    """The platform as the file names it."""


@dataclass
class RecordsReading:
    """What was understood of a file."""

    form: Form
    path: Path | None = None
    drafts: list[RecordDraft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[tuple[RecordDraft, Problem]] = field(default_factory=list)
    """Rows that are not kept, each with its cells and what is wrong."""
    columns: list[tuple[Sheet, Column]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    n_rows: int = 0

    @property
    def refused_rows(self) -> set[tuple[str | None, int]]:
        """Give the rows of which something is wrong, each by its sheet and number."""
        return {(draft.place.sheet, draft.place.row) for draft, _ in self.refused}

    def refuse(self, draft: RecordDraft, problem: Problem) -> None:
        """Leave a row out, and remember why."""
        self.problems.append(problem)
        self.refused.append((draft, problem))


def name_them(reading: RecordsReading) -> None:
    """Give every draft without an identifier one that stays when the file is pushed again, and say so."""
    unnamed = [draft for draft in reading.drafts if not draft.fields.get("external_id")]
    seen: Counter[str] = Counter()
    title = reading.form.title
    for draft in unnamed:
        words = same_words(str(draft.fields.get(title, ""))) if title else ""
        said = words or json.dumps(draft.fields, sort_keys=True, ensure_ascii=False, default=str)
        seen[said] += 1
        key = f"{reading.form.kind}\x1f{said}\x1f{seen[said]}"
        draft.fields["external_id"] = f"r-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
    if unnamed:
        made = f"{title!r}: a changed one makes another record" if title else "all cells: a changed one makes another"
        text = f"{len(unnamed)} rows have no identifier; one is made from {made}. A column external_id keeps them"
        reading.notes.append(Note("names-made", text, loud=True))


def refuse_twins(reading: RecordsReading) -> None:
    """Refuse rows whose identifier a row above has: the later would overwrite the earlier."""
    first: dict[tuple[str, str, str], RecordDraft] = {}
    kept = []
    for draft in reading.drafts:
        fields = draft.fields
        platform = str(fields.get("platform_id") or fields.get("platform_external_id") or draft.platform)
        key = (platform, str(fields.get("source", "")), str(fields["external_id"]))
        if key in first:
            place = Place(draft.place.row, draft.labels.get("external_id", ""), draft.place.sheet)
            message = f"row {first[key].place.row} has the same identifier"
            reading.refuse(draft, Problem("name-twice", message, place, "give every row its own"))
        else:
            first[key] = draft
            kept.append(draft)
    reading.drafts = kept


def of_records(form: Form, records: Iterable[Mapping[str, Any]]) -> RecordsReading:
    """Take records of a program as they are; each is told by its number from 1."""
    drafts = [RecordDraft(Place(number), dict(record)) for number, record in enumerate(records, start=1)]
    return RecordsReading(form, drafts=drafts, n_rows=len(drafts))


def cells_of(row: Row, columns: Iterable[Column]) -> dict[str, str]:
    """Give a row's filled cells by their column's label."""
    return {column.label: row[column.index] for column in columns if row[column.index]}
