"""``spiral yearly-report`` and ``spiral review-chapter``: what a territory said, decided, did and changed."""

from pathlib import Path
from typing import Annotated

import typer

from ..client import Client
from ..errors import Refused, Unsettled
from ..process.readings import REPORTS
from .push import Json
from .records import write
from .report import Language
from .speaking import guarded

Asked = Annotated[
    list[str],
    typer.Argument(
        metavar="[TERRITORY] YEAR",
        help="Id, name or country (BE), by default your key's own; and the year, such as 2026.",
    ),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file.")]
Format = Annotated[str | None, typer.Option(help="html, md, csv or json. By default as the file ends, else md.")]
_ENDINGS = {"htm": "html", "markdown": "md", "txt": "md", "": "md"}


@guarded
def yearly_report(
    asked: Asked,
    to: Out = None,
    format: Format = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Read the yearly report of a territory: what was said, decided, done, and what changed."""
    territory, year = _where_and_when(asked, "yearly-report")
    wished = form_of(to, format, json_output)
    with Client() as client:
        text = client.yearly_report(territory, year, wished, lang)
    write(text, to)


@guarded
def review_chapter(
    framework: Annotated[
        str,
        typer.Argument(metavar="FRAMEWORK", help="sdg for a Voluntary Local Review; udhr ... for others, by right."),
    ],
    asked: Asked,
    to: Out = None,
    format: Format = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Read a chapter for a Voluntary Local Review (sdg), the Universal Periodic Review or a treaty body (by right)."""
    territory, year = _where_and_when(asked, "review-chapter FRAMEWORK")
    wished = form_of(to, format, json_output)
    with Client() as client:
        text = client.review_chapter(framework, territory, year, wished, lang=lang)
    write(text, to)


def _where_and_when(asked: list[str], command: str) -> tuple[str | None, int]:
    """Read ``[TERRITORY] YEAR``, also a name of several words that nobody put between quotes."""
    *place, year = asked
    if not (year.isdecimal() and len(year) == 4):
        raise Unsettled(f"say the year last: spiral {command} [TERRITORY] 2026")
    return " ".join(place) or None, int(year)


def form_of(file: Path | None, format: str | None, json_output: bool, forms: tuple[str, ...] = REPORTS) -> str:
    """Give the form that is wished for; raises ``Refused`` for one that there is not, before anything is asked."""
    ending = file.suffix.removeprefix(".").lower() if file else ""
    wished = format or ("json" if json_output else _ENDINGS.get(ending, ending))
    if wished not in forms:
        raise Refused(f"this is written as {', '.join(forms)}, not as {wished}", 0)
    return wished
