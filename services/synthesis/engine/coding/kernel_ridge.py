"""Ridge regression over likeness to examples, with its exact predictions for examples that are held out.

`weights = (K + A)^-1 Y` for a matrix K of likenesses between examples and a diagonal A, the ridge of each example: one
that is to count twice as much has half the ridge, and two that say different things of one text meet in between. The
score of a new text is its likeness to each example times the weights. What the model would have said of a group had
it never seen it follows from the same inverse, without fitting again: `y_G - ((K + A)^-1)_GG^-1 weights_G` (the block
form of the leave-one-out formula, e.g. Rasmussen and Williams 2006, eq. 5.12).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

Matrix = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]


class KernelRidge:
    """Keeps the inverse, from which weights and held-out predictions follow."""

    def fit(self, likeness: Matrix, targets: Matrix, ridge: float | Matrix) -> KernelRidge:
        """Learn from likenesses (n, n) of n examples, targets (n, k) and a ridge for all or for each (n).

        Cubic in n, in the precision of ``likeness``; its memory is used again where it can be.
        """
        self.targets_ = targets
        regular = np.array(likeness, order="F")
        regular[np.diag_indices(len(regular))] += np.asarray(ridge, dtype=regular.dtype)
        self.inverse_: Matrix = scipy.linalg.inv(regular, overwrite_a=True, assume_a="pos", check_finite=False)
        self.weights_: Matrix = self.inverse_ @ targets
        return self

    def held_out(self, groups: Sequence[str] | NDArray[np.str_]) -> Matrix:
        """What each example would have got (n, k) had no example of its group been learnt."""
        predicted = np.zeros_like(self.targets_)
        labels = np.asarray(groups)
        for group in np.unique(labels):
            rows = np.flatnonzero(labels == group)
            predicted[rows] = self.targets_[rows] - self._within(rows, self.weights_[rows])
        return predicted

    def lost(self, likeness: Matrix, rows: Rows) -> Matrix:
        """By how much scores (m, k) of texts with these likenesses (m, n) change when ``rows`` are not learnt."""
        change: Matrix = -(likeness @ self.inverse_[:, rows]) @ self._within(rows, self.weights_[rows])
        return change

    def _within(self, rows: Rows, values: Matrix) -> Matrix:
        solved: Matrix = np.linalg.solve(self.inverse_[np.ix_(rows, rows)].astype(np.float64), values)
        return solved
