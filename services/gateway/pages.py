"""Our few HTML pages, filled in; nothing in them comes from elsewhere or needs JavaScript, but for /docs."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from .problems import Problem
from .settings import GatewaySettings

FOLDER = Path(__file__).parent / "templates"

_SYNTHETIC = (
    '<p class="notice"><strong>This is a demonstration.</strong> All data here is synthetic: no person said'
    " it and no place is described by it.</p>"
)


@lru_cache
def _template(name: str) -> Template:
    return Template((FOLDER / name).read_text(encoding="utf-8"))


def _page(title: str, main: str) -> str:
    return _template("frame.html").substitute(title=escape(title), main=main)


def landing(settings: GatewaySettings) -> str:
    """Give the first page."""
    main = _template("landing.html").substitute(
        synthetic=_SYNTHETIC if settings.demonstration else "",
        address=escape(settings.public_url or "https://this.address"),
        quota_public=settings.quota_public,
        quota_app=settings.quota_app,
    )
    return _page("SPIRAL Commons", main)


def docs() -> str:
    """Give the page with every operation."""
    return _template("docs.html").template


def problem(explained: Problem) -> str:
    """Give the page about one problem."""
    main = _template("problem.html").substitute(
        code=escape(explained.code),
        title=escape(explained.title),
        status=f"HTTP status {explained.status}. " if explained.status else "",
        explanation=escape(explained.explanation),
        advice=escape(explained.advice),
    )
    return _page(f"{explained.code}: a problem explained", main)


def problem_list(all_known: Sequence[Problem]) -> str:
    """Give the page that leads to every problem."""
    entries = "".join(
        f'<dt><a href="/problems/{escape(one.code)}"><code>{escape(one.code)}</code></a></dt>'
        f"<dd>{escape(one.title)}</dd>"
        for one in all_known
    )
    return _page("Problems explained", f"<h1>Problems explained</h1><dl>{entries}</dl>")
