"""Cuts many vectors into small groups of like ones, without drawing lots.

Divisive: the group with the largest squared deviation is cut in two, again and again. The cut starts across the
direction in which the group varies most (principal direction divisive partitioning: Boley 1998, Data Mining and
Knowledge Discovery 2; as a deterministic start of k-means: Su and Dy 2007, Intelligent Data Analysis 11) and is then
moved by a few steps of 2-means (bisecting k-means: Steinbach, Karypis and Kumar 2000).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .distinct import Distinct
from .sums import Labels

Rows = NDArray[np.intp]

SMALL_GROUPS = 3000
POWER_STEPS = 8  # the direction need not be exact: 2-means moves the cut anyway
TWO_MEANS_STEPS = 4
ENOUGH_FOR_DIRECTION = 4096  # of more vectors every second, third ... tells the direction


@dataclass(frozen=True)
class SmallGroups:
    """Group (n,) of each vector, on one side only, and a block (n,) in which near-duplicates are looked for."""

    labels: Labels
    blocks: Labels

    @classmethod
    def of(cls, said: Distinct) -> SmallGroups:
        """About 3,000 groups, shared among the sides by their sizes; every vector its own when there are no more."""
        if len(said) <= SMALL_GROUPS:
            return cls(np.arange(len(said), dtype=np.int32), said.sides.astype(np.int32))
        labels, so_far = np.empty(len(said), np.int32), 0
        for side in np.unique(said.sides):
            rows = np.flatnonzero(said.sides == side)
            part = said.vectors if len(rows) == len(said) else said.vectors[rows]
            labels[rows] = so_far + split(part, max(round(SMALL_GROUPS * len(rows) / len(said)), 1))
            so_far = int(labels[rows].max()) + 1
        return cls(labels, labels)


def split(vectors: Vectors, n_groups: int) -> Labels:
    """Group (n,) of each vector (n, d): at most `n_groups`, fewer when there are fewer different vectors.

    Takes some 4 n d log2(n_groups) steps of arithmetic a pass; memory beyond the vectors is half of them at most.
    """
    if len(vectors) <= n_groups:
        return np.arange(len(vectors), dtype=np.int32)
    whole = np.arange(len(vectors), dtype=np.intp)
    heap: list[tuple[float, int, Rows]] = [(0.0, 0, whole)]
    done: list[Rows] = []
    born = 0
    while heap and len(heap) + len(done) < n_groups:
        rows = heapq.heappop(heap)[2]
        part = vectors if len(rows) == len(vectors) else vectors[rows]
        upper = _cut(part)
        if upper is None:
            done.append(rows)
            continue
        for half in (upper, ~upper):
            born += 1
            heapq.heappush(heap, (-_squared_deviation(part[half]), born, rows[half]))
    labels = np.empty(len(vectors), np.int32)
    for number, rows in enumerate([*done, *(entry[2] for entry in heap)]):
        labels[rows] = number
    return labels


def _squared_deviation(part: Vectors) -> float:
    """Summed squared distance of unit vectors to their mean."""
    mean = part.mean(axis=0)
    return len(part) * max(1.0 - float(mean @ mean), 0.0)


def _cut(part: Vectors) -> NDArray[np.bool_] | None:
    """Which rows go to the upper half, or None when they cannot be told apart."""
    direction = _principal_direction(part[:: len(part) // ENOUGH_FOR_DIRECTION + 1])
    if direction is None:
        return None
    along = part @ direction
    upper: NDArray[np.bool_] = along > along.mean(dtype=np.float64)
    total = part.sum(axis=0)
    for _ in range(TWO_MEANS_STEPS):
        n_upper = int(upper.sum())
        if n_upper in (0, len(part)):
            return None
        sum_upper = upper.astype(np.float32) @ part  # a product over all rows, which copies none of them
        above, below = sum_upper / n_upper, (total - sum_upper) / (len(part) - n_upper)
        moved = part @ (above - below) > (above @ above - below @ below) / 2
        if moved.all() or not moved.any() or (moved == upper).all():
            break
        upper = moved
    return upper


def _principal_direction(part: Vectors) -> Vectors | None:
    """Nearly the direction of greatest variance, by power steps from the vector furthest from the mean."""
    mean = part.mean(axis=0)
    direction: Vectors = part[int((part @ mean).argmin())] - mean
    for _ in range(POWER_STEPS):
        length = float(np.linalg.norm(direction))
        if length < 1e-6:  # nothing but rounding sets these vectors apart
            return None
        direction = direction / np.float32(length)
        along = part @ direction - mean @ direction
        direction = along @ part - along.sum() * mean
    return direction
