"""From probabilities of codes to what is proposed.

The rule of the coders on paper: when in doubt, the more general code. So the best component is proposed where held-out
proposals as confident were right at least every second time, else the general entry of the best dimension on the
same condition, else nothing: the statement is left to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .codebook_vectors import CodebookEntry

N_RANKED = 3
UNCODED = -1


@dataclass(frozen=True)
class Thresholds:
    """The probabilities from which a component and a dimension are proposed; learnt with the coder."""

    component: float
    dimension: float


@dataclass(frozen=True)
class Proposals:
    """Proposals for n statements; codes are positions in `codes`.

    ranked: (n, 3) the likeliest entries, best first, and scores: (n, 3) their probabilities.
    dimension_ranked: (n,) the likeliest of `dimensions`, and dimension_scores: (n,) its probability.
    proposed: (n,) the entry proposed, or UNCODED.
    """

    codes: list[str]
    dimensions: list[str]
    ranked: NDArray[np.int16]
    scores: Vectors
    dimension_ranked: NDArray[np.int16]
    dimension_scores: Vectors
    proposed: NDArray[np.int16]

    def code(self, row: int) -> str | None:
        """The code proposed for a statement, None when it is left uncoded."""
        entry = int(self.proposed[row])
        return None if entry == UNCODED else self.codes[entry]


def propose(shares: Vectors, entries: Sequence[CodebookEntry], thresholds: Thresholds) -> Proposals:
    """Rank the entries of each row of probabilities (n, k) and choose what to propose."""
    dimensions, dimension_of = np.unique([entry.dimension for entry in entries], return_inverse=True)
    sums = by_dimension(shares, dimension_of, len(dimensions))
    ranked = np.argsort(-shares, axis=1, kind="stable")[:, :N_RANKED]
    scores = np.take_along_axis(shares, ranked, axis=1)
    dimension, dimension_score = sums.argmax(axis=1), sums.max(axis=1)
    fallback = np.where(dimension_score >= thresholds.dimension, _general(entries, dimension_of)[dimension], UNCODED)
    proposed = np.where(scores[:, 0] >= thresholds.component, ranked[:, 0], fallback)
    return Proposals(
        codes=[entry.code for entry in entries],
        dimensions=[str(name) for name in dimensions],
        ranked=ranked.astype(np.int16),
        scores=scores,
        dimension_ranked=dimension.astype(np.int16),
        dimension_scores=dimension_score,
        proposed=proposed.astype(np.int16),
    )


def by_dimension(shares: Vectors, dimension_of: NDArray[np.intp], n_dimensions: int) -> Vectors:
    """Probabilities of dimensions (n, n_dimensions): the sum over their entries."""
    sums: Vectors = shares @ np.eye(n_dimensions, dtype=shares.dtype)[dimension_of]
    return sums


def _general(entries: Sequence[CodebookEntry], dimension_of: NDArray[np.intp]) -> NDArray[np.intp]:
    """The general entry of each dimension, UNCODED where the codebook has none."""
    general = np.full(dimension_of.max() + 1, UNCODED, dtype=np.intp)
    for position, entry in enumerate(entries):
        if entry.general:
            general[dimension_of[position]] = position
    return general
