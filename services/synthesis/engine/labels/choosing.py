"""Which phrases stand for a topic in a language: ranked, allowed to be shown, and none inside another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .phrases import Phrases
from .said import Floats, Ints
from .weighing import Weighed

Fit = Callable[[Ints, Ints], Floats]
LEAST_FIT = 0.35
"""A phrase whose uses point less than this towards the topic is about something else, or about everything."""
MOST_FIT = 1.5
"""A fit counts no more than this; two statements can agree by chance."""
LOOKED_AT = 60
"""Best rows of a topic and language among which phrases are chosen."""
LONGER = {1: 1.0, 2: 1.6, 3: 1.9}
"""How much more a phrase of several words says than its score tells; "public transport" rather than "transport"."""
SWALLOWED = 0.5
"""A phrase gives way to a longer one that holds it and has this share of its uses."""
LEAST_LIFT = 1.3
"""A phrase less typical of the topic than this says nothing about it."""

UNFINISHED = 0.6
"""Share of uses that go on with another word from which a phrase is a piece of something: `bought a new`."""


@dataclass(frozen=True)
class Chosen:
    """A phrase that stands for a topic."""

    phrase: int
    score: float
    n_groups: int
    rank: float
    """What it was ranked by."""
    spare: bool = False
    """Not typical enough to name the topic; it may tell it from another of the same name."""


Found = Mapping[tuple[int, int], Sequence[Chosen]]
"""By topic and row of a language."""


def choose(phrases: Phrases, weighed: Weighed, topic_groups: Ints, fit: Fit | None = None, k: int = 8) -> Found:
    """Up to k phrases for each (topic, language) that has any.

    In a topic of more than two groups (`topic_groups`, by topic) a phrase needs two of them: a label never quotes one
    person, nor one group. `fit` tells for rows of topic and phrase how well the phrase means the topic (see
    `fitting.py`); it scales the rank, and a phrase below LEAST_FIT is only a spare one.
    """
    allowed = (weighed.n_groups >= 2) | (topic_groups[weighed.topic] <= 2)
    allowed &= phrases.unfinished[weighed.phrase] < UNFINISHED
    lifted = np.ones(len(weighed.lift), np.bool_)
    if len(topic_groups) > 1:
        lifted = weighed.lift >= np.minimum(LEAST_LIFT, 1 + (LEAST_LIFT - 1) * (weighed.room - 1))
    rows = np.flatnonzero(allowed)
    cell = weighed.topic[rows] * len(phrases.languages) + phrases.language[weighed.phrase[rows]]
    bounds = np.r_[np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]), len(cell)] if len(cell) else np.zeros(1, int)
    place = np.arange(len(cell)) - np.repeat(bounds[:-1], np.diff(bounds))
    rows, cell = rows[place < LOOKED_AT], cell[place < LOOKED_AT]
    worth = np.ones(len(rows)) if fit is None else fit(weighed.topic[rows], weighed.phrase[rows])
    worth = np.where(lifted[rows], np.minimum(worth, MOST_FIT), 0)
    found = {}
    for number in np.unique(cell).tolist():
        inside = slice(*np.searchsorted(cell, [number, number + 1]))
        topic, language = divmod(number, len(phrases.languages))
        found[topic, language] = _pick(phrases, weighed, rows[inside], worth[inside], k)
    return found


def _pick(phrases: Phrases, weighed: Weighed, rows: Ints, worth: Floats, k: int) -> list[Chosen]:
    phrase = weighed.phrase[rows]
    spare = worth < LEAST_FIT
    ranks = (
        weighed.score[rows]
        * np.where(spare, 1e-6, worth)
        * np.array([LONGER[min(n, 3)] for n in phrases.n_words[phrase].tolist()])
    )
    keys = [tuple(key for key in row if key >= 0) for row in phrases.keys[phrase].tolist()]
    uses = weighed.tf[rows]
    taken: list[int] = []
    for candidate in np.lexsort((phrase, -ranks)).tolist():
        longer = _holder(candidate, keys, uses, ranks)
        if not any(clash(keys[longer], keys[other]) for other in taken):
            taken.append(longer)
        if len(taken) == k:
            break
    return [
        Chosen(
            int(phrase[i]),
            float(weighed.score[rows[i]]),
            int(weighed.n_groups[rows[i]]),
            float(ranks[i]),
            bool(spare[i]),
        )
        for i in taken
    ]


def _holder(candidate: int, keys: list[tuple[int, ...]], uses: Floats, ranks: Floats) -> int:
    """The longer phrase that takes this one's place, or itself."""
    holders = [
        other
        for other, held in enumerate(keys)
        if len(held) > len(keys[candidate])
        and ranks[other] * 100 > ranks[candidate]
        and uses[other] >= SWALLOWED * uses[candidate]
        and contains(held, keys[candidate])
    ]
    return max(holders, key=lambda other: (ranks[other], -other), default=candidate)


def contains(longer: tuple[int, ...], shorter: tuple[int, ...]) -> bool:
    """Whether one run of keys stands inside another."""
    last = len(longer) - len(shorter)
    return any(longer[start : start + len(shorter)] == shorter for start in range(last + 1))


def clash(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two phrases would repeat each other: half the words of the shorter are in the longer."""
    shared = len(set(one) & set(other))
    return shared * 2 >= min(len(set(one)), len(set(other)))
