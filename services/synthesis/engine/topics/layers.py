"""Layers of topics from fine to broad, each topic whole inside one topic of the next layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors, unit_rows
from .distinct import Distinct
from .polishing import polish
from .sums import Labels, Weights, summed, weighted_means, weighted_sums
from .ward import cut, ward

SIZES = (800, 250, 70, 25, 8)  # each about a third of the one before: a step of zoom a reader can follow
LEAST_STATEMENTS = 10  # a topic, on average, for a layer to be worth drawing
FINE_STEPS, BROAD_STEPS = 8, 20


@dataclass(frozen=True)
class Layer:
    """One altitude of the synthesis: t topics over n statements.

    `labels` (n,) is the topic of every statement; `centres` (t, d) unit vectors; `parents` (t,) the topic of the next
    broader layer that holds each, empty in the broadest; `sides` (t,) the side each is on; `sizes` (t,) distinct
    statements; `weights` (t,) criteria, or voices when copies count once.
    """

    labels: Labels
    centres: Vectors
    parents: Labels
    sides: NDArray[np.int8]
    sizes: NDArray[np.int64]
    weights: Weights

    def __len__(self) -> int:
        return len(self.centres)


def layer_sizes(n: int) -> list[int]:
    """How many topics a layer should have, fine to broad, for n distinct statements.

    Those of 800, 250, 70, 25 and 8 that leave ten statements a topic on average; below eighty statements one layer,
    of about the square root of their number.
    """
    sizes = [size for size in SIZES if size * LEAST_STATEMENTS <= n]
    return sizes or [max(round(n**0.5), 1)]


def nested_layers(said: Distinct, groups: Labels, sizes: Sequence[int]) -> list[Layer]:
    """A layer for each size, fine to broad, from the small groups (n,) of n statements.

    The finest layer joins the small groups by Ward's method and is polished over all vectors. Each broader one does
    the same with the topics of the layer below, taken whole: so it is a tree.
    """
    all_labels: list[Labels] = []
    topic = np.arange(len(said), dtype=np.int32)
    points, weights, sides = said.vectors, said.weights, said.sides
    for size in sizes:
        joined = _joined(points, weights, sides, groups, size)
        topic = polish(points, weights, joined, sides, BROAD_STEPS if all_labels else FINE_STEPS)[topic]
        all_labels.append(topic)
        sides = side_of(topic, said.sides)
        points, weights = weighted_means(said.vectors, said.weights, topic, len(sides))
        groups = np.arange(len(sides), dtype=np.int32)
    broader: list[Labels | None] = [*all_labels[1:], None]
    return [_layer(said, labels, above) for labels, above in zip(all_labels, broader, strict=True)]


def _joined(points: Vectors, weights: Weights, sides: NDArray[np.int8], groups: Labels, size: int) -> Labels:
    """Which of `size` topics each point falls in when its group is joined with others."""
    means, totals = weighted_means(points, weights, groups, int(groups.max()) + 1)
    return cut(ward(means, totals, side_of(groups, sides)), len(means), size)[groups]


def _layer(said: Distinct, labels: Labels, broader: Labels | None) -> Layer:
    """The layer of labels (n,), inside the topics `broader` (n,) of the next one."""
    sides = side_of(labels, said.sides)
    parents = np.empty(0 if broader is None else len(sides), np.int32)
    if broader is not None:
        parents[labels] = broader
    return Layer(
        labels=labels,
        centres=unit_rows(weighted_sums(said.vectors, said.weights, labels, len(sides))),
        parents=parents,
        sides=sides,
        sizes=np.bincount(labels, minlength=len(sides)),
        weights=summed(said.weights, labels, len(sides)),
    )


def side_of(labels: Labels, sides: NDArray[np.int8]) -> NDArray[np.int8]:
    """The one side that all members of a group are on, for each group."""
    found = np.empty(int(labels.max()) + 1, np.int8)
    found[labels] = sides
    return found
