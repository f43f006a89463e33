"""Shares by period and their changes: how sure, how often wrong, and silent where nothing can be said."""

import numpy as np
import pytest

from services.synthesis.engine.change.periods import Shares, change, discoveries, shares
from services.synthesis.engine.change.standardise import as_heard
from tests.synthesis.engine.change.rooms import rooms


def by_period(*tables: np.ndarray, n: int = 400) -> Shares:
    counts = np.concatenate(tables)
    period = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    return shares(counts, period, len(tables), as_heard(len(counts)), n, seed=3)


def test_shares_are_of_all_criteria_of_the_period() -> None:
    found = by_period(np.array([[3, 1], [5, 1]]), np.array([[0, 2], [1, 7]]))
    assert found.share.tolist() == [[0.8, 0.2], [0.1, 0.9]]
    assert found.n_criteria.tolist() == [[8, 2], [1, 9]]
    assert found.n_naming.tolist() == [[2, 2], [1, 2]]
    assert (found.n_groups.tolist(), found.freedom.tolist()) == ([2, 2], [1, 1])


def test_the_variance_is_that_of_a_ratio_over_groups() -> None:
    table = rooms(np.random.default_rng(5), np.full(6, 1 / 6), 20, 0.1)
    found = by_period(table, n=4000)
    rest = table - table.sum(axis=1, keepdims=True) * found.share[0]
    linear = 20 / 19 * (rest**2).sum(axis=0) / table.sum() ** 2
    assert found.variance[0] == pytest.approx(linear, rel=0.15)


def test_a_talkative_group_counts_once() -> None:
    quiet = rooms(np.random.default_rng(6), [0.1, 0.9], 11, 0.02)
    loud = np.array([[600, 100]])
    before, after = quiet, np.concatenate([quiet, loud])
    found = change(by_period(before, after), 0, 1)
    assert found.change[0] > 0.2  # the criteria say that it has doubled
    assert found.p[0] > 0.05  # and it was one room
    assert found.low[0] < 0 < found.high[0]


def test_a_code_that_nobody_named_has_a_limit_above_it() -> None:
    table = rooms(np.random.default_rng(7), [0.3, 0.7, 0.0], 8, 0.05)
    found = by_period(table, np.repeat(table, 4, axis=0))
    assert found.share[:, 2].tolist() == found.low[:, 2].tolist() == [0, 0]
    few, many = found.high[:, 2]
    assert 0 < many < few < 0.05


def test_one_group_says_nothing_of_the_others() -> None:
    found = by_period(np.array([[3, 7]]), np.array([[3, 7], [4, 6]]), np.zeros((0, 2), int))
    assert np.isnan(found.low[0]).all()
    assert np.isfinite(found.low[1]).all()
    assert np.isnan(found.share[2]).all()
    for pair in ((0, 1), (0, 2), (1, 2)):
        silent = change(found, *pair)
        assert not silent.tested.any()
        assert np.isnan(silent.p).all()


def test_groups_that_all_agree_are_not_taken_for_certainty() -> None:
    found = change(by_period(np.tile([1, 9], (5, 1)), np.tile([2, 8], (5, 1))), 0, 1)
    assert found.change.tolist() == pytest.approx([0.1, -0.1])
    assert (found.p > 0.05).all()


def test_what_few_groups_name_is_not_tested() -> None:
    table = np.array([[5, 5, 0]] * 6)
    table[:2, 2] = 4
    found = change(by_period(table, np.array([[5, 5, 0]] * 6)), 0, 1)
    assert found.tested.tolist() == [True, True, False]


@pytest.mark.parametrize("correlation", [0.0, 0.15])
def test_intervals_hold_the_truth_as_often_as_they_say(correlation: float) -> None:
    rng, truth, held = np.random.default_rng(8), np.array([0.02, 0.05, 0.1, 0.23, 0.6]), []
    for _ in range(80):
        found = by_period(rooms(rng, truth, 12, correlation), n=200)
        held.append((found.low[0] <= truth) & (truth <= found.high[0]))
    assert np.mean(held) >= 0.94


def test_where_nothing_changed_almost_nothing_is_called_and_what_changed_much_is() -> None:
    rng = np.random.default_rng(9)
    truth = rng.dirichlet(np.full(40, 2.0))
    changed = truth.copy()
    changed[0] += 0.3
    changed /= changed.sum()
    alarms, found = 0, 0
    for _ in range(40):
        before, same, other = (rooms(rng, shares, 16, 0.05) for shares in (truth, truth, changed))
        quiet = change(by_period(before, same, n=200), 0, 1)
        alarms += bool(discoveries(quiet.p, quiet.tested)[1].any())
        loud = change(by_period(before, other, n=200), 0, 1)
        found += bool(discoveries(loud.p, loud.tested)[1][0])
    assert alarms <= 4
    assert found >= 38


def test_only_tested_cells_share_the_false_discovery_rate() -> None:
    p = np.array([0.001, 0.04, 0.9, 0.0001])
    adjusted, stands = discoveries(p, np.array([True, True, True, False]))
    assert adjusted[:3].tolist() == pytest.approx([0.003, 0.06, 0.9])
    assert np.isnan(adjusted[3])
    assert stands.tolist() == [True, False, False, False]
    assert not discoveries(p, np.zeros(4, np.bool_))[1].any()
