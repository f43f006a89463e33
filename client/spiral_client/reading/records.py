"""JSON files: an array of objects, or one object a line; each becomes a row under the keys' names."""

import json
from typing import Any

from ..errors import FileUnreadable, SpreadsheetTooLarge
from .table import MAX_COLUMNS, MAX_ROWS, Note, Row, Sheet

Numbered = list[tuple[int, Any]]
"""Records with the number of their line, or of their place in a list, from 1."""


def read_json(text: str) -> tuple[Sheet, list[Note]]:
    """Read a JSON document; an object that wraps the records (``{"criteria": [...]}``) is opened."""
    records, notes = json_records(text)
    return _sheet(records), notes


def read_json_lines(text: str) -> tuple[Sheet, list[Note]]:
    """Read one JSON object a line; blank lines are passed over."""
    return _sheet(json_lines(text)), []


def json_records(text: str) -> tuple[Numbered, list[Note]]:
    """Give the records of a JSON document as they are."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        try:
            return json_lines(text), []
        except FileUnreadable:
            raise FileUnreadable(f"the file is not JSON: {_reason(error)}") from error
    notes: list[Note] = []
    if isinstance(document, dict):
        lists = [key for key, value in document.items() if isinstance(value, list)]
        if len(lists) != 1:
            raise FileUnreadable("the JSON must be a list of records, such as [{...}, {...}]")
        notes.append(Note("json-wrapped", f"the records were taken from the key {lists[0][:40]!r}"))
        document = document[lists[0]]
    if not isinstance(document, list):
        raise FileUnreadable("the JSON must be a list of records, such as [{...}, {...}]")
    return list(enumerate(document, start=1)), notes


def json_lines(text: str) -> Numbered:
    """Give the records of lines of JSON as they are; blank lines are passed over."""
    records = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            records.append((number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            raise FileUnreadable(f"line {number} is not JSON: {_reason(error)}") from error
    return records


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else "a number is too long"


def _sheet(records: list[tuple[int, Any]]) -> Sheet:
    """Lay records out as a table whose first row, number 0, has the keys."""
    columns: dict[str, int] = {}
    sheet = Sheet(None)
    for number, record in records:
        if not isinstance(record, dict):
            raise FileUnreadable(f"record {number} is not an object such as {{...}}")
        cells = {}
        for key, value in record.items():
            text = _text(value)
            column = columns.setdefault(key, len(columns))
            if text.strip():
                cells[column] = text
        if cells:
            sheet.rows.append(Row(number, cells))
    if len(sheet.rows) > MAX_ROWS or len(columns) > MAX_COLUMNS:
        raise SpreadsheetTooLarge(f"more than {MAX_ROWS:,} records or {MAX_COLUMNS} keys; split the file")
    if columns:
        sheet.rows.insert(0, Row(0, {column: key for key, column in columns.items()}))
    return sheet


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
