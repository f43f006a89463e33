"""A table to fill in for one kind of record: its columns, and one row that shows how each is written."""

import csv
import io

from .forms import HEADER, Field, Form, Shape

_SHOWN = {
    Shape.DAY: "2026-05-31",
    Shape.TRUTH: "yes",
    Shape.COUNT: "3",
    Shape.NUMBER: "0.5",
}
_WORDS = {"currency": "EUR", "year": "2026", "language": "en", "amount": "12500"}
_LINES = {"statements": tuple(f"statements.{level}.texts.en" for level in range(1, 6))}
"""Fields that stand in several columns, one for each part."""


def columns_of(form: Form) -> list[Field]:
    """Give the fields that a table has columns for, those of every record last."""
    found = [each for name in form.fields if name not in HEADER for each in _columns(form, name)]
    header = [form.fields[name] for name in ("released", "why") if name in form.fields]
    return [form.fields["external_id"], *found, *header]


def _columns(form: Form, name: str) -> list[Field]:
    if name in _LINES:
        return [found for column in _LINES[name] if (found := form.at(column)) is not None]
    parts = [each for each in form.cells.values() if each.name.startswith(f"{name}.")]
    plain = [each for each in parts if each.shape is not Shape.DOCUMENT]
    return plain or [form.fields[name]]


def example(form: Form, field: Field) -> str:
    """Show how a cell is written; empty where only the platform's own records could stand."""
    if field.name == "external_id":
        return f"{form.kind}-1"
    if field.name in HEADER:
        return "no" if field.name == "released" else ""
    last = field.name.rpartition(".")[2]
    if last in _WORDS:
        return _WORDS[last]
    if field.example or field.choices:
        return field.choices[0] if field.choices else field.example
    if field.shape is Shape.TEXT and (field.required or field.name == form.title):
        return f"({field.sense or field.name})"
    return _SHOWN.get(field.shape, "")


def template(form: Form) -> str:
    """Write the table as CSV: the columns, and one example to be replaced."""
    fields = columns_of(form)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([each.name for each in fields])
    writer.writerow([example(form, each) for each in fields])
    return text.getvalue()
