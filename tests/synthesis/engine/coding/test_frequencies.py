"""How often people give a code leans a coder towards it, and what was taken out leans it no more."""

import numpy as np
import pytest

from services.synthesis.engine.coding.frequencies import EVEN, Frequencies

TRUTH = np.array([0, 0, 0, 1, 2])
COUNTS = np.array([10, 10, 10, 10, 0], dtype=np.float32)
NONE = np.arange(0)


def test_seeds_alone_lean_to_no_code() -> None:
    frequencies = Frequencies(TRUTH, np.zeros(5, np.float32), 4)
    np.testing.assert_array_equal(frequencies.without(NONE), np.zeros(4))


def test_a_code_given_more_often_is_likelier_and_one_never_given_stays_possible() -> None:
    leaning = Frequencies(TRUTH, COUNTS, 4).without(NONE)
    assert leaning[0] > leaning[1] > leaning[2] == leaning[3]
    assert np.exp(leaning).mean() == pytest.approx(1)
    assert np.exp(leaning[3]) == pytest.approx(EVEN / (EVEN + 10))


def test_what_is_taken_out_leans_no_more() -> None:
    some = Frequencies(TRUTH[2:], COUNTS[2:], 4).without(NONE)
    np.testing.assert_allclose(Frequencies(TRUTH, COUNTS, 4).without(np.array([0, 1])), some)
