"""Who stands alone: how near what was left out comes to what was carried on."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

AT_ONCE = 1024
"""Rows compared in one product, so that its size stays within some megabytes."""


def nearest_likeness(vectors: Floats, others: Floats) -> Floats:
    """Give for each unit vector (m, d) its cosine with the nearest of others (n, d); n is one or more."""
    parts = [(vectors[at : at + AT_ONCE] @ others.T).max(axis=1) for at in range(0, len(vectors), AT_ONCE)]
    return np.concatenate([np.zeros(0, np.float32), *parts])
