"""A report as one HTML page that needs nothing else: no script, no network, no font of its own."""

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .blocks import Report
from .inline import rows, spans
from .phrases import plain


def write_html(report: Report) -> str:
    """Write a report as a page; everything in it that is not our own markup is escaped."""
    return _environment().get_template("page.html").render(report=report, style=_style())


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(kind_of=_kind, plain=plain, rows=rows, spans=spans)
    return environment


@lru_cache(maxsize=1)
def _style() -> Markup:
    # Our own file, read once; a style element is not escaped text.
    return Markup((files(__package__) / "templates" / "style.css").read_text(encoding="utf-8"))  # noqa: S704


def _kind(block: object) -> str:
    return type(block).__name__
