"""Ridge regression over likeness to examples, with its exact leave-one-group-out predictions.

`weights = (K + a I)^-1 Y` for a matrix K of likenesses between examples; the score of a new text is its likeness to
each example times the weights. What the model would have said of a group had it never seen it follows from the same
inverse, without fitting again: `y_G - ((K + a I)^-1)_GG^-1 weights_G` (the block form of the leave-one-out formula,
e.g. Rasmussen and Williams 2006, eq. 5.12).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def fit_weights(
    likeness: Matrix, targets: Matrix, ridge: float, groups: Sequence[str] | NDArray[np.str_]
) -> tuple[Matrix, Matrix]:
    """Weights (n, k) of n examples for k targets, and the held-out prediction (n, k) of each example's group."""
    inverse = np.linalg.inv(likeness + ridge * np.eye(len(likeness)))
    weights: Matrix = inverse @ targets
    held_out = np.zeros_like(targets)
    labels = np.asarray(groups)
    for group in np.unique(labels):
        rows = np.flatnonzero(labels == group)
        held_out[rows] = targets[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], weights[rows])
    return weights, held_out
