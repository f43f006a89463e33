"""Whether a phrase is said by a fair share of a topic: only then may it name the topic.

What tells a topic from the others (`weighing.py`) may still be said by few of it: three groups of sixty. Such a
phrase is characteristic, and no name. So two shares are asked for, both of what was heard in the phrase's language
in the topic: that of groups, and that of criteria, for a group that speaks much in a broad topic uses most words once.
Whether it also says what is said in other words and languages is told by vectors: see `fitting.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .said import Floats, Ints, Mask, Uses
from .weighing import Weighed

OF_GROUPS = 0.15
"""Share of the groups that a phrase needs."""
OF_CRITERIA = 0.1
"""Share of the criteria, by weight, that a phrase needs."""
SEVERAL, FEWEST = 10, 3
"""In a topic of this many groups, the voices that a phrase needs, and a language too."""
FEWEST_SAID = 5
"""Criteria below which a language is too small a part of a topic to name it..."""
LARGE_PART = 0.25
"""... unless it is this share of the topic."""
ROUNDING = 1e-9


@dataclass(frozen=True)
class Heard:
    """What is heard in each language (l) in each topic (k)."""

    groups: Ints
    """(k) groups, in any language."""
    voices: Floats
    """(k, l) groups, one that only said copies counting for less than one."""
    said: Floats
    """(k, l) criteria, by weight."""


def hear(uses: Uses, topic: Ints, language: Ints, n_topics: int, n_languages: int) -> Heard:
    """Count what is heard, from uses (u), and the topic (-1 for none) and the language of each statement (n)."""
    statement, group, weight = uses
    inside = topic[statement] >= 0
    statement, group, weight = statement[inside], group[inside], weight[inside]
    n_cells, n_groups = n_topics * n_languages, int(group.max(initial=0)) + 1
    cell = topic[statement] * n_languages + language[statement]
    pairs, place = np.unique(cell * n_groups + group, return_inverse=True)
    total = np.bincount(place, weights=weight, minlength=len(pairs))
    voices = np.bincount(pairs // n_groups, weights=np.minimum(total, 1), minlength=n_cells)
    said = np.bincount(cell, weights=weight, minlength=n_cells)
    several = np.unique(topic[statement] * n_groups + group)
    groups = np.bincount(several // n_groups, minlength=n_topics)
    shape = (n_topics, n_languages)
    return Heard(groups, np.reshape(voices, shape).astype(float), np.reshape(said, shape).astype(float))


def large_parts(heard: Heard) -> Mask:
    """Which languages (k, l) are a large part of what is heard in each topic."""
    return np.asarray(heard.said >= LARGE_PART * heard.said.sum(axis=1, keepdims=True), np.bool_)


def fair(heard: Heard, weighed: Weighed, language: Ints) -> Mask:
    """Which rows (r) of `weighed`, in these languages (r), a fair share of their topic says."""
    topic = weighed.topic
    voices, said = heard.voices[topic, language], heard.said[topic, language]
    shared = weighed.voices >= OF_GROUPS * voices - ROUNDING
    shared &= weighed.said >= OF_CRITERIA * said - ROUNDING
    enough = heard.groups[topic] < SEVERAL
    enough |= (weighed.voices >= FEWEST - ROUNDING) & (voices >= FEWEST - ROUNDING)
    large = large_parts(heard)[topic, language]
    return np.asarray(shared & enough & (large | (said >= FEWEST_SAID - ROUNDING)), np.bool_)
