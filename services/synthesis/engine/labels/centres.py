"""Where a topic's middle is, how near each statement lies to it, and which middle is nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..encoding.encoder import Vectors, unit_rows
from .said import Floats, Ints

ROWS = 8192


@dataclass(frozen=True)
class Centred:
    """Unit centres (k, d) of topics, and each statement (n) beside them; -1 and 0 for what is in no topic."""

    centres: Vectors
    topic: Ints
    closeness: Floats
    """(n) cosine with the centre of its own topic."""
    nearest: Ints
    """(n) the topic whose centre is nearest."""


def centre(vectors: Vectors, topic: Ints) -> Centred:
    """Compare unit vectors (n, d) with the centres of their topics (n; -1 for none), some thousand rows at a time."""
    n_topics = int(topic.max(initial=-1)) + 1
    placed = np.flatnonzero(topic >= 0)
    belongs = sparse.csr_matrix(
        (np.ones(len(placed), np.float32), (topic[placed], placed)), shape=(n_topics, len(topic))
    )
    centres = unit_rows((belongs @ vectors).astype(np.float32))
    closeness, nearest = np.zeros(len(topic)), np.full(len(topic), -1, np.int64)
    for start in range(0, len(placed), ROWS):
        rows = placed[start : start + ROWS]
        cosines = vectors[rows] @ centres.T
        closeness[rows] = cosines[np.arange(len(rows)), topic[rows]]
        nearest[rows] = cosines.argmax(axis=1)
    return Centred(centres, topic, closeness, nearest)


def typicality(centred: Centred) -> Floats:
    """By statement (n) from .25 for the farthest of its topic to 1 for the nearest, by rank."""
    order = np.lexsort((centred.closeness, centred.topic))
    sizes = np.bincount(centred.topic + 1)
    starts = np.cumsum(sizes) - sizes
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order)) - np.repeat(starts, sizes)
    typical: Floats = 0.25 + 0.75 * (rank + 1) / sizes[centred.topic + 1]
    return typical
