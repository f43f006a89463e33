"""One vector a code: its description, moved towards the centre of its examples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors, unit_rows

Rows = NDArray[np.intp]


class Prototypes:
    """Sums of examples by code, so that some examples can be taken out again at no cost."""

    def __init__(self, vectors: Vectors, truth: Rows, counts: Vectors, described: Vectors, moved: float) -> None:
        """Examples (n, d), their codes (n) among k and how much each counts (n); descriptions (k, d)."""
        self._vectors, self._truth, self._counts = vectors, truth, counts
        self._described, self._moved = described, moved
        self._sums, self._weights = self._of(np.arange(len(vectors)))

    def without(self, rows: Rows) -> tuple[Vectors, Vectors]:
        """Prototypes (k, d) and the centre (d) of all examples but some; a code without any keeps its description."""
        taken, counts = self._of(rows)
        sums, weights = self._sums - taken, self._weights - counts
        centre = sums.sum(axis=0) / max(float(weights.sum()), 1e-9)
        own = unit_rows((sums - weights[:, None] * centre).astype(np.float32))
        moved = np.where(weights[:, None] > 1e-6, self._moved, 0.0).astype(np.float32)
        return unit_rows(moved * own + (1 - moved) * self._described), centre.astype(np.float32)

    def _of(self, rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        share = np.zeros((len(self._described), len(rows)))
        share[self._truth[rows], np.arange(len(rows))] = self._counts[rows]
        return share @ self._vectors[rows], share.sum(axis=1)
