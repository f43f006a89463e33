"""From a stranger's file to records of one kind: where its labels are, what each column holds, what each cell means."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import FileUnreadable
from ..reading import open_book, open_records
from ..reading.table import Note, Row, Sheet
from ..understanding.filling import fill_merges
from ..understanding.headers import Column, Headers
from ..understanding.naming import is_line_number
from ..understanding.problems import Place, Problem, masked
from ..understanding.sorting import sort_rows
from ..understanding.words import is_guidance_sheet
from .columns import PLATFORM, Labels
from .drafts import RecordDraft, RecordsReading, cells_of, name_them, refuse_twins
from .forms import Form, Shape
from .values import Ambiguous, currency_in, is_either_way, value_of

_LINES = (".json", ".ndjson", ".jsonl")
_ASIDE = ("unknown", "personal")


def read_records(
    path: Path,
    form: Form,
    told: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    language: str | None = None,
) -> RecordsReading:
    """Read a file as records of a kind; raises ``FileUnreadable`` when nothing can be made of it.

    ``told`` are columns by label or letter with their fields; ``language`` is that of situations without one.
    """
    labels = Labels(form, told, language)
    reading = RecordsReading(form, path)
    if path.suffix.lower() in _LINES:
        _take_objects(reading, labels, path, encoding)
    else:
        _take_book(reading, labels, path, sheet, encoding)
    if not reading.drafts and not reading.problems:
        wanted = ", ".join(each.name for each in form.own if each.required)
        raise FileUnreadable(f"no record is found in {path.name}; {form.path} need at least {wanted}")
    _tell_columns(reading)
    name_them(reading)
    refuse_twins(reading)
    return reading


def _take_book(reading: RecordsReading, labels: Labels, path: Path, sheet: str | None, encoding: str | None) -> None:
    def familiar(cells: list[str]) -> int:
        return sum(1 for cell in cells if labels.recognise(cell)[0] not in _ASIDE)

    book = open_book(path, familiar, sheet, encoding)
    reading.notes += book.notes
    for each in book.sheets:
        if each.name and is_guidance_sheet(each.name):
            text = f"the sheet {each.name!r} explains the others and was not read"
            reading.notes.append(Note("guidance-sheet", text, loud=True, sheet=each.name))
        elif each.rows:
            _take_sheet(reading, labels, each)


def _take_sheet(reading: RecordsReading, labels: Labels, sheet: Sheet) -> None:
    headers = labels.find(sheet)
    if headers is None:
        text = f"no column is recognised in its {len(sheet.rows)} rows; nothing of this sheet is sent"
        reading.notes.append(Note("sheet-unknown", text, loud=True, sheet=sheet.name))
        return
    found, notes = sort_rows(sheet, headers)
    own = {column.field for column in headers.columns} - {reading.form.title, "external_id", *_ASIDE}
    if found.body:
        notes += fill_merges(sheet, headers, found.body, own)
    reading.notes += notes
    reading.n_rows += len(found.body)
    _leave_counters(reading, headers, found.body)
    reading.columns += [(sheet, column) for column in headers.columns]
    _tell_days(reading, sheet, headers, found.body)
    used = [column for column in headers.columns if column.field not in _ASIDE]
    for row in found.body:
        _take_row(reading, sheet, headers, row, used)


def _leave_counters(reading: RecordsReading, headers: Headers, rows: list[Row]) -> None:
    """Leave a column of plain numbers aside whose label is only guessed: it counts lines, and names nothing."""
    name = headers.of("external_id")
    if name is None or name.sure != "guess" or not is_line_number(row[name.index] for row in rows):
        return
    text = f"column {name.label!r} counts lines; if it names records that stay, --map {name.label + '=external_id'!r}"
    reading.notes.append(Note("line-numbers", text, loud=True))
    headers.columns[headers.columns.index(name)] = Column(name.index, name.label, "unknown")


def _take_row(reading: RecordsReading, sheet: Sheet, headers: Headers, row: Row, used: list[Column]) -> None:
    place = Place(row.number, "", sheet.name)
    draft = RecordDraft(place, {}, cells_of(row, headers.columns), {each.field: each.label for each in used})
    faults = []
    for column in used:
        if not row[column.index].strip():
            continue
        try:
            _put(draft, reading.form, column.field, row[column.index])
        except Ambiguous as error:
            where = Place(row.number, column.label, sheet.name)
            faults.append(Problem("number-ambiguous", str(error), where, value=masked(row[column.index])))
    _settle(draft)
    _put_currency(draft)
    for problem in faults:
        reading.refuse(draft, problem)
    if not faults and (draft.fields or draft.platform):
        reading.drafts.append(draft)


def _take_objects(reading: RecordsReading, labels: Labels, path: Path, encoding: str | None) -> None:
    """Take records of a JSON file: their keys may be labels, their values stay as they are."""
    records, notes = open_records(path, encoding)
    reading.notes += notes
    reading.n_rows = len(records)
    unknown: dict[str, None] = {}
    for number, record in records:
        if not isinstance(record, dict):
            raise FileUnreadable(f"record {number} is not an object such as {{...}}")
        draft = RecordDraft(Place(number), {}, {key: str(value) for key, value in record.items()})
        for key, value in record.items():
            name = labels.recognise(key)[0]
            if name in _ASIDE:
                unknown[key] = None
            elif value is not None:
                draft.labels[name] = key
                _put(draft, reading.form, name, value)
        _settle(draft)
        reading.drafts.append(draft)
    if unknown:
        reading.notes.append(Note("not-sent", f"keys not sent: {', '.join(map(repr, unknown))}", loud=True))


def _put(draft: RecordDraft, form: Form, name: str, value: Any) -> None:
    """Put a cell's value where its column's name leads: ``title``, ``budget.amount``, ``contributors.1.brings``."""
    if name == PLATFORM:
        draft.platform = str(value).strip()
        return
    if "." in name and (isinstance(value, dict) or str(value).strip().startswith("{")):
        name = name.partition(".")[0]  # the whole of it, as an export writes it
    if isinstance(value, str):
        field = form.at(name)
        value = value_of(field, value) if field is not None else value
    *holders, last = name.split(".")
    holder: Any = draft.fields
    for part in holders:
        holder = holder.setdefault(part, {})
        if not isinstance(holder, dict):
            return  # told as a whole already, in a column of its own
    holder[last] = value


def _settle(draft: RecordDraft) -> None:
    """Make lists of what was told by numbers, such as ``contributors.1.brings``; a situation's number is its level."""
    for name in {label.partition(".")[0] for label in draft.labels if "." in label}:
        told = draft.fields.get(name)
        if name == "statements" and isinstance(told, dict):
            told = {level: {"level": int(level), **said} for level, said in told.items()}
        draft.fields[name] = _listed(told)
        if draft.fields[name] in (None, {}, []):
            del draft.fields[name]


