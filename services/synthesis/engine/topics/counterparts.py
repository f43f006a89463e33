"""Which topic of another side answers to a topic: what is missed where it is not had, or what is done about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..encoding.encoder import Vectors
from .layers import Layer
from .sums import Labels


@dataclass(frozen=True)
class Counterparts:
    """For each topic (t) and side (s): the nearest topic of that side and its cosine.

    `topics` (t, s) is -1 and `cosines` (t, s) is nan on the topic's own side.
    """

    sides: list[int]
    topics: Labels
    cosines: Vectors


def counterparts(layer: Layer) -> Counterparts:
    """The counterparts of a layer's topics, as hints: nearness between sides is not agreement."""
    sides = [int(side) for side in np.unique(layer.sides)]
    topics = np.full((len(layer), len(sides)), -1, np.int32)
    cosines = np.full((len(layer), len(sides)), np.nan, np.float32)
    likeness = layer.centres @ layer.centres.T
    for column, side in enumerate(sides):
        there, others = np.flatnonzero(layer.sides == side), np.flatnonzero(layer.sides != side)
        found = likeness[np.ix_(others, there)]
        topics[others, column] = there[found.argmax(axis=1)]
        cosines[others, column] = found.max(axis=1)
    return Counterparts(sides, topics, cosines)
