"""Standardisation: a change of mix is no change of mind."""

import numpy as np
import pytest

from services.synthesis.engine.change.periods import change, shares
from services.synthesis.engine.change.standardise import How, as_heard, heard_by_period, reference

OLD, YOUNG = [8, 2], [2, 8]


def heard(*mixes: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Periods of elders and of the young who never change their minds."""
    counts, kinds, period = [], [], []
    for number, (old, young) in enumerate(mixes):
        counts += [OLD] * old + [YOUNG] * young
        kinds += [0] * old + [1] * young
        period += [number] * (old + young)
    return np.array(counts), np.array(kinds), np.array(period)


def test_a_change_of_mix_goes_away_when_standardised() -> None:
    counts, kinds, period = heard((9, 3), (3, 9))
    plain = change(shares(counts, period, 2, as_heard(24), 200), 0, 1)
    assert plain.change.tolist() == pytest.approx([-0.3, 0.3])
    mix = reference(kinds, period, 2, 2, "pooled")
    even = change(shares(counts, period, 2, mix, 200), 0, 1)
    assert even.change.tolist() == pytest.approx([0, 0])


@pytest.mark.parametrize(("how", "expected"), [("pooled", 0.5), ("first", 0.65), ("equal", 0.5)])
def test_figures_are_weighted_to_the_mix_that_is_named(how: How, expected: float) -> None:
    counts, kinds, period = heard((9, 3), (3, 9))
    found = shares(counts, period, 2, reference(kinds, period, 2, 2, how), 50)
    assert found.share[:, 0].tolist() == pytest.approx([expected, expected])


def test_standardised_by_hand() -> None:
    counts = np.array([[4, 6], [6, 4], [1, 9], [3, 17], [9, 1], [1, 0], [0, 10], [5, 5]])
    kinds, period = np.array([0, 0, 1, 1, 0, 0, 1, 1]), np.repeat([0, 1], 4)
    mix = reference(np.tile(kinds, 2), np.tile(period, 2), 2, 2, "equal")
    found = shares(np.tile(counts, (2, 1)), np.tile(period, 2), 2, mix, 50)
    assert found.share[:, 0].tolist() == pytest.approx([(10 / 20 + 4 / 30) / 2, (10 / 11 + 5 / 20) / 2])


def test_kinds_that_were_not_heard_twice_in_each_period_are_left_out() -> None:
    kinds = np.array([0] * 6 + [1] * 3 + [2] * 2 + [0] * 6 + [1] * 1 + [2] * 2 + [-1])
    period = np.array([0] * 11 + [1] * 9 + [1])
    mix = reference(kinds, period, 3, 2, "pooled")
    assert mix.common.tolist() == [True, False, True]
    assert mix.weights.tolist() == [12 / 16, 4 / 16]
    assert set(mix.kinds[kinds == 1]) == {-1}
    assert mix.kinds[-1] == -1
    assert heard_by_period(kinds, period, 3, 2).tolist() == [[6, 3, 2], [6, 1, 2]]


def test_a_period_too_small_to_compare_does_not_decide_what_is_common() -> None:
    kinds, period = np.array([0, 0, 0, 1, 1, 1] * 2 + [0]), np.array([0] * 6 + [1] * 6 + [2])
    mix = reference(kinds, period, 2, 3, "pooled")
    assert mix.common.all()
    found = shares(np.tile([1, 1], (13, 1)), period, 3, mix, 20)
    assert found.share[:2].tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert np.isnan(found.share[2]).all()


def test_with_nothing_in_common_there_is_no_figure() -> None:
    kinds, period = np.array([0] * 6 + [1] * 6), np.repeat([0, 1], 6)
    mix = reference(kinds, period, 2, 2, "pooled")
    assert not mix.common.any()
    found = shares(np.tile([1, 1], (12, 1)), period, 2, mix, 20)
    assert np.isnan(found.share).all()
    assert not change(found, 0, 1).tested.any()