def _put_currency(draft: RecordDraft) -> None:
    """Take the currency from where an amount is written, as in ``Budget (€)`` or ``12 000 €``."""
    label = draft.labels.get("budget.amount")
    budget = draft.fields.get("budget")
    if label is None or not isinstance(budget, dict) or budget.get("amount") is None:
        return
    if not budget.get("currency") and (currency := currency_in(f"{label} {draft.cells.get(label, '')}")):
        budget["currency"] = currency


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {part: _listed(each) for part, each in value.items()}
    if not inner or not all(part.isdecimal() for part in inner):
        return inner
    return [inner[part] for part in sorted(inner, key=int)]


def _tell_days(reading: RecordsReading, sheet: Sheet, headers: Headers, rows: Iterable[Row]) -> None:
    days = [each for each in headers.columns if (at := reading.form.at(each.field)) and at.shape is Shape.DAY]
    for column in days:
        if any(is_either_way(row[column.index]) for row in rows):
            text = f"column {column.label!r}: 04/05/2026 is read as 4 May"
            reading.notes.append(Note("day-first", text, loud=True, sheet=sheet.name))


def _tell_columns(reading: RecordsReading) -> None:
    for kind, why in (("unknown", "columns not sent"), ("personal", "NOT SENT, because they are about persons")):
        labels = [column.label for _, column in reading.columns if column.field == kind]
        if labels:
            text = f"{why}: {', '.join(repr(label) for label in dict.fromkeys(labels))}"
            reading.notes.append(Note("not-sent", text, loud=True))
