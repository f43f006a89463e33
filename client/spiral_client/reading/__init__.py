"""From a file on disk to rows of text, whatever program saved it."""

import hashlib
from pathlib import Path

from ..errors import FileUnreadable, SpreadsheetTooLarge
from .delimited import Familiar, read_delimited
from .encoding import decode
from .records import Numbered, json_lines, json_records, read_json, read_json_lines
from .spreadsheet import read_spreadsheet
from .table import Book, Note, Sheet

FORMATS = (".csv", ".tsv", ".txt", ".ndjson", ".jsonl", ".json", ".xlsx", ".xlsm")
MAX_BYTES = 256 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def open_book(path: Path, familiar: Familiar, sheet: str | None = None, encoding: str | None = None) -> Book:
    """Read a file; raises ``FileUnreadable`` with what to do."""
    data = _bytes(path)
    notes: list[Note] = []
    suffix = path.suffix.lower()
    if data.startswith(_OLE):
        raise FileUnreadable("this is an old .xls, or protected by a password; save it as .xlsx without one")
    if data.startswith(_ZIP):
        if suffix not in (".xlsx", ".xlsm"):
            if suffix in (".ods", ".numbers", ".zip", ".docx"):
                raise FileUnreadable(f"{suffix} cannot be read; save the table as .xlsx or CSV")
            notes.append(Note("format", f"the file is named {suffix} but is an Excel file; read as one", True))
        sheets, more = read_spreadsheet(path)
    else:
        sheets, more = _text(data, suffix, familiar, encoding)
    book = Book(path, sheets, notes + more, hashlib.sha256(data).hexdigest())
    if sheet is not None:
        _choose(book, sheet)
    return book


def open_records(path: Path, encoding: str | None = None) -> tuple[Numbered, list[Note]]:
    """Read a JSON file's records as they are, each with its number; raises ``FileUnreadable``."""
    text, notes = decode(_bytes(path), encoding)
    if path.suffix.lower() == ".json":
        records, more = json_records(text)
        return records, notes + more
    return json_lines(text), notes


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SpreadsheetTooLarge(f"the file is larger than {MAX_BYTES // 1024**2} MB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(f"{path.name} cannot be opened: {error.strerror or error}") from error
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise FileUnreadable(f"{path.name} is empty")
    return data


def _text(data: bytes, suffix: str, familiar: Familiar, encoding: str | None) -> tuple[list[Sheet], list[Note]]:
    if suffix not in FORMATS:
        raise FileUnreadable(f"{suffix or 'a file without ending'} is not known; use one of {', '.join(FORMATS)}")
    text, notes = decode(data, encoding)
    if suffix in (".xlsx", ".xlsm"):
        notes.append(Note("format", "the file is named as Excel but is plain text; read as CSV", loud=True))
    if suffix == ".json":
        sheet, more = read_json(text)
    elif suffix in (".ndjson", ".jsonl"):
        sheet, more = read_json_lines(text)
    else:
        sheet, more = read_delimited(text, familiar)
    return [sheet], notes + more


def _choose(book: Book, name: str) -> None:
    """Keep one sheet, by name or by its number from 1."""
    names = [str(sheet.name or "") for sheet in book.sheets]
    chosen = [sheet for sheet in book.sheets if (sheet.name or "").casefold() == name.casefold()]
    if not chosen and name.isdigit() and 0 < int(name) <= len(book.sheets):
        chosen = [book.sheets[int(name) - 1]]
    if not chosen:
        raise FileUnreadable(f"there is no sheet {name!r}; the file has {', '.join(names) or 'one table'}")
    left = [other for other in names if other != chosen[0].name]
    if left:
        book.notes.append(Note("sheet-chosen", f"not read, as asked: {', '.join(left)}", loud=True))
    book.sheets = chosen
