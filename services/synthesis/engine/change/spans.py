"""Periods of years, and a split of the years that were heard into a few periods that hold enough groups."""

from dataclasses import dataclass

import numpy as np

from ..facts import Ints
from .comparability import GROUPS_OF_A_PERIOD

MOST = 4
"""Periods of an automatic split."""


@dataclass(frozen=True, order=True)
class Span:
    """Years from the first to the last, both in it."""

    first: int
    last: int

    def __str__(self) -> str:
        """Say it as people do: ``2012-2015``, or ``2016`` for one year."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def split(years: Ints) -> list[Span]:
    """Cut the years (g) in which groups met into at most four periods of about as many groups, at least 5 in each.

    A period ends with a year, so a year in which many met is not cut. With fewer than ten groups there is one period.
    """
    found, groups = np.unique(years, return_counts=True)
    wanted = max(GROUPS_OF_A_PERIOD, -(-len(years) // MOST))
    spans: list[Span] = []
    start, held, left = 0, 0, len(years)
    for at, n in enumerate(groups.tolist()):
        held, left = held + n, left - n
        if held >= wanted and (left >= GROUPS_OF_A_PERIOD or left == 0):
            spans.append(Span(int(found[start]), int(found[at])))
            start, held = at + 1, 0
    if held:
        spans.append(Span(int(found[start]), int(found[-1])))
    return spans


def periods_of(years: Ints, spans: list[Span]) -> Ints:
    """Number each group's period; -1 for a year in none of them. The first span that fits takes it."""
    period = np.full(len(years), -1, np.int64)
    for number, span in reversed(list(enumerate(spans))):
        period[(years >= span.first) & (years <= span.last)] = number
    return period
