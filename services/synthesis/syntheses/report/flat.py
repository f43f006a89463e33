"""Criteria as one flat table for R, pandas or a spreadsheet: a line a criterion."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from .cells import line_of
from .phrases import seen
from .rows import Said

COLUMNS = (
    "criterion", "text", "language", "question", "country", "territory", "profile", "year", "code", "status",
)  # fmt: skip
"""Columns before the topics; ``topic_1`` (the finest layer) and so on follow, then ``isolated``."""


def as_flat_csv(rows: Iterable[Said]) -> Iterator[str]:
    """Give a header and a line for each criterion; the first row tells how many layers of topics there are."""
    rows = iter(rows)
    first = list(islice(rows, 1))
    layers = len(first[0].topics) if first else 0
    yield line_of([*COLUMNS, *(f"topic_{layer + 1}" for layer in range(layers)), "isolated"])
    for row in chain(first, rows):
        topics = [*row.topics, *[None] * layers][:layers]
        yield line_of([*_known(row), *topics, row.isolated])


def _known(row: Said) -> tuple[str | int | None, ...]:
    return (
        str(row.criterion), seen(row.text), row.language, row.question, row.country, row.territory, row.profile,
        row.year, row.code, row.status,
    )  # fmt: skip
