"""What a codebook says, as one vector an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from ..encoding.encoder import Vectors, unit_rows


class CodebookEntry(Protocol):
    """What the engine reads of an entry; a codebook may have any letters and any number of dimensions."""

    @property
    def code(self) -> str:
        """The entry's code."""

    @property
    def dimension(self) -> str:
        """The dimension it belongs to."""

    @property
    def general(self) -> bool:
        """Whether it is the general entry of its dimension, used when in doubt."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Its labels by language."""

    @property
    def description(self) -> str:
        """What it covers, in a sentence."""


LABELS_WEIGH = np.float32(2)
"""How much the labels of an entry count beside its description."""


def describe(entries: Sequence[CodebookEntry], embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Unit vectors (entries, d): the mean of an entry's labels, counted twice, and its description.

    The labels of each language and the descriptions are centred apart, because a label, a description and a citizen's
    statement are different registers: without it they are near their own kind first. The mean, because a dozen
    translations of one label say no more than one of them, and would drown the description as a sum. `embed` gives
    language-neutral unit vectors.
    """
    descriptions = _centred([entry.description for entry in entries], embed)
    labels = np.zeros_like(descriptions)
    for language in sorted({language for entry in entries for language in entry.labels}):
        labels += _centred([entry.labels.get(language, "") for entry in entries], embed)
    n_labels = np.array([[sum(map(bool, entry.labels.values()))] for entry in entries], dtype=np.float32)
    return unit_rows(LABELS_WEIGH * labels / np.maximum(n_labels, 1) + descriptions)


def _centred(texts: list[str], embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Vectors less their mean; zeros where there is no text."""
    vectors = embed(texts)
    written = np.array([bool(text) for text in texts])
    if not written.any():
        return np.zeros_like(vectors)
    centred: Vectors = (vectors - vectors[written].mean(axis=0)) * written[:, None]
    return centred
