"""Statements that show one cell of a contrast in people's own words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..encoding.encoder import Vectors, unit_rows
from ..normalise import normalise
from .readable import n_words, readable
from .said import Floats, Ints

DUPLICATE = 0.92
"""Cosine from which two statements say the same."""


def cell_exemplars(
    texts: Sequence[str], statement: Ints, group: Ints, k: int = 3, vectors: Vectors | None = None
) -> list[tuple[int, int]]:
    """Up to k pairs of statement and group that show a cell of a contrast: typical, of distinct groups, no duplicates.

    `statement` and `group` (m) are the criteria in the cell. With vectors (n, d) the typical is what is nearest to the
    middle of the groups; without, what most groups said, then what is nearest to six words.
    """
    pairs = np.unique(np.stack([statement, group], axis=1), axis=0) if len(statement) else np.zeros((0, 2), np.int64)
    rows, n_groups = np.unique(pairs[:, 0], return_counts=True)
    said_by: dict[int, list[int]] = {}
    for row, who in pairs.tolist():
        said_by.setdefault(row, []).append(who)
    fit = readable([texts[row] for row in rows])
    worth = _worth(texts, rows, n_groups, vectors)
    order = np.lexsort((rows, -worth, ~fit))
    chosen: list[tuple[int, int]] = []
    for row in rows[order[: 50 * k]].tolist():
        fresh = [who for who in said_by[row] if who not in {taken for _, taken in chosen}]
        if fresh and not any(same(texts, vectors, row, other) for other, _ in chosen):
            chosen.append((row, fresh[0]))
        if len(chosen) == k:
            break
    return chosen


def _worth(texts: Sequence[str], rows: Ints, n_groups: Ints, vectors: Vectors | None) -> Floats:
    if vectors is None:
        lengths = np.array([abs(n_words(texts[row]) - 6) for row in rows], dtype=np.float64)
        return np.asarray(n_groups - lengths / 100, dtype=np.float64)
    weights = np.minimum(n_groups, 5).astype(np.float32)
    middle = unit_rows((weights @ vectors[rows])[None, :])[0]
    return np.asarray(vectors[rows] @ middle, dtype=np.float64)


def same(texts: Sequence[str], vectors: Vectors | None, one: int, other: int) -> bool:
    """Whether two statements are one text, or nearly one by their vectors."""
    if normalise(texts[one]) == normalise(texts[other]):
        return True
    return vectors is not None and float(vectors[one] @ vectors[other]) >= DUPLICATE
