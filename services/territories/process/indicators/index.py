"""The rules of the Walloon index of the conditions of well-being, as plain functions.

Every figure is put between 0 and 1 by the smallest and the largest of what is compared (or by bounds that are
given); a figure of ill-being is turned round (1 - x); the index is the plain mean of all of them. Source: IWEPS,
Indice des conditions de bien-être en Wallonie, 2014, with 60 figures of 262 communes. Its parts are given apart,
because a mean hides what moves in opposite directions.

What the published rules leave open is settled here:

- a figure that is missing stays missing, and the mean is of those that are there;
- where all figures are equal, or only one is there, they cannot be told apart: missing, and not a half;
- a figure outside given bounds is held at the bound.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Generic, TypeVar

Place = TypeVar("Place", bound=Hashable)
"""What is compared: territories, or years of one territory."""


@dataclass(frozen=True)
class Figure(Generic[Place]):
    """One figure of everything that is compared."""

    values: Mapping[Place, float | None]
    illbeing: bool = False
    parts: tuple[str, ...] = ()
    """The components it belongs to."""
    low: float | None = None
    high: float | None = None
    """Bounds, in the unit of the values; the smallest and largest value where they are not given."""


@dataclass(frozen=True)
class Index:
    """The plain mean of all figures of one place, and of those of each component apart."""

    mean: float | None
    n_figures: int
    parts: Mapping[str, float | None] = field(default_factory=dict)


def min_max(values: Sequence[float | None], low: float | None = None, high: float | None = None) -> list[float | None]:
    """Put values between 0 (the lowest) and 1 (the highest); missing ones, and ones that are all equal, give None."""
    known = [value for value in values if value is not None]
    if not known:
        return [None for _ in values]
    low, high = min(known) if low is None else low, max(known) if high is None else high
    if not low < high:
        return [None for _ in values]
    return [None if value is None else min(1.0, max(0.0, (value - low) / (high - low))) for value in values]


def turned(value: float | None) -> float | None:
    """Turn a value between 0 and 1 round, so that more is better also for a figure of ill-being."""
    return None if value is None else 1.0 - value


def plain_mean(values: Sequence[float | None]) -> float | None:
    """Give the mean of the values that are there, each with the same weight; None if there is none."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def scaled(figure: Figure[Place]) -> dict[Place, float | None]:
    """Give a figure between 0 and 1, where 1 is the best, of everything that is compared."""
    values = min_max(list(figure.values.values()), figure.low, figure.high)
    return dict(zip(figure.values, map(turned, values) if figure.illbeing else values, strict=True))


def index(figures: Sequence[Figure[Place]]) -> dict[Place, Index]:
    """Give the index of everything that is compared: the plain mean over all figures, and each component apart."""
    between = [(figure.parts, scaled(figure)) for figure in figures]
    places = dict.fromkeys(place for _, values in between for place in values)
    return {place: _index([(parts, values.get(place)) for parts, values in between]) for place in places}


def _index(values: Sequence[tuple[tuple[str, ...], float | None]]) -> Index:
    parts: dict[str, list[float | None]] = {}
    for of, value in values:
        for part in of:
            parts.setdefault(part, []).append(value)
    told = [value for _, value in values]
    return Index(
        mean=plain_mean(told),
        n_figures=sum(value is not None for value in told),
        parts={part: plain_mean(of_part) for part, of_part in parts.items()},
    )
