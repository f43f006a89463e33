"""Vectors with known themes and ideas, whose spread copies that of real language-neutral sentence vectors.

Statements of one idea lie around its centre as translations of one concept do, ideas lie around their theme as the
concepts of the parallel text lie around their mean, and one statement in ten is alone with its idea. Sizes of ideas
follow a power law, as they do in consultations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.synthesis.engine.encoding.encoder import Encoder, Vectors, unit_rows
from services.synthesis.engine.encoding.language import fit_neutralizer, parallel_text

ALONE = 0.1
Draw = Callable[[int], Vectors]


@dataclass(frozen=True)
class Planted:
    """Unit vectors (n, d) with the theme and the idea of each, and whether it is alone with its idea."""

    vectors: Vectors
    themes: NDArray[np.int32]
    ideas: NDArray[np.int32]
    alone: NDArray[np.bool_]


@dataclass(frozen=True)
class Spread:
    """How real vectors vary: square roots (d, d) of the covariance between concepts and within one concept."""

    between: Vectors
    within: Vectors

    @classmethod
    def of(cls, encoder: Encoder) -> Spread:
        """Learn it from the parallel text, language taken out."""
        text = parallel_text()
        vectors = fit_neutralizer(encoder).transform(encoder.encode(text.texts))
        concepts = np.unique(np.asarray(text.concepts), return_inverse=True)[1]
        centres = np.stack([vectors[concepts == concept].mean(axis=0) for concept in range(concepts.max() + 1)])
        return cls(_root(centres - centres.mean(axis=0)), _root(vectors - centres[concepts]))


def plant(
    spread: Spread, n: int, *, n_themes: int = 70, n_ideas: int = 1500, looseness: float = 1.0, seed: int = 0
) -> Planted:
    """Draw n statements; `looseness` widens the spread within an idea."""
    drawn = np.random.default_rng(seed)
    theme_of = drawn.integers(0, n_themes, n_ideas).astype(np.int32)
    centres = 0.75 * _draw(drawn, n_themes, spread.between)[theme_of] + 0.66 * _draw(drawn, n_ideas, spread.between)
    sizes = drawn.permutation(1 / np.arange(1, n_ideas + 1) ** 0.7)
    ideas = drawn.choice(n_ideas, n, p=sizes / sizes.sum()).astype(np.int32)
    alone = drawn.random(n) < ALONE
    vectors = centres[ideas] + looseness * _draw(drawn, n, spread.within)
    vectors[alone] += 0.66 * (_draw(drawn, int(alone.sum()), spread.between) - _own(centres, theme_of, ideas[alone]))
    return Planted(unit_rows(vectors), theme_of[ideas], ideas, alone)


def _own(centres: Vectors, theme_of: NDArray[np.int32], ideas: NDArray[np.int32]) -> Vectors:
    """What sets an idea apart from the mean of its theme's ideas, in the units of the draw."""
    means = np.stack([centres[theme_of == theme].mean(axis=0) for theme in range(theme_of.max() + 1)])
    own: Vectors = (centres[ideas] - means[theme_of[ideas]]) / np.float32(0.66)
    return own


def _draw(drawn: np.random.Generator, n: int, root: Vectors) -> Vectors:
    vectors: Vectors = drawn.standard_normal((n, len(root)), dtype=np.float32) @ root
    return vectors


def _root(deviations: Vectors, shrinkage: float = 0.1) -> Vectors:
    """Square root of a covariance shrunk towards a ball, which few concepts cannot fill by themselves."""
    covariance = np.cov(deviations.T.astype(np.float64))
    d = len(covariance)
    covariance = (1 - shrinkage) * covariance + shrinkage * np.trace(covariance) / d * np.eye(d)
    values, directions = np.linalg.eigh(covariance)
    root: Vectors = (np.sqrt(values.clip(0))[:, None] * directions.T).astype(np.float32)
    return root
