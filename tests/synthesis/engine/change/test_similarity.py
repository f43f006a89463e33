"""Likeness of places, and leads from one to another."""

import numpy as np
import pytest

from services.synthesis.engine.change.similarity import alike, leads
from tests.synthesis.engine.change.rooms import rooms

NORTH = np.array([0.4, 0.3, 0.1, 0.1, 0.05, 0.05])
SOUTH = NORTH[::-1].copy()


def places(*tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate(tables), np.repeat(np.arange(len(tables)), [len(table) for table in tables])


def test_places_that_hear_the_same_are_more_alike_than_places_that_do_not() -> None:
    rng = np.random.default_rng(1)
    counts, place = places(rooms(rng, NORTH, 20), rooms(rng, NORTH, 20), rooms(rng, SOUTH, 20))
    found = alike(counts, place, 3, 0, 300, prior=0)
    assert found.affinity[0] == pytest.approx(1)
    assert found.low[1] > found.high[2]
    truth = np.sqrt(NORTH * SOUTH).sum()
    assert found.low[2] < truth < found.high[2]
    assert found.low[1] > 0.95
    assert found.shared[1].tolist() == [True, True, False, False, False, False]
    assert not found.shared[2].any()


def test_hearing_few_groups_does_not_make_a_place_look_different() -> None:
    rng, plain, mended = np.random.default_rng(2), [], []
    for seed in range(25):
        counts, place = places(rooms(rng, NORTH, 6, 0.1), rooms(rng, NORTH, 6, 0.1))
        mended.append(alike(counts, place, 2, 0, 200, seed, prior=0).affinity[1])
        roots = np.sqrt([counts[place == at].sum(axis=0) / counts[place == at].sum() for at in (0, 1)])
        plain.append(roots[0] @ roots[1])
    assert 1 - np.mean(plain) > 0.015
    assert 1 - np.mean(mended) < (1 - np.mean(plain)) / 2


def test_a_place_of_few_groups_is_not_compared() -> None:
    counts, place = places(*(np.tile([[2, 3]], (n, 1)) for n in (5, 4, 6)))
    assert np.isnan(alike(counts, place, 3, 0, 20).affinity).tolist() == [False, True, False]
    assert np.isnan(alike(counts, place, 3, 1, 20).affinity).all()
    assert np.isfinite(alike(counts, np.where(place == 1, -1, place), 3, 2, 20).affinity[[0, 2]]).all()


def test_the_same_seed_tells_the_same() -> None:
    counts, place = places(*(rooms(np.random.default_rng(3), shares, 8) for shares in (NORTH, SOUTH)))
    one, other = alike(counts, place, 2, 0, 150, 7), alike(counts, place, 2, 0, 150, 7)
    assert (one.low == other.low).all()


def test_a_lead_is_somebody_who_does_more_about_what_is_ill_here() -> None:
    well, ill = np.tile([5, 5, 0], (18, 1)), np.tile([1, 1, 8], (18, 1))
    did = np.tile([5, 5, 0], (18, 1))
    place = np.repeat([0, 1, 2], 6)
    did[place == 1] = [2, 2, 6]
    found = leads(well, ill, did, place, 3, 0, np.array([2, 1]), 200)
    assert [(lead.place, lead.code) for lead in found] == [(1, 2)]
    assert found[0].apart == pytest.approx(0.6)
    assert 0 < found[0].low <= 0.6 <= found[0].high


def test_what_two_groups_do_is_no_lead_and_what_is_well_needs_none() -> None:
    well, ill = np.tile([5, 5, 0], (12, 1)), np.tile([1, 1, 8], (12, 1))
    did, place = np.tile([10, 0, 0], (12, 1)), np.repeat([0, 1], 6)
    did[[6, 7]] = [1, 0, 30]  # two groups only
    assert leads(well, ill, did, place, 2, 0, np.array([1]), 200) == []
    did[place == 1] = [0, 10, 0]  # much is done, about what is not ill here
    assert leads(well, ill, did, place, 2, 0, np.array([1]), 200) == []
    assert leads(well, ill, did, place, 2, 0, np.array([], np.int64), 200) == []
