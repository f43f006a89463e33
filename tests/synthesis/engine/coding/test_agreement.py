"""Agreement between people and machine, against figures known from elsewhere."""

import numpy as np
import pytest

from services.synthesis.engine.coding.agreement import calibration_bins, confusions, kappa, share


def test_the_interval_of_a_share_is_wilsons() -> None:
    found = share(np.array([True] * 8 + [False] * 2))
    assert (found.n, found.right, found.share) == (10, 8, 0.8)
    assert found.low == pytest.approx(0.490, abs=0.001)
    assert found.high == pytest.approx(0.943, abs=0.001)
    assert share(np.array([True, True])).low > 0.3


def test_agreement_by_chance_counts_for_nothing() -> None:
    assert kappa(["a", "b"] * 10, ["a", "b"] * 10) == pytest.approx(1)
    assert kappa(["a", "a", "b", "b"], ["a", "b", "a", "b"]) == pytest.approx(0)
    assert kappa(["a", "a"], ["a", "a"]) is None


def test_bins_hold_what_is_alike_in_confidence() -> None:
    bins = calibration_bins(np.array([0.05, 0.95, 0.99, 1.0]), np.array([False, True, True, False]))
    assert [(found.n, found.right) for found in bins] == [(1, 0.0), (3, pytest.approx(2 / 3))]


def test_the_most_frequent_confusions_come_first() -> None:
    found = confusions(["a", "a", "b", "c"], ["b", "b", "c", "c"], 5)
    assert found == [("a", "b", 2), ("b", "c", 1)]
    assert confusions(["a", "a", "b"], ["b", "b", "c"], 1) == [("a", "b", 2)]
