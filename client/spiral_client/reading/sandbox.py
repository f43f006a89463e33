"""Reads one spreadsheet in a process of its own, under limits, and writes its cells to standard output.

Run by path, never imported: a spreadsheet may be made to exhaust whoever opens it, and then only this
process ends. Each line written is one JSON document: ``sheet``, ``row``, ``merges``, and at last ``end``.
"""

import datetime
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import iterparse

MEMORY = 1536 * 1024 * 1024
SECONDS = 60
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def limit() -> None:
    """Take away the means to do harm, where the system offers it (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell(**what: Any) -> None:
    """Write one line for the parent."""
    sys.stdout.write(json.dumps(what) + "\n")


def read(path: str, max_rows: int, max_columns: int) -> None:
    """Tell every cell of every sheet that can be seen."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    with open(path, "rb") as file:  # by its content: the name may end in anything
        _read(load_workbook(file, read_only=True, data_only=True, keep_links=False), max_rows, max_columns)


def _read(book: Any, max_rows: int, max_columns: int) -> None:
    left = max_rows
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            tell(kind="hidden", name=sheet.title)
            continue
        tell(kind="sheet", name=sheet.title)
        left -= _sheet(book, sheet, left, max_columns)
        if left < 0:
            tell(kind="too-large")
            return
    tell(kind="end")


def _sheet(book: Any, sheet: Any, left: int, max_columns: int) -> int:
    """Tell one sheet's filled rows and give their number; cells are sparse, so far ones cost nothing."""
    counts = {"errors": 0, "unsaved": 0, "far": 0, "hidden_rows": 0}
    merges: list[str] = []
    rows = 0
    with sheet._get_source() as source:
        for number, hidden, cells in _walk(book, sheet, source, merges, counts):
            near = {column: text for column, text in cells.items() if column < max_columns}
            counts["far"] += len(cells) - len(near)
            if near:
                rows += 1
                counts["hidden_rows"] += hidden
                tell(kind="row", number=number, cells=near)
            if rows > left:
                return rows
    tell(kind="merges", ranges=merges, counts=counts)
    return rows


def _walk(
    book: Any, sheet: Any, source: Any, merges: list[str], counts: dict[str, int]
) -> Iterator[tuple[int, bool, dict[int, str]]]:
    from openpyxl.worksheet._reader import WorkSheetParser  # type: ignore[import-untyped]

    parser = WorkSheetParser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    # Only rows and merges are looked at: a fault in decoration does not stop the reading.
    for _, element in iterparse(source):  # noqa: S314 - limited process, and expat limits entities
        if element.tag == f"{_MAIN}mergeCell" and len(merges) < 200_000:
            merges.append(str(element.get("ref")))
        elif element.tag == f"{_MAIN}row":
            formulas = [cell.find(f"{_MAIN}f") is not None for cell in element]
            number, cells = parser.parse_row(element)
            yield number, element.get("hidden") in ("1", "true"), _texts(cells, formulas, counts)
            element.clear()


def _texts(cells: list[dict[str, Any]], formulas: list[bool], counts: dict[str, int]) -> dict[int, str]:
    found = {}
    for cell, formula in zip(cells, formulas, strict=True):
        value = cell["value"]
        if cell["data_type"] == "e":
            counts["errors"] += 1
        elif value is None:
            counts["unsaved"] += formula
        elif text := _text(value):
            found[cell["column"] - 1] = text
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).replace("_x000D_", "\n") if str(value).strip() else ""


def main(path: str, max_rows: str, max_columns: str) -> int:
    """Read under limits; whatever goes wrong is told in one line."""
    limit()
    warnings.simplefilter("ignore")
    try:
        read(path, int(max_rows), int(max_columns))
    except MemoryError:
        tell(kind="memory")
    except Exception as error:
        tell(kind="fault", reason=type(error).__name__, detail=str(error).split("\n")[0][:200])
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
