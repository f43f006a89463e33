"""How a push of records looks to a person, and the rows that were not kept as a file to correct."""

from pathlib import Path

from ..errors import FileUnreadable
from ..process.drafts import RecordsReading
from ..process.result import RecordsResult
from ..reading.table import Note
from ..understanding.problems import write_rows
from .failed_rows import FROM_ROW, FROM_SHEET, WRONG, message_of
from .showing import show_notes, show_problems
from .speaking import say, table

_SURE = {"known": "", "guess": "a guess", "told": "as told"}
_NOT_SENT = {"unknown": "not sent", "personal": "NOT SENT (about persons)"}


def show_pushed(reading: RecordsReading, result: RecordsResult, errors_to: Path | None) -> None:
    """Show what each column was taken for, everything that was guessed, and what became of the rows."""
    rows = [
        (sheet.name or "", each.letter, each.label, _NOT_SENT.get(each.field, each.field), _SURE[each.sure])
        for sheet, each in reading.columns
    ]
    if any(each.sure != "known" for _, each in reading.columns):
        table(("sheet", "column", "label", "taken for", ""), rows)
    elif rows:
        say(f"- every column is known by its label, none was guessed: {_taken(reading)}", "dim")
    notes: list[Note] = result.notes
    show_notes(notes)
    show_problems(result.problems)
    counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in result.counts.items() if number)
    verb = "would be: " if result.dry_run else ""
    say(f"{result.n_read} {reading.form.path} read, {result.n_sent} sent; {verb}{counts or 'nothing'}", "bold")
    if errors_to is not None and reading.refused:
        say(f"failed rows are in {errors_to}; correct them there and push that file")


def _taken(reading: RecordsReading) -> str:
    """Name the fields that the columns hold; what is not sent is told by the notes."""
    fields = [each.field for _, each in reading.columns if each.field not in _NOT_SENT]
    return ", ".join(dict.fromkeys(fields))


def write_failed(path: Path, reading: RecordsReading) -> None:
    """Write each row that was not kept once, with its cells as read and every message."""
    if path.exists() and reading.path is not None and path.samefile(reading.path):
        raise FileUnreadable("--errors-to would overwrite the file itself; give another name")
    messages: dict[int, list[str]] = {}
    for draft, problem in reading.refused:
        messages.setdefault(id(draft), []).append(message_of(problem))
    failed = list({id(draft): draft for draft, _ in reading.refused}.values())
    if not failed:
        return
    labels = list(dict.fromkeys(label for draft in failed for label in draft.cells))
    rows = [
        [
            *(draft.cells.get(label, "") for label in labels),
            " | ".join(dict.fromkeys(messages[id(draft)])),
            draft.place.sheet or "",
            str(draft.place.row),
        ]
        for draft in failed
    ]
    try:
        write_rows(path, [*labels, WRONG, FROM_SHEET, FROM_ROW], rows)
    except OSError as error:
        raise FileUnreadable(f"{path} cannot be written: {error.strerror or error}") from error
