"""Which topics of a synthesis are those of the one before: who stays, who comes, who goes, who splits, who joins.

A topic is the same when it holds the same statements, so identity is read from the statements that both syntheses
have, and from the centres where those are few. Matched one to one by the assignment that makes the likenesses
greatest in all (Kuhn 1955; `scipy.optimize.linear_sum_assignment`); splits and joins as in the tracking of groups
over time (MONIC: Spiliopoulou and others 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix

from ..encoding.encoder import Vectors
from .sums import Labels, Weights

MEMBERS, MEANING = 0.8, 0.2  # parts of a likeness
SAME_TOPIC = 0.4  # least likeness to keep an identity: a third of the statements shared and like centres, say
LARGE_PART = 0.25  # of a topic's statements, from where a part of it is worth telling
MOSTLY = 0.5


@dataclass(frozen=True)
class Kept:
    """A topic that stays: numbers before and now, shared statements over all of both (Jaccard), cosine of centres."""

    before: int
    now: int
    jaccard: float
    cosine: float


@dataclass(frozen=True)
class Parted:
    """One topic and several of the other synthesis, with the share of its statements that is in each of them."""

    topic: int
    parts: list[int]
    shares: list[float]


@dataclass(frozen=True)
class Lineage:
    """What became of topics, by their numbers in the one layer and the other.

    `splits`: a topic of before in several of now; `merges`: a topic of now from several of before; `born` and `gone`
    have no likeness on the other side and no part in a split or merge.
    """

    kept: list[Kept]
    born: list[int]
    gone: list[int]
    splits: list[Parted]
    merges: list[Parted]


def lineage(before: Labels, now: Labels, weights: Weights, centres_before: Vectors, centres_now: Vectors) -> Lineage:
    """Compare two layers on the statements both have: labels (m,) of each, weights (m,), and all unit centres.

    A pair's likeness is .8 Jaccard (by weight) + .2 cosine; where one of the two has no statement in common with the
    other synthesis at all, it is the cosine less .5, so that only a cosine of .9 keeps an identity.
    """
    shape = len(centres_before), len(centres_now)
    shared = np.asarray(coo_matrix((weights, (before, now)), shape=shape).toarray())
    known_before, known_now = shared.sum(axis=1), shared.sum(axis=0)
    either = known_before[:, None] + known_now - shared
    jaccard = np.divide(shared, either, out=np.zeros(shape), where=either > 0)
    cosine = np.asarray(centres_before @ centres_now.T, dtype=np.float64)
    unknown = (known_before == 0)[:, None] | (known_now == 0)
    likeness = np.where(unknown, cosine - MOSTLY, MEMBERS * jaccard + MEANING * cosine)
    rows, columns = linear_sum_assignment(-np.maximum(likeness, 0))
    pairs = [(int(b), int(n)) for b, n in zip(rows, columns, strict=True) if likeness[b, n] >= SAME_TOPIC]
    kept = [Kept(b, n, float(jaccard[b, n]), float(cosine[b, n])) for b, n in pairs]
    return _told(kept, _parted(shared), _parted(shared.T), shape)


def carry_identities(found: Lineage, before: Sequence[int], n_now: int, next_free: int) -> list[int]:
    """The identity of each topic of now: that of the topic it was, or a new one from `next_free` on."""
    inherited = {kept.now: before[kept.before] for kept in found.kept}
    fresh = iter(range(next_free, next_free + n_now))
    return [inherited[topic] if topic in inherited else next(fresh) for topic in range(n_now)]


def _parted(shared: NDArray[np.float64]) -> list[Parted]:
    """Rows of which two large parts or more each make most of a column."""
    rows, columns = shared.sum(axis=1, keepdims=True), shared.sum(axis=0, keepdims=True)
    of_row = np.divide(shared, rows, out=np.zeros_like(shared), where=rows > 0)
    of_column = np.divide(shared, columns, out=np.zeros_like(shared), where=columns > 0)
    large = (of_row >= LARGE_PART) & (of_column >= MOSTLY)
    found = [(int(row), np.flatnonzero(large[row])) for row in np.flatnonzero(large.sum(axis=1) > 1)]
    return [Parted(row, parts.tolist(), of_row[row, parts].tolist()) for row, parts in found]


def _told(kept: list[Kept], splits: list[Parted], merges: list[Parted], shape: tuple[int, int]) -> Lineage:
    """The lineage, with births and deaths told only where nothing else is."""
    before = {pair.before for pair in kept} | {split.topic for split in splits}
    before |= {part for merge in merges for part in merge.parts}
    now = {pair.now for pair in kept} | {merge.topic for merge in merges}
    now |= {part for split in splits for part in split.parts}
    born = [topic for topic in range(shape[1]) if topic not in now]
    gone = [topic for topic in range(shape[0]) if topic not in before]
    return Lineage(kept, born, gone, splits, merges)
