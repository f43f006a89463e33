"""Statements that say nearly the same in nearly the same words: copies, whoever sent them.

A campaign that sends one text five thousand times may count as five thousand voices or as one; both are right for
some question, so they are grouped and the weight is a switch.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .sums import Labels, Weights

Copies = Literal["as said", "once"]
Rows = NDArray[np.intp]

NEARLY_THE_SAME = 0.95
BLOCK = 1024  # statements compared with one another at once


def near_duplicates(
    vectors: Vectors, weights: Weights, blocks: NDArray[np.integer], least: float = NEARLY_THE_SAME
) -> Rows:
    """For each statement (n,) the row of the statement it repeats: its own row when it repeats none.

    Statements are compared within their block (n,) only, those said most often first; a statement repeats the first
    one whose cosine with it is at least `least`, so everything in a group is that near to the one named, and no
    chain of small changes leads away from it. Time is bounded by the sizes of the blocks and memory by 4 MiB.
    """
    repeats = np.arange(len(vectors), dtype=np.intp)
    by_block = np.lexsort((np.arange(len(vectors)), -weights, blocks))
    borders = np.flatnonzero(np.diff(blocks[by_block])) + 1
    for rows in np.split(by_block, borders):
        waiting = rows
        while len(waiting) > 1:
            waiting = _first_block(vectors, waiting, repeats, least)
    return repeats


def voices(weights: Weights, repeats: Rows, copies: Copies) -> Weights:
    """Weights (n,) as said, or with one voice in all for each group of near-duplicates, shared by weight."""
    if copies == "as said":
        return weights
    return weights / np.bincount(repeats, weights, minlength=len(weights))[repeats]


def _first_block(vectors: Vectors, rows: Rows, repeats: Rows, least: float) -> Rows:
    """Settle the first rows, and all later ones that repeat them; what is left to settle."""
    head, tail = rows[:BLOCK], rows[BLOCK:]
    first = _firsts(vectors[head] @ vectors[head].T >= least)
    repeats[head] = head[first]
    leaders = np.unique(repeats[head])
    left: list[Rows] = [tail[:0]]
    for start in range(0, len(tail), BLOCK):
        part = tail[start : start + BLOCK]
        near = vectors[part] @ vectors[leaders].T >= least
        found = near.any(axis=1)
        repeats[part[found]] = leaders[near[found].argmax(axis=1)]
        left.append(part[~found])
    return np.concatenate(left)


def _firsts(near: NDArray[np.bool_]) -> Labels:
    """For each row the first earlier row that is near and repeats nothing itself, or the row."""
    first = np.arange(len(near), dtype=np.int32)
    for row in np.flatnonzero(near.sum(axis=1) > 1):
        if first[row] == row:
            repeating = np.flatnonzero(near[row, row + 1 :]) + row + 1
            first[repeating[first[repeating] == repeating]] = row
    return first
