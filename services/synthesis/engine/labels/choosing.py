"""Which phrases stand for a topic in a language: ranked, allowed to be shown, and none inside another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .chosen import CLOSE, Chosen, Found
from .fitting import Fits
from .phrases import Phrases
from .said import Floats, Ints, Mask
from .weighing import Weighed

Fit = Callable[[Ints, Ints], Fits]
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
THIN = 1e-3
"""What the rank of a phrase counts that no fair share of the topic carries: after all that are carried."""
UNFINISHED = 0.6
"""Share of uses that go on with another word from which a phrase is a piece of something: `bought a new`."""


def choose(
    phrases: Phrases,
    weighed: Weighed,
    topic_groups: Ints,
    fit: Fit | None = None,
    fair: Mask | None = None,
    k: int = 8,
) -> Found:
    """Up to k phrases for each (topic, language) that has any.

    In a topic of more than two groups (`topic_groups`, by topic) a phrase needs two of them: a label never quotes one
    person, nor one group. `fit` tells for rows of topic and phrase how well the phrase means the topic (see
    `fitting.py`); it scales the rank, and a phrase below LEAST_FIT is only a spare one. `fair` tells which rows a fair
    share of the topic says (see `covering.py`; all if not given). Those that may name the topic come first.
    """
    allowed = (weighed.n_groups >= 2) | (topic_groups[weighed.topic] <= 2)
    allowed &= phrases.unfinished[weighed.phrase] < UNFINISHED
    lifted = np.ones(len(weighed.lift), np.bool_)
    if len(topic_groups) > 1:
        lifted = weighed.lift >= np.minimum(LEAST_LIFT, 1 + (LEAST_LIFT - 1) * (weighed.room - 1))
    said = np.ones(len(allowed), np.bool_) if fair is None else fair
    rows = np.flatnonzero(allowed)
    rows = rows[np.lexsort((rows, ~said[rows], phrases.language[weighed.phrase[rows]], weighed.topic[rows]))]
    cell = weighed.topic[rows] * len(phrases.languages) + phrases.language[weighed.phrase[rows]]
    bounds = np.r_[np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]), len(cell)] if len(cell) else np.zeros(1, int)
    place = np.arange(len(cell)) - np.repeat(bounds[:-1], np.diff(bounds))
    rows, cell = rows[place < LOOKED_AT], cell[place < LOOKED_AT]
    ones = np.ones(len(rows))
    worth, closeness = Fits(ones, ones) if fit is None else fit(weighed.topic[rows], weighed.phrase[rows])
    worth = np.where(lifted[rows], np.minimum(worth, MOST_FIT), 0)
    found = {}
    for number in np.unique(cell).tolist():
        inside = slice(*np.searchsorted(cell, [number, number + 1]))
        topic, language = divmod(number, len(phrases.languages))
        found[topic, language] = _pick(
            phrases, weighed, rows[inside], worth[inside], said[rows[inside]], closeness[inside], k
        )
    return found


def _pick(
    phrases: Phrases, weighed: Weighed, rows: Ints, worth: Floats, fair: Mask, closeness: Floats, k: int
) -> list[Chosen]:
    phrase = weighed.phrase[rows]
    spare = worth < LEAST_FIT
    longer = np.array([LONGER[min(n, 3)] for n in phrases.n_words[phrase].tolist()])
    ranks = weighed.score[rows] * np.where(spare, 1e-6, worth) * longer
    keys = [tuple(key for key in row if key >= 0) for row in phrases.keys[phrase].tolist()]
    # By place: whether it is said by a fair share; a longer phrase that takes a word's place stands for all its uses.
    taken: dict[int, bool] = {}
    for candidate in np.lexsort((phrase, -ranks * np.where(fair & (closeness >= CLOSE), 1, THIN))).tolist():
        holder = _holder(candidate, keys, weighed.tf[rows], ranks)
        if not any(clash(keys[holder], keys[other]) for other in taken):
            taken[holder] = bool(fair[candidate] or fair[holder])
        if len(taken) == k:
            break
    return [
        Chosen(
            phrase=int(phrase[i]),
            score=float(weighed.score[rows[i]]),
            n_groups=int(weighed.n_groups[rows[i]]),
            rank=float(ranks[i]),
            spare=bool(spare[i]),
            fair=said,
            closeness=float(closeness[i]),
        )
        for i, said in taken.items()
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
