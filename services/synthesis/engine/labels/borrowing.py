"""Words for a topic in a language that too few of its statements are in: from the codebook and its examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..coding.examples import Examples
from ..encoding.encoder import Vectors, unit_rows
from .readable import n_words
from .said import Floats, primary_tag
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
LEADING = 0.3
"""Share of a topic's codes from which a component stands for it."""


@dataclass(frozen=True)
class Components:
    """What a codebook calls its components (c), and how the codes of each layer's topics are spread over them."""

    codes: Sequence[str]
    labels: Sequence[Mapping[str, str]]
    shares: Sequence[Floats] = ()
    """By layer (k, c); rows sum to one at most. Without them the nearest examples say the component."""


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

    def component(self, layer: int, topic: int, centre: Vectors, language: str, surely: bool = True) -> str | None:
        """The label in a language of the component that leads in a topic; None if it has no label there.

        None too if no component leads clearly, unless `surely` is False.
        """
        row = self._leading(layer, topic, centre, surely)
        if self.components is None or row < 0:
            return None
        return {primary_tag(tag): label for tag, label in self.components.labels[row].items()}.get(language)

    def example(self, centre: Vectors, language: str) -> str | None:
        """The short example in a language that is nearest to a topic's centre; None if none is near."""
        rows = np.flatnonzero((self.language_of == language) & self.short)
        if not len(rows):
            return None
        cosines = self.vectors[rows] @ self._apart(centre)
        best = int(cosines.argmax())
        return self.seeds[rows[best]].text if cosines[best] >= SAYS_IT else None

    def _leading(self, layer: int, topic: int, centre: Vectors, surely: bool) -> int:
        if self.components is not None and layer < len(self.components.shares):
            share = self.components.shares[layer][topic]
            return int(share.argmax()) if share.max(initial=0) >= (LEADING if surely else 1e-9) else -1
        known = np.flatnonzero(self.component_of >= 0)
        if not len(known):
            return -1
        cosines = self.vectors[known] @ self._apart(centre)
        best = np.lexsort((known, -cosines))[:NEAREST]
        votes = np.bincount(self.component_of[known[best]], weights=np.maximum(cosines[best], 0))
        return int(votes.argmax()) if votes.max() >= LEADING_VOTES * len(best) * NEAR * surely else -1

    def _apart(self, centre: Vectors) -> Vectors:
        away = centre - self.mean
        length = float(np.linalg.norm(away))
        apart: Vectors = away / length if length > SAME else centre
        return apart
