"""Resampling whole groups, against what mathematics says of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.synthesis.engine.change.resampling import group_weights, groups_naming, resampled, totals


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 4), max_size=30), st.integers(0, 100))
def test_every_stratum_keeps_its_weight(strata: list[int], seed: int) -> None:
    stratum = np.array(strata, np.int64)
    weights = group_weights(stratum, 7, np.random.default_rng(seed))
    assert weights.shape == (7, len(strata))
    for value in set(strata):
        assert weights[:, stratum == value].sum(axis=1) == pytest.approx([strata.count(value)] * 7)


def test_a_group_alone_in_its_stratum_always_counts_once() -> None:
    assert (group_weights(np.array([3, 5, 5]), 50, np.random.default_rng(0))[:, 0] == 1).all()


@pytest.mark.parametrize("n_groups", [2, 3, 12])
def test_variances_are_right_with_few_groups_too(n_groups: int) -> None:
    values = np.random.default_rng(1).normal(size=n_groups)
    weights = group_weights(np.zeros(n_groups, np.int64), 40_000, np.random.default_rng(2))
    expected = n_groups * values.var(ddof=1)  # of a sum of independent groups
    assert (weights @ values).var() == pytest.approx(expected, rel=0.05)


def test_groups_are_drawn_inside_their_unit_and_the_same_seed_draws_the_same() -> None:
    counts = np.arange(12).reshape(6, 2)
    units = np.array([1, 0, 1, -1, 0, 1])
    drawn = np.concatenate(list(resampled(counts, units, 3, 250, 4)))
    assert drawn.shape == (250, 3, 2)
    assert not drawn[:, 2].any()  # a unit of no group
    assert drawn.mean(axis=0) == pytest.approx(totals(counts, units, 3), rel=0.1)
    # One of two is drawn, and counts twice.
    assert {tuple(row) for row in drawn[:, 0].tolist()} == {(4, 6), (16, 18)}
    assert (drawn == np.concatenate(list(resampled(counts, units, 3, 250, 4)))).all()
    assert (drawn[:150] == np.concatenate(list(resampled(counts, units, 3, 150, 4)))).all()


def test_a_group_that_names_a_code_often_is_one_group() -> None:
    counts = np.array([[90, 0], [1, 1], [1, 0]])
    assert groups_naming(counts, np.array([0, 0, -1]), 1).tolist() == [[2, 1]]
    assert totals(counts, np.array([0, 0, -1]), 1).tolist() == [[91, 1]]
