"""Phrases and rows of tables as HTML: the many small pieces of a page, written without the template's help.

A country's page has tens of thousands of cells. Everything that is not our own markup is escaped here.
"""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from .blocks import Table
from .phrases import Phrase, Span


def spans(phrase: Phrase) -> Markup:
    """Write a phrase: each piece in its own language, as a link where it is one."""
    return Markup(_spans(phrase))  # noqa: S704


def rows(table: Table) -> Markup:
    """Write the rows of a table; the first cell of each is its heading."""
    kinds = [' class="n"' if column in table.numeric else "" for column in range(len(table.columns))]
    return Markup("\n".join(_row(row, kinds) for row in table.rows))  # noqa: S704


def _row(row: Sequence[Phrase], kinds: Sequence[str]) -> str:
    first, *others = row
    cells = "".join(f"<td{kind}>{_spans(cell)}</td>" for cell, kind in zip(others, kinds[1:], strict=True))
    return f'<tr><th scope="row"><bdi>{_spans(first)}</bdi></th>{cells}</tr>'


def _spans(phrase: Phrase) -> str:
    return "".join(map(_span, phrase))


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.language is not None or span.link is not None or span.href is not None:
        language = f' lang="{escape(span.language)}"' if span.language else ""
        target = f"#{span.link}" if span.link else span.href
        if target or language:
            text = f"<bdi{language}>{text}</bdi>"
        if target:
            text = f'<a href="{escape(target)}">{text}</a>'
    return f"<strong>{text}</strong>" if span.strong else text
