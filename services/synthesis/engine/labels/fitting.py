"""Whether a phrase means what a topic is about, by the vectors of all statements that use it, wherever they are.

A word like `day` is used in every context: the statements that use it lie in all directions, and their mean near the
middle of everything. One like `bus` pulls them together. KeyBERT (M. Grootendorst, 2020) compares the vector
of a phrase with that of a text; here the phrase's own uses stand for it: nothing is encoded, and any language will do.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..encoding.encoder import Vectors, unit_rows
from .centres import Centred
from .phrases import Phrases
from .said import Floats, Ints

DOUBT = 1.5
"""Uses added that say nothing, so that two uses alone do not make a perfect fit."""
BLOCK = 4096


class Fits(NamedTuple):
    """Two figures by row (r) of topic and phrase, seen from the middle of all statements."""

    share: Floats
    """How far the phrase's uses lie towards the topic, its own statements being 1: does it belong here?"""
    closeness: Floats
    """Cosine of the middle of its uses and the middle of the topic: does it say what the whole topic says?

    It needs no word in common, so it tells what is said in other languages and in other words too. Every phrase of a
    topic without a common subject has a little of it, and none has much.
    """


def fits(phrases: Phrases, vectors: Vectors, centred: Centred, mean: Vectors, topic: Ints, phrase: Ints) -> Fits:
    """For rows (r) of topic and phrase: how the phrase's uses lie towards the topic.

    Everything is seen from `mean`, the middle of all statements. The share is about 1 for a phrase as typical as the
    topic's average statement, 0 for one that is everywhere, less for one that belongs elsewhere.
    """
    away = unit_rows(centred.centres - mean) if len(centred.centres) > 1 else centred.centres
    inside = centred.topic >= 0
    offset = mean if len(centred.centres) > 1 else np.zeros_like(mean)
    own = np.bincount(centred.topic[inside], minlength=len(away)) + DOUBT
    reach = np.zeros(len(away))
    fit, close = np.zeros(len(topic)), np.zeros(len(topic))
    places = np.flatnonzero(inside)
    for start in range(0, len(places), BLOCK):
        rows = places[start : start + BLOCK]
        along = ((vectors[rows] - offset) * away[centred.topic[rows]]).sum(axis=1)
        reach += np.bincount(centred.topic[rows], weights=along, minlength=len(away))
    distinct, place = np.unique(phrase, return_inverse=True)
    order = np.argsort(place, kind="stable")
    by_phrase = phrases.used.T.tocsr()
    for start in range(0, len(distinct), BLOCK):
        some = by_phrase[distinct[start : start + BLOCK]]
        n_uses = np.asarray(some.sum(axis=1)).ravel()
        towards = some @ vectors - n_uses[:, None] * offset
        low, high = np.searchsorted(place[order], [start, start + len(n_uses)])
        rows = order[low:high]
        local = place[rows] - start
        along = (towards[local] * away[topic[rows]]).sum(axis=1)
        fit[rows] = along / (n_uses[local] + DOUBT)
        close[rows] = along / np.maximum(np.linalg.norm(towards, axis=1), 1e-6)[local]
    return Fits(fit / np.maximum(reach / own, 1e-6)[topic], close)
