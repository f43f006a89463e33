"""Words for a topic in a language that too few of its statements are in: from the codebook and its examples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..coding.examples import Examples
from ..encoding.encoder import Vectors, unit_rows
from .leading import DIMENSION_FAIR, DIMENSION_LIFTED, Components, labels_of, largest, leading
from .readable import n_words
from .said import Ints, primary_tag
from .titles import MOST_WORDS

NEAREST = 20
"""Examples, in all languages, that vote for a component."""
NEAR = 0.45
"""Cosine from which an example says what a topic is about."""
SAYS_IT = 0.6
"""Cosine from which one example may stand for a topic."""
LEADING_VOTES = 0.4
"""Share of a full vote of near examples that a component needs."""
SAME = 1e-3
"""Distance from the mean below which a topic is everything, and there is nothing to take off."""


@dataclass(frozen=True)
class Loan:
    """Labels in one language that the codebook lends to a topic."""

    names: list[str]
    """Those that name it together; empty if nothing leads."""
    nearer: list[str]
    """More that tell it from another topic of the same name, and say much of it."""
    farther: list[str]
    """And those that say less of it."""


class Lender:
    """Lends labels and examples of the codebook to topics, each beside its own kind's mean.

    A statement and an example differ in register before they differ in meaning, so the mean of the statements is taken
    from a topic's centre, and the mean of the examples from each of them.
    """

    def __init__(self, components: Components | None, examples: Examples | None, mean: Vectors) -> None:
        self.components = components
        self.mean = mean
        self.seeds = list(examples.seeds) if examples is not None else []
        vectors = examples.vectors if examples is not None else np.zeros((0, len(mean)), np.float32)
        self.vectors = unit_rows(vectors - vectors.mean(axis=0)) if len(vectors) else vectors
        codes = list(components.codes) if components is not None else []
        self.component_of = np.array([codes.index(s.code) if s.code in codes else -1 for s in self.seeds], np.int64)
        self.language_of = np.array([primary_tag(seed.language) for seed in self.seeds])
        self.short = np.array([n_words(seed.text) <= MOST_WORDS for seed in self.seeds], np.bool_)

    def components_of(self, layer: int, topic: int, centre: Vectors, language: str, sizes: Ints) -> Loan:
        """The one or two components that lead in a topic of a layer with topics of these sizes (k); else dimensions."""
        components = self.components
        if components is None:
            return Loan([], [], [])
        if not self._has_shares(layer):
            return Loan(labels_of(components, self._voted(centre, surely=True), language), [], [])
        found = leading(components.shares[layer], topic, sizes)
        nearer, farther = (labels_of(components, rows, language) for rows in (found.lifted, found.met))
        names = labels_of(components, found.names, language)
        if (broad := components.dimensions) is not None and not names:
            above = leading(broad.shares[layer], topic, sizes, DIMENSION_FAIR, DIMENSION_LIFTED)
            names, nearer = (labels_of(broad, rows, language) for rows in (above.names, above.lifted))
            farther = self.most(layer, topic, centre, language)
        return Loan(names, nearer, farther)

    def most(self, layer: int, topic: int, centre: Vectors, language: str) -> list[str]:
        """What has the largest share of a topic, though it may have as much elsewhere: dimensions, else components."""
        if self.components is None:
            return []
        if not self._has_shares(layer):
            return labels_of(self.components, self._voted(centre, surely=False), language)
        kinds = [kind for kind in (self.components.dimensions, self.components) if kind is not None]
        found = (labels_of(kind, largest(kind.shares[layer], topic), language) for kind in kinds)
        return next((labels for labels in found if labels), [])

    def example(self, centre: Vectors, language: str, least: float = SAYS_IT) -> str | None:
        """The short example in a language that is nearest to a topic's centre; None if none is near enough."""
        rows = np.flatnonzero((self.language_of == language) & self.short)
        if not len(rows):
            return None
        cosines = self.vectors[rows] @ self._apart(centre)
        best = int(cosines.argmax())
        return self.seeds[rows[best]].text if cosines[best] >= least else None

    def _has_shares(self, layer: int) -> bool:
        return self.components is not None and layer < len(self.components.shares)

    def _voted(self, centre: Vectors, surely: bool) -> list[int]:
        """The component of most near examples, if there is one."""
        known = np.flatnonzero(self.component_of >= 0)
        if not len(known):
            return []
        cosines = self.vectors[known] @ self._apart(centre)
        best = np.lexsort((known, -cosines))[:NEAREST]
        votes = np.bincount(self.component_of[known[best]], weights=np.maximum(cosines[best], 0))
        return [int(votes.argmax())] if votes.max() >= LEADING_VOTES * len(best) * NEAR * surely else []

    def _apart(self, centre: Vectors) -> Vectors:
        away = centre - self.mean
        length = float(np.linalg.norm(away))
        apart: Vectors = away / length if length > SAME else centre
        return apart
