"""Variances that learn from one another, against what they are made of."""

import numpy as np
import pytest

from services.synthesis.engine.change.moderation import moderated

ALL = np.ones(60, np.bool_)


def drawn(rng: np.random.Generator, truth: np.ndarray, freedom: float) -> np.ndarray:
    return truth * rng.chisquare(freedom, len(truth)) / freedom


def test_codes_that_cluster_alike_lend_one_another_all_they_have() -> None:
    freedom = np.full(60, 6.0)
    ratios = drawn(np.random.default_rng(1), np.full(60, 3.0), 6)
    effects, degrees = moderated(ratios, freedom, ALL)
    assert np.abs(effects - 3).mean() < np.abs(ratios - 3).mean() / 2
    assert degrees.min() > 30


def test_codes_that_cluster_each_in_its_way_stay_as_they_are() -> None:
    rng = np.random.default_rng(2)
    ratios = drawn(rng, np.exp(rng.normal(0, 3, 60)), 40)
    effects, degrees = moderated(ratios, np.full(60, 40.0), ALL)
    assert np.median(np.abs(np.log(effects / ratios))) < 0.02
    assert degrees.max() < 42


def test_the_prior_is_that_of_the_variances_that_were_drawn() -> None:
    rng = np.random.default_rng(3)
    weight, common = 8.0, 2.0
    truth = common * weight / rng.chisquare(weight, 20_000)
    _, degrees = moderated(drawn(rng, truth, 10), np.full(20_000, 10.0), np.ones(20_000, np.bool_))
    assert degrees[0] - 10 == pytest.approx(weight, rel=0.1)


def test_what_is_not_usable_teaches_nothing_and_few_codes_are_left_alone() -> None:
    rng = np.random.default_rng(4)
    ratios, freedom = drawn(rng, np.full(60, 2.0), 8), np.full(60, 8.0)
    wild = np.r_[ratios, np.full(40, 1e6), np.zeros(10), np.full(10, np.nan)]
    usable = np.arange(120) < 70
    usable[60:70] = False
    effects, _ = moderated(wild, np.full(120, 8.0), usable)
    assert effects[:60] == pytest.approx(moderated(ratios, freedom, ALL)[0])
    assert np.isnan(effects[-10:]).all()
    few = np.arange(60) < 4
    assert moderated(ratios, freedom, few)[0] is ratios
