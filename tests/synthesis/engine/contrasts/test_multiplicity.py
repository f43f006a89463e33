import numpy as np
import pytest
from scipy.stats import norm

from services.synthesis.engine.contrasts.multiplicity import information_weights, q_values


def test_weights_have_mean_one_and_a_floor() -> None:
    weights = information_weights(np.random.default_rng(0).gamma(1.0, size=5000))
    assert weights.mean() == pytest.approx(1.0)
    assert weights.min() >= 0.2


def test_cells_without_any_hope_get_the_floor_and_middling_ones_most() -> None:
    weights = information_weights(np.array([0.1] * 50 + [3.0] * 10 + [15.0] * 5))
    assert weights[0] == pytest.approx(0.2, abs=0.01)
    assert weights[55] > weights[0]
    assert weights[55] > weights[-1]


def test_equal_hope_gives_equal_weights() -> None:
    assert information_weights(np.full(7, 2.0)).tolist() == [1.0] * 7


def test_weights_find_more_at_the_same_price() -> None:
    rng, plain, weighted, false = np.random.default_rng(2), 0, 0, []
    signal = np.r_[np.full(30, 3.5), np.full(970, 0.5)]
    true = np.arange(1000) < 10
    for _ in range(100):
        p = 2 * norm.sf(np.abs(rng.normal(size=1000) + np.where(true, 3.5, 0.0)))
        plain += (q_values(p) <= 0.05)[true].sum()
        found = q_values(p, information_weights(signal)) <= 0.05
        weighted += found[true].sum()
        false.append(found[~true].sum() / max(found.sum(), 1))
    assert weighted > 1.2 * plain
    assert np.mean(false) < 0.07


def test_dependence_asks_for_more() -> None:
    p = np.array([0.001, 0.002, 0.5])
    assert (q_values(p, dependent=True) > q_values(p)).all()


def test_no_tests_have_no_q_values() -> None:
    assert len(q_values(np.zeros(0))) == len(information_weights(np.zeros(0))) == 0


def test_a_level_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        information_weights(np.ones(3), level=0.0)
