"""What each topic says more than the others: phrases weighed by class-based tf-idf, over groups.

Class-based tf-idf: M. Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure" (2022),
tf · log(1 + A / f) with all texts of a topic as one document. Here a use counts by group, damped, so that one talkative
group or one copied text names no topic, and by how near its statement lies to the topic's centre.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .phrases import Phrases
from .said import Floats, Ints, Uses

BLOCK = 2_000_000
"""Pairs of a use and a phrase that are expanded at once."""


@dataclass(frozen=True)
class Weighed:
    """One row a topic and phrase (r), ordered by topic, language and falling score."""

    topic: Ints
    phrase: Ints
    tf: Floats
    """Damped uses over groups."""
    n_groups: Ints
    """Groups of the topic that used it."""
    voices: Floats
    """The same, a group that only said copies counting for less than one."""
    said: Floats
    """Criteria of the topic that used it, by weight."""
    score: Floats
    """Class-based tf-idf within its language; the tf as a share of the topic's words."""
    lift: Floats
    """How many times more frequent than in all topics of the layer together."""
    room: Floats
    """The most that the lift could be: little where most of the language is in this topic."""


def weigh(phrases: Phrases, uses: Uses, topic: Ints, n_topics: int, typical: Floats | None = None) -> Weighed:
    """Weigh every phrase of every topic of one layer.

    `uses` are statement, group and weight (u) in order of statements, `topic` the topic of each statement (n; -1 for
    none), `typical` what a use of the statement counts for (n), one if not given. Linear in uses x phrases a text.
    """
    cells = _cells(phrases, uses, topic, np.ones(len(topic)) if typical is None else typical)
    row, tf, n_groups, voices, said = cells
    n_phrases = len(phrases.language)
    of, phrase = row // max(n_phrases, 1), row % max(n_phrases, 1)
    tongue = phrases.language[phrase]
    n_tongues = len(phrases.languages)
    # Words alone make up the size of a topic: a phrase is made of them.
    single = (phrases.n_words[phrase] == 1).astype(np.float64)
    words = np.bincount(of * n_tongues + tongue, weights=tf * single, minlength=n_topics * n_tongues)
    all_words = words.reshape(n_topics, n_tongues)
    whole = np.maximum(all_words.sum(axis=0), 1e-9)
    average = whole / np.maximum((all_words > 0).sum(axis=0), 1)
    frequency = np.bincount(phrase, weights=tf, minlength=n_phrases)[phrase]
    share = tf / np.maximum(words[of * n_tongues + tongue], 1e-9)
    score = share * np.log1p(average[tongue] / frequency)
    order = np.lexsort((phrase, -score, tongue, of))
    lift = share / (frequency / whole[tongue])
    room = whole[tongue] / np.maximum(words[of * n_tongues + tongue], 1e-9)
    return Weighed(
        topic=of[order],
        phrase=phrase[order],
        tf=tf[order],
        n_groups=n_groups[order],
        voices=voices[order],
        said=said[order],
        score=score[order],
        lift=lift[order],
        room=np.asarray(room[order]),
    )


def _cells(phrases: Phrases, uses: Uses, topic: Ints, typical: Floats) -> tuple[Ints, Floats, Ints, Floats, Floats]:
    """Topic x phrase: the sum over groups of log2(1 + uses), the groups, the voices and the criteria."""
    statement, group, weight = uses
    n_phrases, n_groups = len(phrases.language), int(group.max(initial=0)) + 1
    keys, weights, typicals = [np.zeros(0, np.int64)], [np.zeros(0)], [np.zeros(0)]
    for chosen, phrase in _expanded(phrases, statement, topic):
        of = topic[statement[chosen]]
        keys.append((of * n_phrases + phrase) * n_groups + group[chosen])
        weights.append(weight[chosen])
        typicals.append(typical[statement[chosen]])
    found, place = np.unique(np.concatenate(keys), return_inverse=True)
    plain = np.concatenate(weights)
    total, near = _summed(place, plain), _summed(place, plain * np.concatenate(typicals))
    cell = found // n_groups
    first = np.r_[True, cell[1:] != cell[:-1]] if len(cell) else np.zeros(0, np.bool_)
    index = np.cumsum(first) - 1
    tf, voices, said = (_summed(index, part) for part in (np.log2(1 + near), np.minimum(total, 1), total))
    return np.asarray(cell[first], np.int64), tf, np.asarray(np.bincount(index), np.int64), voices, said


def _summed(index: Ints, part: Floats) -> Floats:
    total: Floats = np.bincount(index, weights=part).astype(np.float64)
    return total


def _expanded(phrases: Phrases, statement: Ints, topic: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each use with each phrase of its text, in blocks: rows of uses, and phrases."""
    placed = np.flatnonzero(topic[statement] >= 0)
    starts = phrases.used.indptr.astype(np.int64)
    lengths = (starts[1:] - starts[:-1])[statement[placed]]
    bounds = np.searchsorted(np.cumsum(lengths), np.arange(BLOCK, lengths.sum() + BLOCK, BLOCK))
    before = 0
    for bound in np.minimum(bounds + 1, len(placed)):
        some, many = placed[before:bound], lengths[before:bound]
        inside = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        yield (
            np.repeat(some, many),
            phrases.used.indices[np.repeat(starts[statement[some]], many) + inside].astype(np.int64),
        )
        before = bound
