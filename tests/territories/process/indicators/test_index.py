"""The rules of the Walloon index, on worked examples whose inputs stand here."""

import pytest

from services.territories.process.indicators.index import Figure, index, min_max, plain_mean, scaled, turned


def test_the_smallest_becomes_nought_and_the_largest_one() -> None:
    assert min_max([10.0, 20.0, 15.0]) == [0.0, 1.0, 0.5]


def test_bounds_that_are_given_stand_in_place_of_the_smallest_and_largest() -> None:
    assert min_max([10.0, 20.0], low=0.0, high=40.0) == [0.25, 0.5]
    assert min_max([-5.0, 50.0], low=0.0, high=40.0) == [0.0, 1.0]  # held at the bound
    assert min_max([10.0, 20.0], low=0.0) == [0.5, 1.0]


def test_a_figure_of_illbeing_is_turned_round() -> None:
    assert (turned(0.25), turned(None)) == (0.75, None)
    unemployed = Figure({"Arlon": 6.0, "Mons": 14.0, "Ohey": 8.0}, illbeing=True)
    assert scaled(unemployed) == {"Arlon": 1.0, "Mons": 0.0, "Ohey": 0.75}


def test_what_is_missing_stays_missing_and_the_mean_is_of_what_is_there() -> None:
    assert min_max([1.0, None, 3.0]) == [0.0, None, 1.0]
    assert (plain_mean([0.2, None, 0.4]), plain_mean([None]), plain_mean([])) == (pytest.approx(0.3), None, None)


@pytest.mark.parametrize("values", [[7.0, 7.0, 7.0], [7.0], [None, 7.0], [None], []])
def test_what_is_all_equal_cannot_be_told_apart(values: list[float | None]) -> None:
    assert min_max(values) == [None] * len(values)


def test_bounds_that_leave_no_room_tell_nothing() -> None:
    assert min_max([1.0, 2.0], low=3.0, high=3.0) == [None, None]
    assert min_max([1.0, 2.0], low=3.0, high=1.0) == [None, None]


def test_case_three_the_index_is_the_plain_mean_with_illbeing_turned() -> None:
    """Three communes and three figures of this test's own making.

    The published results (a mean of .55 and a range of .42 to .65 over 262 communes and 60 figures in 2014, a mean
    of .57 in 2015) cannot be computed again: their inputs are not public in a form that could be read.
    """
    figures = [
        Figure({"A": 50.0, "B": 70.0, "C": 60.0}, parts=("A06",)),  # 0, 1, .5
        Figure({"A": 20.0, "B": 10.0, "C": 15.0}, illbeing=True, parts=("A08",)),  # 0, 1, .5
        Figure({"A": 3.0, "B": 1.0, "C": None}, parts=("E04",)),  # 1, 0, missing
    ]
    found = index(figures)
    assert found["A"].mean == pytest.approx(1 / 3)
    assert found["B"].mean == pytest.approx(2 / 3)
    assert (found["C"].mean, found["C"].n_figures) == (0.5, 2)
    assert found["C"].parts == {"A06": 0.5, "A08": 0.5, "E04": None}


def test_a_mean_of_sixty_figures_lies_strictly_inside_nought_and_one() -> None:
    """What can be checked of the published figures without their inputs: their bounds.

    With min-max over the communes themselves, a commune reaches 1 only if it is the best in all sixty, and the
    mean of the index over all communes lies between the smallest and the largest of them, as .55 does between
    .42 and .65. Here 262 places get sixty figures by a rule that mixes them.
    """
    places = range(262)
    figures = [
        Figure({place: float((place * (7 + 2 * each) + 13 * each) % 262) for place in places}, illbeing=each % 2 == 0)
        for each in range(60)
    ]
    means = [told.mean for told in index(figures).values() if told.mean is not None]
    assert len(means) == 262
    assert 0 < min(means) < sum(means) / 262 < max(means) < 1
    assert sum(means) / 262 == pytest.approx(0.5, abs=0.01)  # every figure takes each of 262 ranks once


def test_case_four_a_total_can_rise_while_equity_falls() -> None:
    """Between 2014 and 2015 employment and purchasing power went up in Wallonia, and equity in access to them down.

    Only the directions are published; the figures are this test's own, with bounds that stay the same.
    """
    figures = [
        Figure({2014: 60.0, 2015: 63.0}, parts=("A06",), low=50.0, high=70.0),  # employment: .50, .65
        Figure({2014: 18.0, 2015: 16.0}, illbeing=True, parts=("A08",), low=10.0, high=20.0),  # .20, .40
        Figure({2014: 0.24, 2015: 0.26}, illbeing=True, parts=("E04",), low=0.20, high=0.40),  # inequality: .80, .70
    ]
    before, after = index(figures)[2014], index(figures)[2015]
    assert (before.mean, after.mean) == (pytest.approx(0.5), pytest.approx(1.75 / 3))
    moved = {part: (after.parts[part] or 0) - (before.parts[part] or 0) for part in after.parts}
    assert moved == {"A06": pytest.approx(0.15), "A08": pytest.approx(0.2), "E04": pytest.approx(-0.1)}


def test_the_mean_is_of_figures_and_not_of_components() -> None:
    figures = [
        Figure({"x": 1.0}, parts=("A",), low=0.0, high=1.0),
        Figure({"x": 1.0}, parts=("A",), low=0.0, high=1.0),
        Figure({"x": 0.0}, parts=("B",), low=0.0, high=1.0),
    ]
    assert index(figures)["x"].mean == pytest.approx(2 / 3)
