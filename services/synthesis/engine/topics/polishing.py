"""Moves vectors to their nearest centre, and centres to the middle of their vectors, until hardly any moves.

Spherical k-means (Dhillon and Modha 2001, Machine Learning 42) from a given start. Ward's joins are never undone; a
few steps of k-means from its cut mend that (the hybrid of Wong 1982, Journal of the American Statistical Association
77), and starts that differ end nearer to one another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors, unit_rows
from .sums import Labels, Weights, consecutive, nearest_centre, weighted_sums

ENOUGH = 0.001  # share of vectors that still move when it stops


def polish(vectors: Vectors, weights: Weights, labels: Labels, sides: NDArray[np.integer], steps: int) -> Labels:
    """Better labels (n,), without gaps, for vectors (n, d); a vector never leaves its side (n,).

    The number of labels may fall when one loses all its vectors.
    """
    polished = labels.astype(np.int32)
    for side in np.unique(sides):
        rows = np.flatnonzero(sides == side)
        part = vectors if len(rows) == len(vectors) else vectors[rows]
        numbers, start = np.unique(labels[rows], return_inverse=True)
        polished[rows] = numbers[_polish(part, weights[rows], start.astype(np.int32), steps)]
    return consecutive(polished)


def _polish(vectors: Vectors, weights: Weights, labels: Labels, steps: int) -> Labels:
    n_labels = int(labels.max()) + 1
    for _ in range(steps if n_labels > 1 else 0):
        moved, _ = nearest_centre(vectors, unit_rows(weighted_sums(vectors, weights, labels, n_labels)))
        share = float((moved != labels).mean())
        labels = moved
        if share < ENOUGH:
            break
    return labels
