"""The matrix of an evaluation: action by aspect by moment, and what changed for the groups that judged both.

Before and after are compared only where the same groups judged both times; where others did, it is not
comparable, and which groups are missing is told. A group that judged more than once counts with its last word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from uuid import UUID

from pydantic import BaseModel, Field

from ..indicators.diagnosis import distribution


@dataclass(frozen=True)
class Judged:
    """One judgement, as far as it is counted; without a group it is the platform's own."""

    kind_of: str
    of: UUID
    """The action; or the plan or platform itself where no action is named."""
    aspect: str
    moment: str
    situation: int
    held_on: date
    group: UUID | None = None


class Distribution(BaseModel):
    """How many groups see it in each of the five situations."""

    situations: dict[int, int] = Field(description="Groups by situation, 1 to 5")
    n_groups: int
    mean: float


class Change(BaseModel):
    """What changed from before to after, or why that cannot be said."""

    comparable: bool = Field(description="The same groups judged before and after")
    mean: float | None = Field(default=None, description="After less before, over the groups; null if not comparable")
    n_groups: int | None = Field(default=None, description="Groups that judged both")
    missing_before: list[UUID] = Field(default=[], description="Groups that judged after only")
    missing_after: list[UUID] = Field(default=[], description="Groups that judged before only")
    n_missing_before: int = 0
    n_missing_after: int = 0


class Cell(BaseModel):
    """What was judged of one aspect of one action; what too few groups judged is left out for the public."""

    kind_of: str
    of: UUID = Field(description="The action; or the plan or platform itself where no action is named")
    aspect: str = Field(description="A component, phase/1 to phase/8, or a right")
    before: Distribution | None = None
    after: Distribution | None = None
    change: Change | None = None
    platform: dict[str, int] = Field(default={}, description="The platform's own judgement by moment, not counted")


class Matrix(BaseModel):
    """Action by aspect by moment."""

    fewest_groups: int = Field(description="Groups that must stand behind a figure for this reader")
    n_evaluations: int
    cells: list[Cell]


def matrix(judged: Sequence[Judged], n_evaluations: int, *, fewest: int = 1) -> Matrix:
    """Give the matrix of some judgements; figures of fewer groups than ``fewest`` are left out."""
    by_cell: dict[tuple[str, UUID, str], list[Judged]] = {}
    for each in sorted(judged, key=lambda each: each.held_on):
        by_cell.setdefault((each.kind_of, each.of, each.aspect), []).append(each)
    cells = [_cell(*key, of_cell, fewest) for key, of_cell in sorted(by_cell.items(), key=lambda pair: str(pair[0]))]
    told = [cell for cell in cells if fewest == 1 or cell.before or cell.after or cell.platform]
    return Matrix(fewest_groups=fewest, n_evaluations=n_evaluations, cells=told)


def _cell(kind_of: str, of: UUID, aspect: str, judged: Sequence[Judged], fewest: int) -> Cell:
    before, after = _last_words(judged, "before"), _last_words(judged, "after")
    shown = _shown_to_all(before, after, fewest)
    return Cell(
        kind_of=kind_of,
        of=of,
        aspect=aspect,
        before=_distribution(before.values(), fewest),
        after=_distribution(after.values(), fewest),
        change=_change(before, after, named=fewest == 1) if shown and (before or after) else None,
        platform={each.moment: each.situation for each in judged if each.group is None},
    )


def _last_words(judged: Iterable[Judged], moment: str) -> dict[UUID, int]:
    return {each.group: each.situation for each in judged if each.moment == moment and each.group is not None}


def _distribution(situations: Iterable[int], fewest: int) -> Distribution | None:
    levels = list(situations)
    if not levels or len(levels) < fewest:
        return None
    return Distribution(situations=distribution(levels), n_groups=len(levels), mean=fmean(levels))


def _shown_to_all(before: dict[UUID, int], after: dict[UUID, int], fewest: int) -> bool:
    return min(len(before), len(after)) >= fewest or fewest == 1


def _change(before: dict[UUID, int], after: dict[UUID, int], *, named: bool) -> Change:
    only_after, only_before = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    both = before.keys() & after.keys()
    comparable = bool(both) and not only_after and not only_before
    return Change(
        comparable=comparable,
        mean=fmean(after[group] - before[group] for group in both) if comparable else None,
        n_groups=len(both),
        missing_before=only_after if named else [],
        missing_after=only_before if named else [],
        n_missing_before=len(only_after),
        n_missing_after=len(only_before),
    )
