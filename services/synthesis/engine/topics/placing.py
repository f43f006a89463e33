"""Gives new statements their place among topics that are already there; nothing is learnt again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .layers import Layer
from .sums import Labels, nearest_centre


@dataclass(frozen=True)
class Placed:
    """Topic of each new statement in every layer, fine to broad, its closeness (n,) and whether it is isolated (n,).

    A statement of a side that had no topic has the label -1 in every layer, closeness 0, and is isolated.
    """

    labels: list[Labels]
    closeness: Vectors
    isolated: NDArray[np.bool_]


def place(layers: Sequence[Layer], least: Vectors, vectors: Vectors, sides: NDArray[np.int8]) -> Placed:
    """Place unit vectors (n, d) of sides (n,) in the nearest fine topic of their side, and in all that hold it."""
    fine = layers[0]
    labels, closeness = np.full(len(vectors), -1, np.int32), np.zeros(len(vectors), np.float32)
    for side in np.unique(sides):
        there, rows = np.flatnonzero(fine.sides == side), np.flatnonzero(sides == side)
        if len(there):
            nearest, closeness[rows] = nearest_centre(vectors[rows], fine.centres[there])
            labels[rows] = there[nearest]
    known = labels >= 0
    alone = ~known | (closeness < least[labels])
    return Placed(_upwards(layers, labels, known), closeness, alone)


def _upwards(layers: Sequence[Layer], labels: Labels, known: NDArray[np.bool_]) -> list[Labels]:
    """The labels in every layer, from those in the finest."""
    all_labels = [labels]
    for layer in layers[:-1]:
        labels = np.where(known, layer.parents[labels], -1).astype(np.int32)
        all_labels.append(labels)
    return all_labels
