"""Periods: read, split and numbered."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.synthesis.engine.change.spans import MOST, Span, periods_of, split


@given(st.lists(st.integers(2005, 2030), max_size=200))
def test_every_year_is_in_one_period_that_holds_enough_groups(years: list[int]) -> None:
    when = np.array(years, np.int64)
    spans = split(when)
    period = periods_of(when, spans)
    assert len(spans) <= MOST
    assert (period >= 0).all()
    assert spans == sorted(spans)
    sizes = np.bincount(period, minlength=len(spans))
    assert len(spans) <= 1 or sizes.min() >= 5
    for one, next in pairwise(spans):
        assert one.last < next.first


def test_a_year_in_which_many_met_is_not_cut() -> None:
    assert split(np.repeat([2012, 2015, 2020], [5, 40, 6])) == [Span(2012, 2015), Span(2020, 2020)]
    assert split(np.repeat([2012, 2015], [4, 5])) == [Span(2012, 2015)]


def test_a_year_outside_is_in_no_period() -> None:
    spans = [Span(2012, 2015), Span(2016, 2016)]
    assert periods_of(np.array([2011, 2012, 2015, 2016, 2017]), spans).tolist() == [-1, 0, 0, 1, -1]
    assert [str(span) for span in spans] == ["2012-2015", "2016"]
