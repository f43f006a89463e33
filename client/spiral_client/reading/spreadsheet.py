"""Excel files, read by a child process so that a hostile or broken one cannot harm the push."""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

from ..errors import FileUnreadable, SpreadsheetTooLarge
from .table import MAX_COLUMNS, MAX_ROWS, Merge, Note, Row, Sheet, column_letter

UNPACKED = 400 * 1024 * 1024
RATIO = 150
ENTRIES = 5000
_FREE = 20 * 1024 * 1024
_WALL_SECONDS = 120
_COUNTED = {
    "errors": ("error-cells", "{n} cells hold an error such as #N/A and were taken as empty"),
    "unsaved": (
        "formulas-unsaved",
        "{n} formulas have no saved result and were taken as empty; open the file, save it and push again",
    ),
    "far": ("far-cells", "{n} cells beyond column {last} were not read"),
    "hidden_rows": ("hidden-rows", "{n} hidden rows are read like the others"),
}


def read_spreadsheet(path: Path) -> tuple[list[Sheet], list[Note]]:
    """Read every visible sheet of an .xlsx file."""
    refuse_bombs(path)
    sheets: list[Sheet] = []
    notes: list[Note] = []
    ended = False
    for line in _child(path):
        kind = line["kind"]
        if kind == "sheet":
            sheets.append(Sheet(line["name"]))
        elif kind == "row":
            sheets[-1].rows.append(Row(line["number"], {int(c): text for c, text in line["cells"].items()}))
        elif kind == "merges":
            sheets[-1].merges = [merge for ref in line["ranges"] if (merge := _merge(ref))]
            notes.extend(_count_notes(line["counts"], sheets[-1].name))
        elif kind == "hidden":
            notes.append(Note("hidden-sheet", f"the hidden sheet {line['name']!r} was not read", loud=True))
        else:
            ended = _end(kind, line)
    if not ended:
        raise SpreadsheetTooLarge("the spreadsheet needs more memory or time than is safe; save it as CSV")
    return sheets, notes


def refuse_bombs(path: Path) -> None:
    """Look at the packing list before unpacking; raises ``SpreadsheetTooLarge`` for a zip bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileUnreadable("the file is not a readable .xlsx; open it and save it again") from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > ENTRIES or unpacked > UNPACKED or (unpacked > _FREE and unpacked / packed > RATIO):
        raise SpreadsheetTooLarge(
            f"the spreadsheet unpacks to {unpacked // 1_000_000} MB, more than is safe; save it as CSV"
        )


def _child(path: Path) -> Iterator[dict[str, Any]]:
    sandbox = Path(__file__).with_name("sandbox.py")
    # -P: this folder has modules whose names could hide those of the standard library.
    command = [sys.executable, "-P", str(sandbox), str(path.resolve()), str(MAX_ROWS), str(MAX_COLUMNS)]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, stdin=subprocess.DEVNULL) as child,  # noqa: S603
    ):
        patience = Timer(_WALL_SECONDS, child.kill)
        patience.daemon = True
        patience.start()
        try:
            for line in child.stdout or ():
                if line.endswith(b"\n"):  # the last line of a killed child may be torn
                    yield json.loads(line)
        finally:
            patience.cancel()
            child.kill()


def _end(kind: str, line: dict[str, Any]) -> bool:
    if kind == "end":
        return True
    if kind == "too-large":
        raise SpreadsheetTooLarge(f"the file has more than {MAX_ROWS:,} rows; split it and push the parts")
    if kind == "memory":
        raise SpreadsheetTooLarge("the spreadsheet needs more memory than is safe; save it as CSV")
    reason = f"{line.get('reason')}: {line.get('detail')}"
    raise FileUnreadable(f"the spreadsheet cannot be read ({reason}); open it and save it again as .xlsx")


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _coordinates(first), _coordinates(last or first)
    return Merge(start[0], start[1], end[0], end[1]) if start and end else None


def _coordinates(cell: str) -> tuple[int, int] | None:
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters) :]
    if not digits or not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits[:9]), column - 1


def _count_notes(counts: dict[str, int], sheet: str | None) -> list[Note]:
    return [
        Note(code, message.format(n=counts[key], last=column_letter(MAX_COLUMNS - 1)), loud=True, sheet=sheet)
        for key, (code, message) in _COUNTED.items()
        if counts[key]
    ]
