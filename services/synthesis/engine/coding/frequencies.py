"""How often people give each code: what is said often here is likelier, before a word of it is read.

Seeds are written evenly over a codebook, and people do not speak evenly. Scores that were learnt on one mixture of
classes are carried over to another by the ratio of their shares (Saerens, Latinne and Decaestecker, *Adjusting the
outputs of a classifier to new a priori probabilities*, Neural Computation 14, 2002). The shares are drawn towards
even ones, so that a few lessons say little and a code that nobody has given yet stays possible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors

EVEN = 10.0
"""Lessons of each code that are taken for granted. With 500 lessons of seeds drawn unevenly, as people speak, first
choices gain .005 and dimensions .007; where others speak in another mixture they lose .001 and .002 (with 3 taken for
granted: .007 and .012 gained, .008 and .006 lost)."""


class Frequencies:
    """Counts of lessons by code, from which some lessons can be taken out again."""

    def __init__(self, truth: NDArray[np.intp], counts: Vectors, n_codes: int) -> None:
        """Codes of examples (n) among ``n_codes``, and for how much each counts (n): nothing for a seed."""
        self._truth, self._counts, self._n_codes = truth, counts, n_codes
        self._sums = self._of(np.arange(len(truth)))

    def without(self, rows: NDArray[np.intp]) -> Vectors:
        """Logarithm of each code's share (n_codes) over an even share, by all examples but some; 0 without lessons."""
        sums = np.maximum(self._sums - self._of(rows), 0) + EVEN
        shares: Vectors = np.log(sums / sums.mean()).astype(np.float32)
        return shares

    def _of(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        counts = self._counts[rows].astype(np.float64)
        sums = np.bincount(self._truth[rows], weights=counts, minlength=self._n_codes)
        return sums.astype(np.float64)
