"""``spiral push`` and ``spiral check``: read a file, say what was understood, send it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import FileUnreadable
from ..pushing.result import PushResult
from ..understanding import Reading, ReadingOptions, read_file
from .failed_rows import write_failed_rows
from .showing import reading_json, show_problems, show_reading, show_result
from .speaking import Telling, as_json, guarded, say

File = Annotated[Path, typer.Argument(help="A .csv, .tsv, .ndjson, .jsonl, .json or .xlsx file.")]
Mapped = Annotated[
    list[str] | None, typer.Option("--map", help='What a column is: "Our column=text"; repeat for several.')
]
SheetName = Annotated[str | None, typer.Option("--sheet", help="Read only this sheet (name or number).")]
Language = Annotated[str | None, typer.Option("--language", help="Language where no column says it: fr, pt-CV …")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Encoding of a text file, if the guess is wrong.")]
Group = Annotated[str | None, typer.Option("--group", help="The group, if the whole file is one group's.")]
Question = Annotated[str | None, typer.Option("--question", help="The question, if the file answers one.")]
Year = Annotated[int | None, typer.Option("--year", min=1990, max=2100, help="The year the groups met.")]
NoSplit = Annotated[bool, typer.Option("--no-split", help="Keep a cell with several lines as one criterion.")]
Visibility = Annotated[str | None, typer.Option("--visibility", help="private (default), network or public.")]
Consent = Annotated[str | None, typer.Option("--consent", help="local, network (default) or open.")]
Licence = Annotated[str | None, typer.Option("--licence", help="SPDX name of a licence, such as CC-BY-4.0.")]
ErrorsTo = Annotated[Path | None, typer.Option("--errors-to", help="Write failed rows to this .csv or .xlsx.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document and nothing else.")]


@guarded
def check(
    file: File,
    mapped: Mapped = None,
    sheet: SheetName = None,
    language: Language = None,
    encoding: Encoding = None,
    group: Group = None,
    question: Question = None,
    year: Year = None,
    no_split: NoSplit = False,
    errors_to: ErrorsTo = None,
    json_output: Json = False,
) -> None:
    """Read a file without any network: show what each column is taken for, and what is wrong."""
    options = ReadingOptions(mapping(mapped), sheet, encoding, language, group, question, year, split=not no_split)
    reading = read_file(file, options)
    if errors_to is not None:
        write_failed_rows(errors_to, reading)
    code = 1 if reading.problems else 0
    if json_output:
        as_json({**reading_json(reading), "exit_code": code})
    else:
        show_reading(reading)
        show_problems(reading.problems)
        say(f"{len(reading.drafts)} criteria of {len(reading.groups)} groups are ready to push")
    raise typer.Exit(code)


@guarded
def push(
    file: File,
    territory: Annotated[str | None, typer.Option(help="Territory: id, external id or name.")] = None,
    source: Annotated[str | None, typer.Option(help="Name under which identifiers are unique.")] = None,
    platform: Annotated[str | None, typer.Option(help="Platform on which new groups are made.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try everything and store nothing.")] = False,
    atomic: Annotated[bool, typer.Option("--atomic", help="Store all lines or none (up to 50,000).")] = False,
    create_groups: Annotated[
        bool, typer.Option("--create-groups", help="Make groups also when the file does not describe them.")
    ] = False,
    update_groups: Annotated[
        bool, typer.Option("--update-groups", help="Change groups that the file describes otherwise.")
    ] = False,
    mapped: Mapped = None,
    sheet: SheetName = None,
    language: Language = None,
    encoding: Encoding = None,
    group: Group = None,
    question: Question = None,
    year: Year = None,
    visibility: Visibility = None,
    consent: Consent = None,
    licence: Licence = None,
    no_split: NoSplit = False,
    errors_to: ErrorsTo = None,
    json_output: Json = False,
) -> None:
    """Send the criteria of a file; the same file again changes nothing, an interrupted push goes on."""
    options = ReadingOptions(
        mapping(mapped), sheet, encoding, language, group, question, year, visibility, consent, licence, not no_split
    )
    reading = read_file(file, options)
    if not json_output:
        show_reading(reading)
    places: dict[str, Any] = {"territory": territory, "source": source, "platform": platform}
    choices: dict[str, Any] = {"dry_run": dry_run, "atomic": atomic}
    with Client() as client, Telling(quiet=json_output) as telling:
        result = client.push(
            reading, **places, **choices, create_groups=create_groups, update_groups=update_groups, report=telling
        )
    _finish(reading, result, errors_to, json_output)


def _finish(reading: Reading, result: PushResult, errors_to: Path | None, json_output: bool) -> None:
    if errors_to is not None:
        write_failed_rows(errors_to, reading)
    if json_output:
        as_json({**result.as_json(), "exit_code": result.exit_code})
    else:
        show_result(result, reading)
        if errors_to is not None and reading.refused_rows:
            say(f"failed rows are in {errors_to}; correct them there and push that file")
    raise typer.Exit(result.exit_code)


def mapping(mapped: list[str] | None) -> dict[str, str]:
    """Read columns written as "Our column=text"; raises ``FileUnreadable``."""
    found = {}
    for each in mapped or []:
        label, sign, field = each.rpartition("=")
        if not sign or not label.strip():
            raise FileUnreadable(f'--map is written "Our column=text", not {each!r}')
        found[label.strip()] = field.strip()
    return found
