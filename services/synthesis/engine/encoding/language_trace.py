"""How much of the language is left in vectors, and how well a meaning finds itself in another language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .encoder import Vectors


def language_auc(vectors: Vectors, languages: Sequence[str], concepts: Sequence[Any]) -> float:
    """Chance that two texts of one language are nearer than two of different languages, concepts being different.

    0.5 is a space where the language cannot be seen; above 0.65 neighbours begin to share a language rather than an
    idea. The area under the ROC curve over all pairs (Mann-Whitney). Vectors are unit rows (n, d).
    """
    similarities, same_language, same_concept = _pairs(vectors, languages, concepts)
    kept = ~same_concept
    return _auc(similarities[kept], same_language[kept])


def translation_recall(vectors: Vectors, concepts: Sequence[Any], k: int = 10) -> float:
    """Share of the k nearest neighbours that say the same thing, where the same thing is said at least k times more."""
    similarities = np.asarray(vectors @ vectors.T)
    np.fill_diagonal(similarities, -np.inf)
    nearest = np.argpartition(-similarities, k, axis=1)[:, :k]
    labels = np.asarray(concepts)
    return float((labels[nearest] == labels[:, None]).mean())


def _pairs(
    vectors: Vectors, languages: Sequence[str], concepts: Sequence[Any]
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    first, second = np.triu_indices(len(vectors), k=1)
    spoken, meant = np.asarray(languages), np.asarray(concepts)
    similarities = (vectors @ vectors.T)[first, second]
    return similarities, spoken[first] == spoken[second], meant[first] == meant[second]


def _auc(scores: NDArray[np.float32], positive: NDArray[np.bool_]) -> float:
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    n_positive = int(positive.sum())
    excess = ranks[positive].sum() - n_positive * (n_positive + 1) / 2
    return float(excess / (n_positive * (len(scores) - n_positive)))
