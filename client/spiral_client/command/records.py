"""``spiral records``: push, list and export records of the process, of whatever kinds the server keeps."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import FileUnreadable, Unsettled
from ..process.own import joined
from ..process.template import template as made_template
from ..records import FORMATS
from .push import Encoding, ErrorsTo, Json, Mapped, SheetName, mapping
from .showing_records import show_pushed, write_failed
from .speaking import Telling, as_json, guarded, out, say, table
from .which import Everywhere, OfPlatform, Where, filters_of, nothing

app = typer.Typer(help="Records of the process: actions, indicators, commitments ...", no_args_is_help=True)

Kind = Annotated[str, typer.Argument(metavar="KIND", help="Such as actions; spiral records kinds lists them.")]
_SHOWN = ("state", "due_on", "released", "external_id", "id")


@app.command("push")
@guarded
def push(
    kind: Kind,
    file: Annotated[Path, typer.Argument(help="A .csv, .tsv, .xlsx, .ndjson, .jsonl or .json file.")],
    platform: Annotated[str | None, typer.Option(help="Platform: id, external id or name.")] = None,
    source: Annotated[str | None, typer.Option(help="Name under which identifiers are unique.")] = None,
    why: Annotated[str | None, typer.Option(help="Why; stands in the history of every record.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try everything and keep nothing.")] = False,
    atomic: Annotated[bool, typer.Option("--atomic", help="Keep all rows or none (up to 50,000).")] = False,
    mapped: Mapped = None,
    sheet: SheetName = None,
    language: Annotated[str | None, typer.Option(help="Language of columns of situations that do not say it.")] = None,
    encoding: Encoding = None,
    errors_to: ErrorsTo = None,
    json_output: Json = False,
) -> None:
    """Send the records of a file; each is created, or changed by its identifier. The same file again is harmless."""
    if dry_run and atomic:
        raise Unsettled("choose one of --dry-run and --atomic")
    mode = "dry-run" if dry_run else "atomic" if atomic else "partial"
    with Client() as client, Telling(quiet=json_output, counts_bytes=False) as telling:
        reading = client.records(kind).understood(
            file, told=mapping(mapped), sheet=sheet, encoding=encoding, language=language
        )
        result = client.records(reading.form.path).push(
            reading, mode, platform=platform, source=source, why=why, report=telling
        )
    if errors_to is not None:
        write_failed(errors_to, reading)
    if json_output:
        as_json({**result.as_json(), "exit_code": result.exit_code})
    else:
        show_pushed(reading, result, errors_to)
    raise typer.Exit(result.exit_code)


@app.command("list")
@guarded
def list_records(
    kind: Kind,
    where: Where = None,
    q: Annotated[str | None, typer.Option("--search", help="Only those whose title has this in it.")] = None,
    platform: OfPlatform = None,
    everywhere: Everywhere = False,
    json_output: Json = False,
) -> None:
    """List the records of a kind: a partner's own, or with --everywhere all that your key may see."""
    with Client() as client:
        form = client.kinds.forms.form(kind)
        wanted = filters_of(client, where, platform, everywhere)
        several = [each for filters in wanted for each in client.records(form.path).all(q=q, **filters)]
        found = list({each["id"]: each for each in several}.values())
    if json_output:
        as_json(found)
    elif found:
        title = form.title or next(iter(form.fields))
        columns = [name for name in dict.fromkeys((title, *_SHOWN)) if any(name in each for each in found)]
        table(columns, [[_cell(each.get(name)) for name in columns] for each in found])
    else:
        say(nothing(form.path, wanted), trouble=True)


@app.command("export")
@guarded
def export(
    kind: Kind,
    to: Annotated[Path | None, typer.Option("--out", help="Write to this file (.csv or .ndjson).")] = None,
    format: Annotated[str | None, typer.Option(help="csv or ndjson. By default as the file ends, else csv.")] = None,
    where: Where = None,
    platform: OfPlatform = None,
    everywhere: Everywhere = False,
) -> None:
    """Write the records of a kind in a form that can be pushed again: a partner's own, or with --everywhere all."""
    ending = to.suffix.removeprefix(".").lower() if to else ""
    wished = format or {"jsonl": "ndjson"}.get(ending, ending) or "csv"
    if wished not in FORMATS:
        raise FileUnreadable(f"records are exported as {' or '.join(FORMATS)}, not as {wished}")
    with Client() as client:
        records = client.records(client.kinds.forms.form(kind).path)
        texts = [records.export(wished, **each) for each in filters_of(client, where, platform, everywhere)]
    write(joined(texts, wished), to)


@app.command("template")
@guarded
def template(
    kind: Kind,
    to: Annotated[Path | None, typer.Option("--out", help="Write to this .csv file.")] = None,
) -> None:
    """Write the columns of a kind with one example row, as CSV."""
    with Client() as client:
        text = made_template(client.kinds.forms.form(kind))
    if to is not None and to.exists():
        raise FileUnreadable(f"{to} exists already; give another name")
    write(text, to)


@app.command("kinds")
@guarded
def kinds(json_output: Json = False) -> None:
    """List the kinds of records that the server keeps."""
    with Client() as client:
        forms = client.kinds.forms.known.values()
    rows = [{"kind": form.path, "one": form.kind, "sense": form.sense} for form in forms]
    if json_output:
        as_json(rows)
    else:
        table(("kind", "what it is"), [[row["kind"], row["sense"]] for row in rows])


def write(text: str, file: Path | None, quiet: bool = False) -> None:
    """Write to a file and say so, else show it on a terminal; other programs get it byte for byte."""
    if file is not None:
        try:
            file.write_bytes(text.encode())
        except OSError as error:
            raise FileUnreadable(f"{file} cannot be written: {error.strerror or error}") from error
        if not quiet:
            say(f"written: {file}")
    elif out().is_terminal:
        say(text)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode() + (b"" if text.endswith("\n") else b"\n"))
        sys.stdout.buffer.flush()


def _cell(value: Any) -> Any:
    """Give a link by what it points to, and everything else as it is."""
    if isinstance(value, dict):
        return next((value[name] for name in ("profile", "code", "item", "id") if value.get(name)), value)
    return value
