"""A platform's own figures between 0 and 1 over the years."""

from datetime import date
from uuid import uuid4

import pytest

from services.territories.process.indicators.over_time import TimedMeasure, over_time


def measure(figures: dict[str, float], component: str = "A06", **more: object) -> TimedMeasure:
    fields: dict[str, object] = {"illbeing": False} | more
    days = {date.fromisoformat(on): value for on, value in figures.items()}
    return TimedMeasure(uuid4(), "Jobs", "%", components=(component,), figures=days, **fields)  # type: ignore[arg-type]


def test_baseline_and_target_are_the_bounds_where_both_are_known() -> None:
    damp = measure({"2023-12-31": 30.0, "2024-12-31": 24.0}, illbeing=True, baseline=30.0, target=10.0)
    [told] = over_time(uuid4(), [damp]).measures
    assert (told.bounds, told.low, told.high) == ("baseline-and-target", 10.0, 30.0)
    assert [each.index for each in told.values] == [0.0, pytest.approx(0.3)]


def test_a_measure_without_a_target_is_held_against_its_own_past() -> None:
    [told] = over_time(uuid4(), [measure({"2022-01-01": 5.0, "2023-01-01": 9.0, "2024-01-01": 7.0})]).measures
    assert (told.bounds, [each.index for each in told.values]) == ("series", [0.0, 1.0, 0.5])


def test_one_figure_alone_has_no_place_between_nought_and_one() -> None:
    found = over_time(uuid4(), [measure({"2022-01-01": 5.0})])
    assert [each.index for each in found.measures[0].values] == [None]
    assert [(each.year, each.mean, each.n_measures) for each in found.years] == [(2022, None, 0)]


def test_case_four_for_a_platform_its_mean_hides_the_component_that_fell() -> None:
    found = over_time(
        uuid4(),
        [
            measure({"2014-12-31": 60.0, "2015-12-31": 63.0}, "A06", baseline=50.0, target=70.0),
            measure({"2014-12-31": 18.0, "2015-12-31": 16.0}, "A08", illbeing=True, baseline=20.0, target=10.0),
            measure({"2014-12-31": 26.0, "2015-12-31": 28.0}, "E04", illbeing=True, baseline=40.0, target=20.0),
        ],
    )
    first, second = found.years
    assert (first.mean, second.mean) == (pytest.approx(1.4 / 3), pytest.approx(1.65 / 3))
    assert (first.components["E04"], second.components["E04"]) == (pytest.approx(0.7), pytest.approx(0.6))


def test_a_year_counts_with_its_last_figure_and_only_measures_that_have_one() -> None:
    twice = measure({"2024-02-01": 0.0, "2024-11-01": 10.0, "2025-01-01": 5.0})
    found = over_time(uuid4(), [twice, measure({"2025-01-01": 1.0, "2026-01-01": 2.0}, "B01")])
    assert [(each.year, each.mean, each.n_measures) for each in found.years] == [
        (2024, 1.0, 1),
        (2025, 0.25, 2),
        (2026, 1.0, 1),
    ]


def test_no_measures_give_no_years() -> None:
    assert over_time(uuid4(), []).years == []
