"""A chapter of a review as one table."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from ..reviewing import Linked, ReviewChapter
from .lines import table_of


@dataclass(frozen=True)
class ReviewLine:
    """One fact of a chapter of a review."""

    item: str
    item_label: str
    what: str
    id: str | None = None
    title: str | None = None
    state: str | None = None
    via: str | None = None
    component: str | None = None
    author: str | None = None
    figure: str | None = None
    value: float | None = None
    share: float | None = None
    href: str | None = None


COLUMNS = tuple(field.name for field in fields(ReviewLine))


def write_review(chapter: ReviewChapter) -> str:
    """Give a chapter of a review as CSV: a line for each component and each record under an item."""
    return table_of(COLUMNS, _review(chapter))


def _review(chapter: ReviewChapter) -> Iterator[ReviewLine]:
    for one in chapter.items:
        item, label = one.item.code, one.item.label
        yield ReviewLine(item, label, "criteria", figure="divided", value=one.n_criteria, share=one.share)
        for brought in one.through:
            told: dict[str, Any] = {"component": brought.component.code, "title": brought.component.label}
            divided = brought.n_criteria / brought.divided_among
            link = brought.link
            told |= {"via": link.strength, "author": link.author}
            yield ReviewLine(item, label, "component", **told, figure="divided", value=divided)
        records: list[Linked[Any]] = [*one.commitments, *one.actions, *one.measures, *one.situations]
        for linked in records:
            yield _linked(item, label, linked)
    for what, found in (("silent", chapter.silent), ("inexpressible", chapter.inexpressible)):
        for coded in found:
            yield ReviewLine(coded.code, coded.label, what)


def _linked(item: str, label: str, linked: Linked[Any]) -> ReviewLine:
    record = linked.record
    latest = getattr(record, "latest", None)
    present = getattr(record, "present", None)
    value = latest.value if latest else present.mean if present else None
    return ReviewLine(
        item, label, record.kind, id=str(record.id), title=record.title, state=getattr(record, "state", None),
        via=linked.via, component=linked.component.code if linked.component else None,
        author=linked.link.author if linked.link else None, value=value, href=record.href,
    )  # fmt: skip
