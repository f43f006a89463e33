"""In which cycle something took place."""

from datetime import date

import pytest

from services.territories.process.phases.cycles import cycle_in, cycle_on
from services.territories.schemas.platforms import Cycle

CYCLES = [
    Cycle(number=0),
    Cycle(number=1, started_on=date(2010, 3, 1), ended_on=date(2011, 12, 31)),
    Cycle(number=2, started_on=date(2013, 6, 15)),
    Cycle(number=3, started_on=date(2020, 1, 1)),
]


@pytest.mark.parametrize(
    ("day", "cycle"),
    [
        (date(2010, 2, 28), None),
        (date(2010, 3, 1), 1),
        (date(2011, 12, 31), 1),
        (date(2012, 7, 1), None),
        (date(2013, 6, 15), 2),
        (date(2019, 12, 31), 2),
        (date(2020, 1, 1), 3),
    ],
)
def test_a_day_belongs_to_the_cycle_that_ran_on_it(day: date, cycle: int | None) -> None:
    assert cycle_on(day, CYCLES) == cycle


@pytest.mark.parametrize(
    ("year", "month", "cycle"),
    [
        (2010, None, None),
        (2010, 3, 1),
        (2011, None, 1),
        (2013, 6, None),
        (2013, 7, 2),
        (2014, None, 2),
        (2024, 2, 3),
    ],
)
def test_a_month_or_a_year_belongs_to_a_cycle_only_if_all_of_it_does(
    year: int, month: int | None, cycle: int | None
) -> None:
    assert cycle_in(year, month, CYCLES) == cycle


def test_a_cycle_without_a_first_day_claims_nothing() -> None:
    assert cycle_on(date(2010, 3, 1), [Cycle(number=0, ended_on=date(2030, 1, 1))]) is None
