"""Criteria spread over rights: every criterion counts once, however many rights its component is read under."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from services.synthesis.engine.rights import spread

COUNTS = arrays(np.int64, (2, 4, 5), elements=st.integers(0, 9))
LINKED = arrays(np.bool_, (5, 3))
PEOPLE = np.array([7, 8, 9, 10], np.int64)


def test_a_criterion_is_divided_among_the_rights_of_its_component() -> None:
    counts = np.zeros((1, 2, 3), np.int64)
    counts[0, 0] = [4, 0, 1]  # housing, read under two rights; feelings, under none
    counts[0, 1] = [2, 3, 0]  # and water, under the second alone
    linked = np.array([[True, True], [False, True], [False, False]])
    found = spread(counts, linked, np.array([9, 7]))
    assert found.weight.tolist() == [[3.0, 6.0]]
    assert found.n_criteria.tolist() == [6, 9]
    assert found.n_groups.tolist() == [2, 2]
    assert found.n_participants.tolist() == [16, 16]
    assert found.unnamed.tolist() == [0, 0, 1]


@given(COUNTS, LINKED)
def test_weights_add_up_to_the_criteria_that_any_right_names(counts: np.ndarray, linked: np.ndarray) -> None:
    found = spread(counts, linked, PEOPLE)
    named = counts[:, :, linked.any(axis=1)].sum()
    assert found.weight.sum() == pytest.approx(named)
    assert found.unnamed.sum() + named == counts.sum()
    assert (found.n_criteria >= found.weight.sum(axis=0) - 1e-9).all()


@given(COUNTS, LINKED)
def test_a_group_counts_once_under_a_right(counts: np.ndarray, linked: np.ndarray) -> None:
    found = spread(counts, linked, PEOPLE)
    assert (found.n_groups <= counts.any(axis=(0, 2)).sum()).all()
    assert (found.n_participants <= PEOPLE[counts.any(axis=(0, 2))].sum()).all()
    assert ((found.n_groups == 0) == (found.n_criteria == 0)).all()


def test_nothing_said_is_nothing_under_any_right() -> None:
    found = spread(np.zeros((4, 0, 5), np.int64), np.ones((5, 3), np.bool_), np.zeros(0, np.int64))
    assert (found.weight.sum(), found.n_criteria.tolist(), found.n_participants.tolist()) == (0, [0, 0, 0], [0, 0, 0])
