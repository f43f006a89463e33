"""Where groups see an indicator: how it is, what was reached and what they wish, each group counted once.

A group that told more than once counts with what it told last: in each year, and over all years. The step
between wished and present is the mean over the groups that told both, so that it compares the same people.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from uuid import UUID

from pydantic import BaseModel, Field

FEWEST = 3
"""Groups that must stand behind a figure before everybody may read it."""


@dataclass(frozen=True)
class Seen:
    """One observation, as far as it is counted; without a group it is the platform's own."""

    situation_of: str
    level: int
    observed_on: date
    written_at: datetime
    group: UUID | None = None


class Levels(BaseModel):
    """How many groups see it at each of the five levels."""

    levels: dict[int, int] = Field(description="Groups by level, 1 to 5")
    n_groups: int
    mean: float = Field(description="Of the groups' levels, each group once")


class Gap(BaseModel):
    """How far what groups wish is above how it is, among those that told both."""

    mean: float
    n_groups: int


class Sight(BaseModel):
    """What was told in one span of time; what too few groups told is left out for the public."""

    present: Levels | None = None
    reached: Levels | None = None
    wished: Levels | None = None
    gap: Gap | None = None
    platform: dict[str, int] = Field(default={}, description="The platform's own latest levels, not counted above")


class YearSight(Sight):
    """What was told in one year."""

    year: int


class Diagnosis(BaseModel):
    """Where groups see an indicator: the latest of each group, and year by year."""

    indicator: UUID
    label_set: str
    counts: str = Field(
        default="each group once, with what it told last", description="How groups with several answers are counted"
    )
    fewest_groups: int = Field(description="Groups that must stand behind a figure for this reader")
    latest: Sight | None = Field(description="Over all years; not for the public, who could subtract years from it")
    years: list[YearSight]


def diagnose(indicator: UUID, label_set: str, seen: Sequence[Seen], *, public: bool = False) -> Diagnosis:
    """Give the diagnosis of an indicator from its observations."""
    fewest = FEWEST if public else 1
    years = sorted({each.observed_on.year for each in seen})
    by_year = [(year, _sight([each for each in seen if each.observed_on.year == year], fewest)) for year in years]
    return Diagnosis(
        indicator=indicator,
        label_set=label_set,
        fewest_groups=fewest,
        latest=None if public else _sight(seen, fewest),
        years=[YearSight(year=year, **dict(sight)) for year, sight in by_year if not public or _tells(sight)],
    )


def latest(seen: Iterable[Seen]) -> dict[tuple[str, UUID | None], int]:
    """Give the last level that each group told of each situation; the platform itself stands as None."""
    in_order = sorted(seen, key=lambda each: (each.observed_on, each.written_at))
    return {(each.situation_of, each.group): each.level for each in in_order}


def distribution(levels: Sequence[int]) -> dict[int, int]:
    """Give how often each of the five levels stands among these, also where it does not."""
    counts = Counter(levels)
    return {level: counts[level] for level in range(1, 6)}


def _sight(seen: Iterable[Seen], fewest: int) -> Sight:
    told = latest(seen)
    of = {
        name: {group: level for (each, group), level in told.items() if each == name and group is not None}
        for name in ("present", "reached", "wished")
    }
    own = {each: level for (each, group), level in told.items() if group is None}
    return Sight(
        present=_levels(of["present"], fewest),
        reached=_levels(of["reached"], fewest),
        wished=_levels(of["wished"], fewest),
        gap=_gap(of["present"], of["wished"], fewest),
        platform=own if fewest == 1 else {},
    )


def _levels(of: dict[UUID, int], fewest: int) -> Levels | None:
    levels = list(of.values())
    if len(levels) < fewest:
        return None
    return Levels(levels=distribution(levels), n_groups=len(levels), mean=fmean(levels))


def _gap(present: dict[UUID, int], wished: dict[UUID, int], fewest: int) -> Gap | None:
    both = [wished[group] - present[group] for group in present.keys() & wished.keys()]
    return Gap(mean=fmean(both), n_groups=len(both)) if len(both) >= fewest else None


def _tells(sight: Sight) -> bool:
    return any((sight.present, sight.reached, sight.wished))
