"""What a criterion counts for, so that a text that was copied has one voice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .readable import n_words
from .said import Floats, Ints

COPIED = 5
"""Words from which two statements that nearly repeat each other are one text passed on: three words can be agreed on
by chance, and groups that agree are heard each for itself."""


def voice_weights(texts: Sequence[str], repeats: Ints, statement: Ints) -> Floats:
    """By criterion (m), from its statement's row: one, or the part of one voice that a copy has.

    `repeats` (n) tells which statement each nearly repeats, itself where none.
    """
    long = np.array([n_words(text) >= COPIED for text in texts], np.bool_)
    copies = np.bincount(repeats[statement], minlength=len(texts))[repeats]
    weights: Floats = np.where(long, 1 / np.maximum(copies, 1), 1.0)[statement]
    return weights
