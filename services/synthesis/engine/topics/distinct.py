"""The different vectors among many, each with the weight of all its repeats."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .sums import Labels, Weights, summed


@dataclass(frozen=True)
class Distinct:
    """Vectors (m, d) that differ in some bit or in their side, with summed weights (m,) and sides (m,).

    `first` (m,) is the row where each was met first, `which` (n,) which of them each row was.
    """

    vectors: Vectors
    weights: Weights
    sides: NDArray[np.int8]
    first: NDArray[np.intp]
    which: Labels

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def of(cls, vectors: Vectors, weights: Weights, sides: NDArray[np.int8]) -> Distinct:
        """Gather what is equal, in an order that depends on the vectors alone and not on that of the rows."""
        keys = [
            hashlib.blake2b(vector, digest_size=16, salt=side.tobytes()).digest()
            for vector, side in zip(vectors, sides, strict=True)
        ]
        place = {key: number for number, key in enumerate(sorted(set(keys)))}
        which = np.fromiter((place[key] for key in keys), np.int32, len(keys))
        rows = np.unique(which, return_index=True)[1]
        return cls(vectors[rows], summed(weights, which, len(rows)), sides[rows], rows, which)
