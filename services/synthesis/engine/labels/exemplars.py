"""Statements that show what a topic is: typical, checked, readable, and from different groups.

Chosen by maximal marginal relevance (J. Carbonell and J. Goldstein, "The use of MMR, diversity-based reranking for
reordering documents and producing summaries", SIGIR 1998), with a small cost for a language or a country that has been
heard already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..encoding.encoder import Vectors
from ..normalise import normalise
from .cell_exemplars import DUPLICATE, same
from .centres import Centred
from .readable import readable
from .said import Floats, Ints, Mask, Said, uses

RELEVANCE = 0.7
HEARD = 0.05
"""What it costs that a language or a country has been heard, each time."""
POOL = 60
POOL_BY_LANGUAGE = 4


@dataclass(frozen=True)
class Exemplars:
    """Rows of statements that show a topic, and of those in it that are farthest from what these say."""

    statements: list[int]
    groups: list[int]
    """The group by which each is quoted; no group twice while there are others."""
    dissenting: list[int]


@dataclass(frozen=True)
class Voices:
    """Everything about statements that choosing among them needs."""

    texts: Sequence[str]
    vectors: Vectors
    groups: list[list[int]]
    """Groups that said each statement."""
    language: Ints
    country: Sequence[str]


def voices_of(texts: Sequence[str], vectors: Vectors, said: Said) -> Voices:
    """Gather who said what."""
    statement, group, _ = uses(said)
    groups: list[list[int]] = [[] for _ in texts]
    for row, who in zip(statement.tolist(), group.tolist(), strict=True):
        groups[row].append(who)
    return Voices(texts, vectors, groups, said.languages(len(texts))[1], said.country)


def exemplars(voices: Voices, centred: Centred, k: int = 6, n_dissenting: int = 2) -> list[Exemplars]:
    """For each topic of a layer up to k exemplars and up to `n_dissenting` other voices.

    An exemplar is nearer to its own topic's centre than to any other of the layer; a topic none of whose statements is
    has no exemplar. Statements of 2 to 25 words are preferred. Same input, same choice.
    """
    fit = readable(voices.texts)
    members = _members(centred)
    return [_of_topic(voices, centred, rows, fit, k, n_dissenting) for rows in members]


def _members(centred: Centred) -> list[Ints]:
    """Statements of each topic, the nearest first."""
    order = np.lexsort((-centred.closeness, centred.topic))
    bounds = np.searchsorted(centred.topic[order], np.arange(len(centred.centres) + 1))
    return [order[start:end] for start, end in pairwise(bounds.tolist())]


def _of_topic(voices: Voices, centred: Centred, rows: Ints, fit: Mask, k: int, n_dissenting: int) -> Exemplars:
    own = rows[centred.nearest[rows] == centred.topic[rows]]
    ready = own[fit[own]] if fit[own].any() else own
    statements, groups = _typical(voices, centred.closeness, _pool(voices, ready), k)
    return Exemplars(statements, groups, _dissenting(voices, centred.closeness, ready, statements, n_dissenting))


def _pool(voices: Voices, rows: Ints) -> list[int]:
    """The nearest of all, and the nearest of each language."""
    languages = voices.language[rows]
    best = {row for tongue in np.unique(languages) for row in rows[languages == tongue][:POOL_BY_LANGUAGE].tolist()}
    return [row for row in rows.tolist() if row in best or row in set(rows[:POOL].tolist())]


def _typical(voices: Voices, closeness: Floats, pool: list[int], k: int) -> tuple[list[int], list[int]]:
    """Greedy maximal marginal relevance over the pool."""
    repeat = len({who for row in pool for who in voices.groups[row]}) < k
    chosen: list[int] = []
    quoted: list[int] = []
    heard: Counter[object] = Counter()
    near = np.full(len(pool), -1.0)
    open_ = np.ones(len(pool), np.bool_)
    seen: set[str] = set()
    while len(chosen) < k and open_.any():
        cost = [HEARD * sum(heard[mark] for mark in _marks(voices, row, quoted)) for row in pool]
        worth = RELEVANCE * closeness[pool] - (1 - RELEVANCE) * np.maximum(near, 0) - np.array(cost)
        best = int(np.argmax(np.where(open_, worth, -np.inf)))
        row, open_[best] = pool[best], False
        who = _quoted_by(voices, row, quoted, repeat)
        if who is None or near[best] >= DUPLICATE or normalise(voices.texts[row]) in seen:
            continue
        heard.update(_marks(voices, row, quoted))
        chosen.append(row)
        quoted.append(who)
        seen.add(normalise(voices.texts[row]))
        near = np.maximum(near, voices.vectors[pool] @ voices.vectors[row])
    return chosen, quoted


def _quoted_by(voices: Voices, row: int, quoted: list[int], repeat: bool) -> int | None:
    fresh = [who for who in voices.groups[row] if who not in quoted]
    return fresh[0] if fresh else voices.groups[row][0] if repeat and voices.groups[row] else None


def _marks(voices: Voices, row: int, quoted: list[int]) -> list[object]:
    """Language and country by which a statement would be heard."""
    who = _quoted_by(voices, row, quoted, True)
    country = [voices.country[who]] if who is not None and len(voices.country) else []
    return [("language", int(voices.language[row])), *(("country", one) for one in country)]


def _dissenting(voices: Voices, closeness: Floats, rows: Ints, chosen: list[int], n: int) -> list[int]:
    """Those farthest from the exemplars, of the nine tenths that are nearest to the centre, from distinct groups."""
    inside = rows[: max(len(rows) * 9 // 10, 1)]
    inside = inside[~np.isin(inside, chosen)]
    if not len(chosen) or not len(inside):
        return []
    nearness = (voices.vectors[inside] @ voices.vectors[chosen].T).max(axis=1)
    found: list[int] = []
    for row in inside[np.lexsort((inside, nearness))].tolist():
        others = {who for other in found for who in voices.groups[other]}
        if set(voices.groups[row]) - others and not any(same(voices.texts, voices.vectors, row, o) for o in found):
            found.append(row)
        if len(found) == n:
            break
    return found
