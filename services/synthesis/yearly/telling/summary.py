"""A summary as a small page that another site shows in a frame: no script, no network, nothing to click away with."""

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from shared.vocabulary.codebook import Codebook

from ...syntheses.report.phrases import seen
from ..document import Question
from ..summarising import Summary
from .telling import Telling
from .words import Words

TOP = 3
"""Components told for each question."""

QUESTIONS = 2
"""Questions told, in their own order."""


def write_summary(summary: Summary, codebook: Codebook, language: str) -> str:
    """Write a summary as a page; everything in it that is not our own markup is escaped."""
    telling = Telling(Words(language), codebook)
    page = _environment().get_template("summary.html")
    return page.render(
        summary=summary,
        words=telling.words,
        telling=telling,
        style=_style(),
        name=seen(summary.territory.name),
        questions=[_question(telling, one) for one in summary.said.questions[:QUESTIONS] if one.top],
        measured=[(seen(one.title), telling.moved(one)) for one in summary.measures],
        seen=seen,
    )


def _question(telling: Telling, one: Question) -> tuple[str, list[tuple[str, str, float]]]:
    """Give a question's name, and what is named most with its share written and as a part of the largest."""
    most = max(said.share for said in one.top) or 1.0
    rows = [
        (telling.coded(said.component).text, telling.numerals.share(said.share), said.share / most)
        for said in one.top[:TOP]
    ]
    return telling.names.question(one.question).text, rows


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = PackageLoader(__package__.rpartition(".")[0], "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@lru_cache(maxsize=1)
def _style() -> Markup:
    # Our own file, read once; a style element is not escaped text.
    folder = files(__package__.rpartition(".")[0]) / "templates"
    return Markup((folder / "summary.css").read_text(encoding="utf-8"))  # noqa: S704
