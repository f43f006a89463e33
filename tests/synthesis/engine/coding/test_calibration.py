import numpy as np

from services.synthesis.engine.coding.calibration import (
    best_temperature,
    calibration_error,
    lowest_trusted,
    probabilities,
)
from services.synthesis.engine.coding.kernel_ridge import KernelRidge


def test_the_temperature_that_made_the_truth_is_found_again() -> None:
    draw = np.random.default_rng(7)
    scores = draw.normal(size=(20_000, 5))
    shares = probabilities(scores, 0.4)
    truth = np.array([draw.choice(5, p=row) for row in shares])
    assert abs(best_temperature(scores, truth) - 0.4) < 0.02
    first = shares.argmax(axis=1)
    assert calibration_error(shares.max(axis=1), first == truth) < 0.02


def test_trust_begins_where_every_second_proposal_is_right() -> None:
    confidence = np.random.default_rng(7).uniform(size=4000)
    right = np.random.default_rng(8).uniform(size=4000) < confidence
    assert abs(lowest_trusted(confidence, right) - 0.5) < 0.1
    assert lowest_trusted(confidence, np.zeros(4000, dtype=bool)) == 1.0


def test_what_is_said_of_a_group_never_seen_equals_fitting_without_it() -> None:
    draw = np.random.default_rng(7)
    vectors, targets = draw.normal(size=(30, 4)), draw.normal(size=(30, 2))
    groups = [str(row % 3) for row in range(30)]
    likeness = vectors @ vectors.T
    held_out = KernelRidge().fit(likeness, targets, 0.5).held_out(groups)
    out = np.array(groups) == "1"
    weights = KernelRidge().fit(likeness[np.ix_(~out, ~out)], targets[~out], 0.5).weights_
    np.testing.assert_allclose(held_out[out], likeness[np.ix_(out, ~out)] @ weights, atol=1e-8)
