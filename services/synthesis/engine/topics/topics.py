"""The topics of a synthesis: what was said, gathered from fine to broad, nobody left out.

Two levels. Thousands of small groups first, then Ward's method on their means, cut into layers; each cut is polished
by k-means (`small_groups.py`, `ward.py`, `polishing.py`). Nothing is drawn by lot, so the same statements give the
same topics. Sides (well-being, ill-being, actions ...) have topics of their own in every layer: opposite statements
are near one another as vectors, and an answer is half made of its question. `counterparts_` leads across.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_info, threadpool_limits

from ..encoding.encoder import Vectors
from .counterparts import Counterparts, counterparts
from .distinct import Distinct
from .isolated import isolated, least_closeness
from .layers import Layer, layer_sizes, nested_layers
from .near_duplicates import NEARLY_THE_SAME, Copies, Rows, near_duplicates, voices
from .placing import Placed, place
from .small_groups import SmallGroups
from .sums import Weights


class Topics:
    """Finds layers of topics in unit vectors whose language has been taken out.

    `sizes`: topics a layer, fine to broad, or None to choose by the number of statements. `copies`: whether
    near-duplicates count "as said" or "once". `threads`: of the linear algebra, as the machine has it when None.

    After `fit`: `layers_`, fine to broad; `isolated_` (n,), statements no topic speaks for; `closeness_` (n,), cosine
    to the centre of the own fine topic; `least_closeness_` (t,), from where a fine topic speaks for a statement;
    `repeats_` (n,), the row each statement nearly repeats; `counterparts_`, one a layer; `threads_`, the number used.
    """

    def __init__(
        self,
        sizes: Sequence[int] | None = None,
        copies: Copies = "as said",
        nearly_the_same: float = NEARLY_THE_SAME,
        threads: int | None = None,
    ) -> None:
        self.sizes = sizes
        self.copies = copies
        self.nearly_the_same = nearly_the_same
        self.threads = threads

    def fit(self, vectors: Vectors, weights: ArrayLike | None = None, sides: ArrayLike | None = None) -> Topics:
        """Gather statements: vectors (n, d), criteria that say each (n,), and the side of each (n,), small integers.

        Weights are one and sides are zero when not given. `ValueError` when there is nothing to gather, a weight is
        not above zero, or a number is not finite.
        """
        given = _checked(vectors, weights, sides)
        with threadpool_limits(self.threads):
            self.threads_ = max((library["num_threads"] for library in threadpool_info()), default=1)
            self._fit(*given)
        return self

    def place(self, vectors: Vectors, sides: ArrayLike) -> Placed:
        """Give new statements (n, d) their place in the topics found; see `placing.place`."""
        with threadpool_limits(self.threads):
            return place(self.layers_, self.least_closeness_, _rows(vectors), _sides(sides))

    def _fit(self, vectors: Vectors, weights: Weights, sides: NDArray[np.int8]) -> None:
        said = Distinct.of(vectors, weights, sides)
        groups = SmallGroups.of(said)
        repeats = near_duplicates(said.vectors, said.weights, groups.blocks, self.nearly_the_same)
        counted = replace(said, weights=voices(said.weights, repeats, self.copies))
        sizes = sorted(self.sizes or layer_sizes(len(said)), reverse=True)
        layers = nested_layers(counted, groups.labels, sizes)
        self._judge(said, layers[0])
        self.repeats_: Rows = said.first[repeats][said.which]
        self.counterparts_: list[Counterparts] = [counterparts(layer) for layer in layers]
        self.layers_: list[Layer] = [replace(layer, labels=layer.labels[said.which]) for layer in layers]

    def _judge(self, said: Distinct, fine: Layer) -> None:
        """How near each statement is to its fine topic, and whether the topic speaks for it."""
        closeness = np.einsum("nd,nd->n", said.vectors, fine.centres[fine.labels])
        self.least_closeness_: Vectors = least_closeness(closeness, fine.labels, len(fine))
        alone = isolated(closeness, fine.labels, said.weights, self.least_closeness_)
        self.closeness_: Vectors = closeness[said.which]
        self.isolated_: NDArray[np.bool_] = alone[said.which]


def _checked(
    vectors: ArrayLike, weights: ArrayLike | None, sides: ArrayLike | None
) -> tuple[Vectors, Weights, NDArray[np.int8]]:
    """The arguments of `fit` as arrays of one length."""
    rows = _rows(vectors)
    weight = np.ones(len(rows)) if weights is None else np.asarray(weights, np.float64)
    side = _sides(np.zeros(len(rows)) if sides is None else sides)
    if not len(rows) or not len(rows) == len(weight) == len(side):
        raise ValueError(f"{len(rows)} vectors, {len(weight)} weights, {len(side)} sides: as many of each, and some")
    if not (np.isfinite(weight).all() and (weight > 0).all()):
        raise ValueError("a statement is said by someone: weights are above zero")
    return rows, weight, side


def _rows(vectors: ArrayLike) -> Vectors:
    rows = np.ascontiguousarray(vectors, np.float32)
    if rows.ndim != 2 or not np.isfinite(rows).all():
        raise ValueError("vectors are finite numbers, a row a statement")
    return rows


def _sides(sides: ArrayLike) -> NDArray[np.int8]:
    return np.asarray(sides).astype(np.int8)
