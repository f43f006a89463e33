from itertools import combinations

import numpy as np
from scipy.stats import hypergeom, norm

from services.synthesis.engine.contrasts.saddlepoint import signed_tails, standardise, two_sided
from tests.synthesis.engine.contrasts.makers import first


def tail(scores: np.ndarray, part: np.ndarray, strata: np.ndarray, steps: float = 0.0) -> float:
    found = signed_tails(standardise(scores[:, None], part, strata, steps))[0]
    return float(norm.sf(found))


def test_the_tail_is_that_of_every_relabelling_counted_one_by_one() -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        scores = rng.gamma(0.7, size=18)
        scores[:6] += 1.2
        sums = np.array([scores[list(chosen)].sum() for chosen in combinations(range(18), 6)])
        exact = (sums >= scores[:6].sum() - 1e-12).mean()
        assert exact > 0
        assert 0.8 < tail(scores, first(6, 18), np.zeros(18, int)) / exact < 1.25


def test_relabelling_stays_inside_strata() -> None:
    rng = np.random.default_rng(4)
    strata, part = np.repeat([0, 1, 2], 6), np.tile(first(2, 6), 3)
    scores = rng.normal(size=18) + 5.0 * strata + 1.0 * part
    pairs = [[sum(c) for c in combinations(scores[strata == s], 2)] for s in range(3)]
    sums = np.add.outer(np.add.outer(pairs[0], pairs[1]), pairs[2])
    exact = (sums >= scores[part].sum() - 1e-12).mean()
    assert 0.75 < tail(scores, part, strata) / exact < 1.3


def test_a_stratum_on_one_side_only_says_nothing() -> None:
    scores, strata = np.arange(10.0), np.repeat([0, 1], 5)
    assert signed_tails(standardise(scores[:, None], first(5, 10), strata)).tolist() == [0.0]


def test_steps_keep_the_tail_of_a_rare_cell_at_its_hypergeometric_chance() -> None:
    named = np.zeros(200)
    named[[0, 1, 150]] = 1.0
    exact = hypergeom.sf(1, 200, 3, 12)
    found = tail(named, first(12, 200), np.zeros(200, int), 1.0)
    assert 0.6 * exact < found < 2.5 * exact


def test_saying_nothing_where_hardly_anybody_does_is_no_finding() -> None:
    named = np.zeros(200)
    named[[150, 160]] = 1.0
    found = standardise(named[:, None], first(12, 200), np.zeros(200, int), 1.0)
    assert two_sided(signed_tails(found))[0] > 0.3


def test_p_values_go_far_below_one_in_a_thousand() -> None:
    scores = np.random.default_rng(0).normal(size=300)
    scores[:30] += 2.0
    found = standardise(scores[:, None], first(30, 300), np.zeros(300, int))
    assert two_sided(signed_tails(found))[0] < 1e-10


def test_pairs_that_all_differ_the_same_way_stand_out() -> None:
    scores = np.r_[np.full(18, 1.0), np.full(18, -1.0)] + np.random.default_rng(5).normal(size=36) * 0.01
    found = tail(scores, first(18, 36), np.tile(np.arange(18), 2))
    assert 2.0**-18 / 5 < found < 2.0**-18 * 5
