"""What is wrong with a row, where it stands, what was expected and what to do; never the whole value."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHOWN = 24


@dataclass(frozen=True)
class Place:
    """Where something stands in a file, as a person would look for it."""

    row: int
    column: str = ""
    sheet: str | None = None

    def __str__(self) -> str:
        """Say it as ``sheet 'Aînés', row 12, column 'Critère'``."""
        parts = [f"sheet {self.sheet!r}"] if self.sheet else []
        parts += [f"row {self.row}"]
        parts += [f"column {self.column!r}"] if self.column else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One row, or one criterion of it, that was not stored, and why."""

    code: str
    message: str
    place: Place
    advice: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        found = f" (found {self.value})" if self.value else ""
        advice = f"; {self.advice}" if self.advice else ""
        return f"{self.place}: {self.message}{found}{advice}"


@dataclass(frozen=True)
class Cause:
    """Problems of one kind, counted."""

    code: str
    message: str
    advice: str
    count: int
    places: tuple[str, ...]


def masked(value: str, secret: bool = False) -> str:
    """Give enough of a cell to recognise it; of people's own words only the beginning and the length."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
    limit = 8 if secret else SHOWN
    return f"“{plain}”" if len(plain) <= limit else f"“{plain[:limit]}…”, {len(value)} characters"


def causes(problems: Iterable[Problem]) -> list[Cause]:
    """Group problems by what is wrong, the most frequent first."""
    found: dict[tuple[str, str, str, str], list[Place]] = defaultdict(list)
    for problem in problems:
        found[problem.code, problem.message, problem.advice, problem.place.column].append(problem.place)
    grouped = []
    for (code, message, advice, column), places in found.items():
        about = f"column {column!r}: {message}" if column else message
        grouped.append(Cause(code, about, advice, len(places), tuple(_where(places))))
    return sorted(grouped, key=lambda cause: -cause.count)


def _where(places: Sequence[Place]) -> list[str]:
    by_sheet: dict[str | None, list[int]] = defaultdict(list)
    for place in places:
        by_sheet[place.sheet].append(place.row)
    return [f"sheet {sheet!r}, {row_list(rows)}" if sheet else row_list(rows) for sheet, rows in by_sheet.items()]


def row_list(rows: Iterable[int], most: int = 6) -> str:
    """Write row numbers shortly: ``rows 3-7, 12 and 40 more``."""
    numbers = sorted(set(rows))
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    written = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:most]]
    left = sum(last - first + 1 for first, last in spans[most:])
    tail = f" and {left} more" if left else ""
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(written)}{tail}"


def formula_safe(value: str) -> str:
    """Put an apostrophe before what a spreadsheet program would run as a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def write_rows(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write failed rows as CSV (any spreadsheet program reads it) or as .xlsx, by the file's ending."""
    if path.suffix.lower() != ".xlsx":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([formula_safe(header) for header in headers])
            writer.writerows([formula_safe(value) for value in row] for row in rows)
        return
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    sheet = book.create_sheet("errors")
    for row in (headers, *rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, _writable(value))
            cell.data_type = "s"  # text, whatever it begins with
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


def _writable(value: str) -> str:
    return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")[:32_000]
