"""The rows that were not stored, written to a file that can be corrected and pushed by itself."""

from pathlib import Path

from ..errors import FileUnreadable
from ..reading.table import column_letter
from ..understanding import Reading, SheetPlan
from ..understanding.problems import Problem, write_rows

WRONG, FROM_SHEET, FROM_ROW = "what is wrong (spiral)", "from sheet", "from row"


def write_failed_rows(path: Path, reading: Reading) -> None:
    """Write each failed row once, with its cells as read and every message."""
    if path.exists() and path.samefile(reading.book.path):
        raise FileUnreadable("--errors-to would overwrite the file itself; give another name")
    failed: dict[tuple[int, int], list[Problem]] = {}
    for index, problem in reading.refused_rows:
        failed.setdefault((index, problem.place.row), []).append(problem)
    if not failed:
        return
    plans = {plan.index: plan for plan in reading.plans}
    wanted = sorted({index for index, _ in failed})
    labels = list(dict.fromkeys(label for index in wanted for label in _labels(plans[index])))
    rows = []
    for (index, number), problems in failed.items():
        row = reading.row(index, number)
        cells = _cells(plans[index], row.cells if row else {})
        messages = " | ".join(dict.fromkeys(message_of(problem) for problem in problems))
        sheet = reading.book.sheets[index].name or ""
        rows.append([*(cells.get(label, "") for label in labels), messages, sheet, str(number)])
    try:
        write_rows(path, [*labels, WRONG, FROM_SHEET, FROM_ROW], rows)
    except OSError as error:
        raise FileUnreadable(f"{path} cannot be written: {error.strerror or error}") from error


def _labels(plan: SheetPlan) -> list[str]:
    return list(_named(plan).values()) + [name for name, _ in _from_sheet_name(plan)]


def _named(plan: SheetPlan) -> dict[int, str]:
    """Give every column a label of its own; columns of one label keep apart by a number."""
    named: dict[int, str] = {}
    for column in plan.headers.columns:
        label, count = column.label, 1
        while label in named.values():
            count += 1
            label = f"{column.label} {count}"
        named[column.index] = label
    for index in plan.sheet.columns():
        named.setdefault(index, f"(column {column_letter(index)})")
    return named


def _from_sheet_name(plan: SheetPlan) -> list[tuple[str, str]]:
    given = (("group name", plan.layout.group), ("question", plan.layout.role))
    return [(label, value) for label, value in given if value]


def _cells(plan: SheetPlan, cells: dict[int, str]) -> dict[str, str]:
    named = _named(plan)
    return {named[index]: text for index, text in cells.items()} | dict(_from_sheet_name(plan))


def message_of(problem: Problem) -> str:
    """Say what is wrong with a row, in one line."""
    where = f"{problem.place.column}: " if problem.place.column else ""
    return f"{where}{problem.message}" + (f"; {problem.advice}" if problem.advice else "")
