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


def describe(entries: Sequence[CodebookEntry], embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Unit vectors (entries, d): the labels of each language and the descriptions, each kind centred, then summed.

    Centred apart because a label, a description and a citizen's statement are different registers: without it they
    are near their own kind first. `embed` gives language-neutral unit vectors.
    """
    languages = sorted({language for entry in entries for language in entry.labels})
    kinds = [[entry.labels.get(language, "") for entry in entries] for language in languages]
    kinds.append([entry.description for entry in entries])
    return unit_rows(sum((_centred(kind, embed) for kind in kinds), start=np.zeros((1, 1), dtype=np.float32)))


def _centred(texts: list[str], embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Vectors less their mean; zeros where there is no text."""
    vectors = embed(texts)
    written = np.array([bool(text) for text in texts])
    if not written.any():
        return np.zeros_like(vectors)
    centred: Vectors = (vectors - vectors[written].mean(axis=0)) * written[:, None]
    return centred
