import numpy as np
import pytest
from scipy.stats import betabinom

from services.synthesis.engine.contrasts.scores import (
    ceiling_of,
    correlations,
    effective_criteria,
    group_scores,
    pooled_shares,
)
from tests.synthesis.engine.contrasts.makers import shares, spoken


def test_the_score_is_the_slope_of_the_log_likelihood() -> None:
    share, alike, n, step = 0.08, 0.06, 25, 1e-6
    logit = np.log(share / (1 - share))

    def log_likelihood(at: float, y: int) -> float:
        p = 1 / (1 + np.exp(-at))
        return float(betabinom.logpmf(y, n, p * (1 - alike) / alike, (1 - p) * (1 - alike) / alike))

    for y in (0, 1, 4, 20):
        slope = (log_likelihood(logit + step, y) - log_likelihood(logit - step, y)) / (2 * step)
        score, _ = group_scores(np.array([[y]]), np.array([n]), np.array([[share]]), np.array([alike]))
        assert score[0, 0] == pytest.approx(slope, rel=1e-4)


def test_without_correlation_the_score_is_observed_less_expected() -> None:
    score, silence = group_scores(np.array([[3]]), np.array([20]), np.array([[0.1]]), np.array([0.0]))
    assert score[0, 0] == pytest.approx(1.0)
    assert silence[0, 0] == pytest.approx(2.0)


def test_thirty_times_is_not_thirty_times_as_loud() -> None:
    score, _ = group_scores(np.array([[1], [30]]), np.array([40, 40]), np.array([[0.02]]), np.array([0.1]))
    assert 0 < score[0, 0] < score[1, 0] < 4 * score[0, 0]


@pytest.mark.parametrize("alike", [0.02, 0.05, 0.15])
def test_the_correlation_of_a_group_is_found_again(alike: float) -> None:
    counts = spoken(np.random.default_rng(1), 400, shares(), 1, alike)[:, 0]
    found = correlations(counts, counts.sum(axis=1), pooled_shares(counts, counts.sum(axis=1)))
    assert found == pytest.approx(alike, rel=0.4)


def test_a_cell_nobody_names_has_the_common_correlation() -> None:
    counts = spoken(np.random.default_rng(1), 100, shares(), 1)[:, 0]
    wider = np.concatenate([counts, np.zeros((100, 1), int)], axis=1)
    found = correlations(wider, counts.sum(axis=1), pooled_shares(wider, counts.sum(axis=1)))
    assert 0 < found[-1] < 0.15


def test_a_group_is_worth_less_than_its_criteria_when_its_members_agree() -> None:
    worth = effective_criteria(np.array([30]), np.array([0.0, 0.05, 0.9]))
    assert worth.ravel() == pytest.approx([30, 12.24, 1.107], rel=1e-3)


def test_never_named_by_thirty_single_criteria_is_the_rule_of_three() -> None:
    counts = np.concatenate([np.zeros((100, 1), int), np.ones((100, 1), int)], axis=1)
    assert ceiling_of(counts, np.ones(100, int), 0.9)[0] == pytest.approx(3 / 100, rel=0.03)
