"""Turns scores into probabilities that mean what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.isotonic import IsotonicRegression

Scores = NDArray[np.floating[Any]]


def probabilities(scores: Scores, temperature: float) -> Scores:
    """Softmax of scores (n, k) at a temperature: rows of probabilities that sum to one."""
    steep = (scores - scores.max(axis=1, keepdims=True)) / np.asarray(temperature, dtype=scores.dtype)
    weights = np.exp(steep)
    shares: Scores = weights / weights.sum(axis=1, keepdims=True)
    return shares


def best_temperature(scores: Scores, truth: NDArray[np.intp]) -> float:
    """The temperature at which held-out scores (n, k) best foretell the truth (n): least log loss (Guo et al. 2017)."""
    rows = np.arange(len(truth))

    def log_loss(log_temperature: float) -> float:
        given = probabilities(scores, float(np.exp(log_temperature)))[rows, truth]
        return float(-np.log(np.maximum(given, 1e-12)).mean())

    found = minimize_scalar(log_loss, bounds=(-7.0, 3.0), method="bounded")
    return float(np.exp(found.x))


def lowest_trusted(confidence: Scores, right: NDArray[np.bool_], at_least: float = 0.5) -> float:
    """The lowest confidence from which a proposal is right at least so often.

    By isotonic regression of being right on held-out confidence; 1.0 when it never is.
    """
    curve = IsotonicRegression(out_of_bounds="clip").fit(confidence, right.astype(np.float64))
    steps = np.linspace(0, 1, 1001)
    trusted = steps[curve.predict(steps) >= at_least]
    return float(trusted[0]) if len(trusted) else 1.0


def calibration_error(confidence: Scores, right: NDArray[np.bool_], n_bins: int = 10) -> float:
    """Expected calibration error: the gap between confidence and share right, over bins of equal width, by size."""
    bins = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    gaps = [abs(float(confidence[bins == b].mean() - right[bins == b].mean())) * (bins == b).mean() for b in set(bins)]
    return float(sum(gaps))
