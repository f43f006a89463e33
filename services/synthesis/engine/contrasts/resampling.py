"""Whole groups drawn anew with replacement: how far a figure could have been another, had other groups come.

Sums over drawn groups are one matrix product, exact in single precision, so the same on any number of threads.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def drawn_sums(counts: Ints, resamplings: int, rng: np.random.Generator) -> Floats:
    """Draw the groups (G) anew and sum their counts (G, ...): the sums (R, ...), in criteria."""
    n_groups = len(counts)
    drawn = rng.integers(0, n_groups, size=(resamplings, n_groups)) + np.arange(resamplings)[:, None] * n_groups
    times = np.bincount(drawn.ravel(), minlength=resamplings * n_groups).reshape(resamplings, n_groups)
    flat = counts.reshape(n_groups, -1).astype(np.float32)
    sums = (times.astype(np.float32) @ flat).astype(np.float64)
    found: Floats = sums.reshape(resamplings, *counts.shape[1:])
    return found


def interval(drawn: Floats, n_groups: int, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Give the interval of each figure (...) from its values in resamplings (R, ...).

    Percentiles, moved outward as Student's t and the bias of the bootstrap's variance ask for few groups (the expanded
    percentile interval of Hesterberg 2015, Amer. Statist. 69).
    """
    outward = np.sqrt(n_groups / (n_groups - 1)) * t.ppf((1 + confidence) / 2, n_groups - 1) if n_groups > 1 else np.inf
    low, high = np.quantile(drawn, [norm.cdf(-outward), norm.cdf(outward)], axis=0)
    return low, high


RARE = 5
"""Groups naming a cell, under which drawing anew cannot show how much more there might be."""
