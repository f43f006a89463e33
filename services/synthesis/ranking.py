"""Ranking: which statements come nearest to a query, and which of them say nearly the same.

A few hundred candidates are gathered by their vectors and their words; where the codes proposed for one agree with
what the query is likely about, it counts as nearer. Measured by `benchmarks/evaluate_search.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection

from .engine.coding.nearby import NearbyCodes
from .engine.nearest import best, fold_alike, similarities
from .mirror import Mirror

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

CANDIDATES = 300
"""Statements looked at closely; with 100, 300 or 1,000 the first ten were the same."""

AGREEMENT = np.float32(0.2)
"""What full agreement of the codes adds to a cosine; at 0.5 a sentence no longer finds its own translations first."""

SAME_WORDS = np.float32(0.15)
"""What the same words add to a cosine where both count."""

ALIKE = 0.75
"""Cosine from which two statements say nearly the same: below 0.7 different ideas begin to be folded together."""

_CODES = """
select statement_id, codes, scores from proposal
where statement_id = any($1) and reading_id = (select id from reading where state = 'serving')
"""


@dataclass(frozen=True)
class Query:
    """What is looked for: its vector (d) if meaning counts, its words by statement if they count."""

    vector: Floats | None = None
    words: Mapping[int, float] | None = None
    nearby: NearbyCodes | None = None
    floor: float = -1.0
    distinct: bool = True
    limit: int = 20


@dataclass(frozen=True)
class Hit:
    """A statement that was found, and the criterion that stands for those who say it."""

    criterion: UUID
    score: float
    n_said: int
    n_alike: int


@dataclass(frozen=True)
class _Candidates:
    """Some statements as they were at one moment: while the database is asked, rows may be given to others."""

    ids: list[int]
    criteria: list[UUID]
    said: Ints
    vectors: Floats
    likeness: Floats
    words: Floats
    read: NDArray[np.bool_]


async def rank(mirror: Mirror, connection: Connection, rows: Ints, query: Query, leave_out: int = -1) -> list[Hit]:
    """Give the best statements among criteria by row, the best first; none that is below the floor."""
    near = _gather(mirror, rows, query, leave_out)
    scores = near.words
    if query.vector is not None:
        scores = near.likeness + SAME_WORDS * near.words
        if query.nearby is not None and near.ids:
            scores = scores + AGREEMENT * await _agreement(connection, near.ids, query.vector, query.nearby)
        scores = np.where(near.read, scores, near.words)
    enough = near.words >= 0.5 if query.vector is not None else near.words > 0
    if query.vector is not None:
        enough |= scores >= query.floor
    order = np.flatnonzero(enough)[np.argsort(-scores[enough], kind="stable")]
    into = fold_alike(near.vectors[order], ALIKE) if query.distinct else np.arange(len(order))
    alike = np.bincount(into, minlength=len(order)) - 1
    kept = np.flatnonzero(into == np.arange(len(order)))[: query.limit]
    return [
        Hit(near.criteria[at], min(float(scores[at]), 1.0), int(near.said[at]), int(alike[place]))
        for place, at in zip(kept, order[kept], strict=True)
    ]


def _gather(mirror: Mirror, rows: Ints, query: Query, leave_out: int) -> _Candidates:
    statements = mirror.criteria["statement"][rows]
    said = np.bincount(statements, minlength=len(mirror.read))
    if leave_out >= 0:
        said[leave_out] = 0
    words = np.zeros(len(said), np.float32)
    for statement_id, score in (query.words or {}).items():
        if (number := mirror.statement_ids.find(statement_id)) >= 0:
            words[number] = max(words[number], score)
    scores, possible = words, words > 0
    if query.vector is not None:
        widened = query.nearby.widened(query.vector) if query.nearby is not None else query.vector
        found = np.where(mirror.read, similarities(mirror.matrix, widened), np.float32(-1))
        scores, possible = found + words, possible | mirror.read
    chosen = best(scores, possible & (said > 0), max(CANDIDATES, 3 * query.limit))
    # One criterion stands for all in reach that say the same: the one with the lowest row, at every asking.
    first = np.full(len(said), -1, np.int64)
    first[statements[::-1]] = rows[::-1]
    vectors = mirror.matrix[chosen]
    return _Candidates(
        ids=[mirror.statement_ids.list[number] for number in chosen],
        criteria=[mirror.criterion_ids.list[row] for row in first[chosen]],
        said=said[chosen],
        vectors=vectors,
        likeness=similarities(vectors, query.vector) if query.vector is not None else np.zeros(len(chosen), np.float32),
        words=words[chosen],
        read=mirror.read[chosen],
    )


async def _agreement(connection: Connection, ids: list[int], vector: Floats, nearby: NearbyCodes) -> Floats:
    """Give for each statement how far its proposed codes are those the query is likely about, between 0 and 1."""
    shares, numbers = nearby.shares(vector), nearby.numbers
    agreed: dict[int, float] = {}
    for row in await connection.fetch(_CODES, ids):
        agreed[row["statement_id"]] = max(agreed.get(row["statement_id"], 0.0), _overlap(row, shares, numbers))
    return np.array([agreed.get(statement_id, 0.0) for statement_id in ids], np.float32)


def _overlap(row: Any, shares: Floats, numbers: Mapping[str, int]) -> float:
    pairs = zip(row["codes"], row["scores"], strict=True)
    return float(sum(score * shares[numbers[code]] for code, score in pairs if code in numbers))
