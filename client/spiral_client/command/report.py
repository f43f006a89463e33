"""``spiral report``: the report of a synthesis, to read or to compute with."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..client import Client
from ..errors import Refused
from ..syntheses import FORMATS
from .speaking import guarded, out, say
from .waiting import wait

Language = Annotated[str | None, typer.Option("--lang", help="Language of what is shown, such as fr.")]
_CORPORA = {"criteria-csv": "csv", "iramuteq": "iramuteq"}
_ENDINGS = {"htm": "html", "markdown": "md", "txt": "md", "": "md"}


@guarded
def report(
    synthesis_id: Annotated[str, typer.Argument(metavar="SYNTHESIS", help="A synthesis's id.")],
    format: Annotated[
        str | None,
        typer.Option(
            help="html, md, csv, json; criteria-csv or iramuteq for its criteria. By default as the file ends, else md."
        ),
    ] = None,
    lang: Language = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Read the report of a synthesis, waiting until it is made."""
    with Client() as client:
        wait(client, synthesis_id, quiet=False)
        if out is None:
            _print(_fetch(client, synthesis_id, format or "md", lang))
            return
        write(client, synthesis_id, out, format, lang)
    say(f"written: {out}")


def write(client: Client, synthesis_id: str, file: Path, format: str | None = None, lang: str | None = None) -> None:
    """Write a report to a file, in the form that its name ends with unless another one is asked for."""
    file.write_bytes(_fetch(client, synthesis_id, form_of(file, format), lang).encode())


def form_of(file: Path, format: str | None = None) -> str:
    """Give the form of a report in a file; raises ``Refused`` for one that there is not."""
    ending = file.suffix.removeprefix(".").lower()
    wished = format or _ENDINGS.get(ending, ending)
    if wished not in (*FORMATS, *_CORPORA):
        raise Refused(f"a report is written as {', '.join((*FORMATS, *_CORPORA))}, not as {wished}", 0)
    return wished


def _fetch(client: Client, synthesis_id: str, format: str, lang: str | None) -> str:
    if format in _CORPORA:
        return client.syntheses.criteria(synthesis_id, _CORPORA[format])
    return client.syntheses.report(synthesis_id, format, lang)


def _print(text: str) -> None:
    """Show a report on a terminal; elsewhere give it byte for byte, as other programs need it."""
    if out().is_terminal:
        say(text)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode() + (b"" if text.endswith("\n") else b"\n"))
        sys.stdout.buffer.flush()
