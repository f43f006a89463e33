"""A platform's own figures between 0 and 1 over the years: each by itself, each component, and the plain mean.

It compares a platform with its own past and its own targets, and with nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from .index import Figure, index, scaled

When = TypeVar("When", date, int)
"""A day, or a year."""


@dataclass(frozen=True)
class TimedMeasure:
    """A measure, as far as it is put between 0 and 1."""

    id: UUID
    title: str
    unit: str
    illbeing: bool
    components: tuple[str, ...]
    figures: Mapping[date, float]
    baseline: float | None = None
    target: float | None = None


class ValueOn(BaseModel):
    """A figure of one day, as it is and between 0 and 1."""

    on: date
    value: float
    index: float | None = Field(description="1 is best; null where all figures are equal or only one is there")


class MeasureValues(BaseModel):
    """One measure between 0 and 1."""

    measure: UUID
    title: str
    unit: str
    components: list[str]
    bounds: Literal["baseline-and-target", "series"] = Field(description="What stands for 0 and for 1")
    low: float | None = None
    high: float | None = None
    values: list[ValueOn]


class YearIndex(BaseModel):
    """The plain mean of what each measure was at the end of one year."""

    year: int
    mean: float | None
    n_measures: int = Field(description="Measures with a figure in this year; others have no part in its mean")
    components: dict[str, float | None] = Field(description="Each component apart, for a mean can hide it")


class MeasureIndex(BaseModel):
    """A platform's own measures between 0 and 1 over time; not made to compare it with others."""

    platform_id: UUID
    measures: list[MeasureValues]
    years: list[YearIndex]


def over_time(platform_id: UUID, measures: Sequence[TimedMeasure]) -> MeasureIndex:
    """Give a platform's measures between 0 and 1: by day, and by year with the last figure of each year."""
    by_year = index([_figure(each, _last_of_years(each.figures)) for each in measures])
    return MeasureIndex(
        platform_id=platform_id,
        measures=[_values(each) for each in measures],
        years=[
            YearIndex(year=year, mean=told.mean, n_measures=told.n_figures, components=dict(told.parts))
            for year, told in sorted(by_year.items())
        ],
    )


def bounds(measure: TimedMeasure) -> tuple[float | None, float | None]:
    """Give what stands for 0 and 1 of a measure: baseline and target where both are known, else its own figures."""
    if measure.baseline is not None and measure.target is not None and measure.baseline != measure.target:
        return min(measure.baseline, measure.target), max(measure.baseline, measure.target)
    values = measure.figures.values()
    return (min(values), max(values)) if values else (None, None)


def _values(measure: TimedMeasure) -> MeasureValues:
    low, high = bounds(measure)
    between = scaled(_figure(measure, measure.figures))
    own = measure.baseline is None or measure.target is None or measure.baseline == measure.target
    return MeasureValues(
        measure=measure.id,
        title=measure.title,
        unit=measure.unit,
        components=list(measure.components),
        bounds="series" if own else "baseline-and-target",
        low=low,
        high=high,
        values=[ValueOn(on=on, value=measure.figures[on], index=between[on]) for on in sorted(measure.figures)],
    )


def _figure(measure: TimedMeasure, values: Mapping[When, float]) -> Figure[When]:
    low, high = bounds(measure)
    return Figure(values, measure.illbeing, measure.components, low, high)


def _last_of_years(figures: Mapping[date, float]) -> dict[int, float]:
    return {on.year: figures[on] for on in sorted(figures)}
