"""How a reading and a result look to a person."""

from dataclasses import asdict
from typing import Any

from ..pushing.result import PushResult
from ..reading.table import Note
from ..understanding import Reading
from ..understanding.problems import Problem, causes
from .speaking import say, table

_SURE = {"known": "", "guess": "a guess", "told": "as told"}
_NOT_SENT = {
    "personal": "NOT SENT (about persons)",
    "unknown": "not sent",
    "territory": "not sent",
    "platform": "not sent",
}


def show_reading(reading: Reading) -> None:
    """Show what every column is taken for and everything that was guessed."""
    rows = []
    for plan in reading.plans:
        for column in plan.headers.columns:
            taken = column.role if column.field == "wide" else _NOT_SENT.get(column.field, column.field)
            rows.append((plan.sheet.name or "", column.letter, column.label, taken, _SURE[column.sure]))
    table(("sheet", "column", "label", "taken for", ""), rows)
    show_notes(reading.notes)


def show_notes(notes: list[Note]) -> None:
    """Show what was guessed, mended or left aside, the loud first."""
    for note in sorted(notes, key=lambda each: not each.loud):
        where = f"sheet {note.sheet!r}: " if note.sheet else ""
        say(f"{'! ' if note.loud else '- '}{where}{note.message}", "yellow" if note.loud else "dim")


def show_problems(problems: list[Problem]) -> None:
    """Show what is wrong, by cause with counts, then the first few places one by one."""
    if not problems:
        return
    for cause in causes(problems):
        advice = f"; {cause.advice}" if cause.advice else ""
        say(f"x {cause.count} × {cause.message}{advice} ({'; '.join(cause.places)})", "red")
    for problem in problems[:20]:
        say(f"    {problem}")
    if len(problems) > 20:
        say(f"    and {len(problems) - 20} more; --errors-to FILE writes every failed row")


def show_result(result: PushResult, reading: Reading) -> None:
    """Show what became of the push."""
    show_notes([note for note in result.notes if note not in reading.notes])
    show_problems(result.problems)
    counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in result.counts.items() if number)
    if result.not_tried:
        tried = f"{result.not_tried} to be sent after their groups are made"
        counts = f"{counts}, {tried}" if counts else tried
    verb = "would be: " if result.dry_run else ""
    resumed = " (an interrupted push was resumed)" if result.resumed else ""
    say(f"{len(reading.drafts)} criteria read, {result.n_sent} sent{resumed}; {verb}{counts or 'nothing'}", "bold")
    if result.import_id:
        say(f"import {result.import_id}, source {result.source!r}")


def reading_json(reading: Reading) -> dict[str, Any]:
    """Give a reading as plain values, without anybody's words."""
    columns = [
        {"sheet": plan.sheet.name, "index": column.index, "letter": column.letter, "label": column.label}
        | {"field": column.field, "question": column.role, "sure": column.sure}
        for plan in reading.plans
        for column in plan.headers.columns
    ]
    return {
        "n_rows": reading.n_rows,
        "n_criteria": len(reading.drafts),
        "groups": [group.name for group in reading.groups.values()],
        "columns": columns,
        "notes": [asdict(note) for note in reading.notes],
        "causes": [asdict(cause) for cause in causes(reading.problems)],
        "problems": [asdict(problem) for problem in reading.problems],
    }
