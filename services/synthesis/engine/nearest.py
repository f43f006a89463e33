"""Exact nearest neighbours among unit vectors, with any filter as a mask.

At the network's size a product with every vector costs what reading the question costs, and no index has to
be built, tuned or trusted.
"""

import numpy as np
from numpy.typing import NDArray


def similarities(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the cosine of each row (n, d) with a vector (d); all of length one."""
    found: NDArray[np.float32] = matrix @ vector
    return found


def best(scores: NDArray[np.float32], allowed: NDArray[np.bool_], k: int) -> NDArray[np.int64]:
    """Give the rows of the k highest scores among those allowed, the highest first; ties by row."""
    rows = np.flatnonzero(allowed)
    found = scores[rows]
    if len(rows) > k:
        # More than k may share the last place's score; all of them are kept until the ties are broken.
        floor = np.partition(found, len(found) - k)[len(found) - k]
        high = found >= floor
        rows, found = rows[high], found[high]
    order = np.lexsort((rows, -found))[:k]
    result: NDArray[np.int64] = rows[order]
    return result


def fold_alike(vectors: NDArray[np.float32], threshold: float) -> NDArray[np.int64]:
    """Give for each unit vector (m, d), the best first, the row of the one it is folded into, or its own row.

    Rows are taken in turn: one that is at least this near (cosine) to one kept before is folded into the nearest
    such; all others are kept. A row of zeros is like nothing.
    """
    alike = vectors @ vectors.T
    into = np.arange(len(vectors))
    kept: list[int] = []
    for row in range(len(vectors)):
        nearest = kept[int(alike[row, kept].argmax())] if kept else row
        if nearest != row and alike[row, nearest] >= threshold:
            into[row] = nearest
        else:
            kept.append(row)
    return into
