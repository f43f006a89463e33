"""``spiral yearly-report`` and ``spiral review-chapter``: what a territory said, decided, did and changed."""

from pathlib import Path
from typing import Annotated

import typer

from ..client import Client
from ..errors import Refused
from ..process.readings import REPORTS
from .push import Json
from .records import write
from .report import Language
from .speaking import guarded

Territory = Annotated[str, typer.Argument(metavar="TERRITORY", help="Id, name or country's code (BE).")]
Year = Annotated[int, typer.Argument(metavar="YEAR", help="Such as 2026.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file.")]
Format = Annotated[str | None, typer.Option(help="html, md, csv or json. By default as the file ends, else md.")]
_ENDINGS = {"htm": "html", "markdown": "md", "txt": "md", "": "md"}


@guarded
def yearly_report(
    territory: Territory,
    year: Year,
    to: Out = None,
    format: Format = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Read the yearly report of a territory: what was said, decided, done, and what changed."""
    wished = _form(to, format, json_output)
    with Client() as client:
        text = client.yearly_report(territory, year, wished, lang)
    write(text, to)


@guarded
def review_chapter(
    framework: Annotated[
        str,
        typer.Argument(metavar="FRAMEWORK", help="sdg for a Voluntary Local Review; udhr ... for others, by right."),
    ],
    territory: Territory,
    year: Year,
    to: Out = None,
    format: Format = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Read a chapter for a Voluntary Local Review (sdg), the Universal Periodic Review or a treaty body (by right)."""
    wished = _form(to, format, json_output)
    with Client() as client:
        text = client.review_chapter(framework, territory, year, wished, lang)
    write(text, to)


def _form(file: Path | None, format: str | None, json_output: bool) -> str:
    """Give the form that is wished for; raises ``Refused`` for one that there is not, before anything is asked."""
    ending = file.suffix.removeprefix(".").lower() if file else ""
    wished = format or ("json" if json_output else _ENDINGS.get(ending, ending))
    if wished not in REPORTS:
        raise Refused(f"a report is written as {', '.join(REPORTS)}, not as {wished}", 0)
    return wished
