"""Joins groups of vectors two by two, by Ward's method, with a weight for each and never across a border.

At each step those two are joined whose union adds least to the squared deviations from the mean (Ward 1963, Journal
of the American Statistical Association 58; distances updated after Lance and Williams 1967, nearest neighbours
followed in a chain after Murtagh 1983). scipy and scikit-learn have the method without weights; a mean of four
hundred statements must not weigh as one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .sums import Labels, Weights, consecutive


@dataclass(frozen=True)
class Joins:
    """Pairs (m, 2) of rows whose groups were joined, and the heights (m,) in squared deviation, rising."""

    pairs: NDArray[np.intp]
    heights: NDArray[np.float64]


def ward(means: Vectors, weights: Weights, sides: NDArray[np.integer]) -> Joins:
    """All joins of means (n, d) with weights (n,), each within one side (n,), lowest first.

    Quadratic in time and memory: one float32 matrix of the largest side.
    """
    pairs: list[NDArray[np.intp]] = [np.empty((0, 2), np.intp)]
    heights: list[NDArray[np.float64]] = [np.empty(0)]
    for side in np.unique(sides):
        rows = np.flatnonzero(sides == side)
        joins = _chain(_distances(means[rows], weights[rows]), weights[rows].copy())
        pairs.append(rows[joins.pairs])
        heights.append(joins.heights)
    height = np.concatenate(heights)
    rising = np.argsort(height, kind="stable")
    return Joins(np.concatenate(pairs)[rising], height[rising])


def cut(joins: Joins, n: int, n_groups: int) -> Labels:
    """Group (n,) of each row once only `n_groups` are left, or as many as the borders leave."""
    root = np.arange(n)
    for one, other in joins.pairs[: max(n - n_groups, 0)]:
        root[_find(root, int(other))] = _find(root, int(one))
    return consecutive(np.array([_find(root, row) for row in range(n)]))


def _find(root: NDArray[np.intp], row: int) -> int:
    while root[row] != row:
        root[row] = root[root[row]]
        row = int(root[row])
    return row


def _distances(means: Vectors, weights: Weights) -> Vectors:
    """What joining each two would add: w v / (w + v) times their squared distance; infinite with oneself."""
    squares = np.einsum("nd,nd->n", means, means)
    distances: Vectors = means @ means.T
    distances *= -2
    distances += squares
    distances += squares[:, None]
    np.maximum(distances, 0, out=distances)
    light = weights.astype(np.float32)
    for row in range(len(means)):
        distances[row] *= light[row] * light / (light[row] + light)
    np.fill_diagonal(distances, np.inf)
    return distances


def _chain(distances: Vectors, weights: Weights) -> Joins:
    """Follow nearest neighbours until two are each other's; join them; go on. `distances` is used up."""
    n = len(distances)
    alive = np.ones(n, bool)
    chain: list[int] = []
    pairs, heights = np.empty((max(n - 1, 0), 2), np.intp), np.empty(max(n - 1, 0))
    for step in range(n - 1):
        one, other = _mutual_neighbours(distances, chain, alive)
        pairs[step], heights[step] = (one, other), distances[one, other]
        joined = _distance_of_union(distances, weights, one, other)
        alive[other] = False
        joined[~alive] = np.inf
        joined[one] = np.inf
        distances[other], distances[:, other] = np.inf, np.inf
        distances[one], distances[:, one] = joined, joined
        weights[one] += weights[other]
    rising = np.argsort(heights, kind="stable")
    return Joins(pairs[rising], heights[rising])


def _mutual_neighbours(distances: Vectors, chain: list[int], alive: NDArray[np.bool_]) -> tuple[int, int]:
    """Two groups that are each other's nearest; the chain keeps the way there for the next time."""
    if not chain:
        chain.append(int(alive.argmax()))
    while True:
        last = chain[-1]
        nearest = int(distances[last].argmin())
        if len(chain) > 1 and distances[last, chain[-2]] <= distances[last, nearest]:
            chain.pop()
            return last, chain.pop()
        chain.append(nearest)


def _distance_of_union(distances: Vectors, weights: Weights, one: int, other: int) -> Vectors:
    both = weights[one] + weights[other]
    total = (weights[one] + weights) * distances[one] + (weights[other] + weights) * distances[other]
    joined: Vectors = ((total - weights * distances[one, other]) / (both + weights)).astype(np.float32)
    return joined
