"""How alike statements are in meaning, and whether what people said nearby speaks against a proposal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors

NEAR = 0.5
"""Cosine from which two statements mean the same almost surely: precision .998 over ten languages."""


def likeness_of(vectors: Vectors, others: Vectors) -> Vectors:
    """Likeness in meaning (n, m), between 0 and 1: a polynomial kernel, positive definite."""
    half = (vectors * np.float32(0.5)) @ others.T
    half += np.float32(0.5)
    likeness = half * half  # the power operator takes several times as long
    likeness *= half
    return np.asarray(likeness, dtype=np.float32)


def contested(
    vectors: Vectors, dimensions: NDArray[np.integer], near: Vectors, said: NDArray[np.integer], counts: Vectors
) -> Vectors:
    """Share of what is near each of n vectors (n, d) that has another dimension than its own (n): 0 where nothing is.

    ``near``: vectors (m, d) of statements that people coded, ``said``: their dimensions (m), ``counts``: weights (m).
    """
    if not len(near):
        return np.zeros(len(vectors), dtype=np.float32)
    close = (vectors @ near.T >= NEAR) * counts
    against = (close * (said != dimensions[:, None])).sum(axis=1)
    shares: Vectors = (against / np.maximum(close.sum(axis=1), 1e-9)).astype(np.float32)
    return shares
