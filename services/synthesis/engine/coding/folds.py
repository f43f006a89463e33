"""What is held out together when a coder asks itself how sure it may be."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .examples import Examples

ENOUGH_LESSONS = 200
"""From so many lessons on they alone say how sure the coder may be: they are how people speak here."""

N_FOLDS = 10


def folds(examples: Examples, texts: Sequence[str]) -> NDArray[np.str_]:
    """The fold of each example (n): the language of a seed, and a tenth of the texts for a lesson.

    Seeds are held out a language at a time, since a new language is what they must carry over to. Lessons come from
    where the next statements come from, so another text is what they must carry over to. Where all seeds have one
    language, every fifth is held out.
    """
    spoken = [seed.language for seed in examples.seeds]
    if len(set(spoken)) == 1:
        spoken = [f"{row % 5}" for row in range(len(spoken))]
    of_lessons = [f"lesson {zlib.crc32(text.encode()) % N_FOLDS}" for text in texts[len(spoken) :]]
    return np.array([*spoken, *of_lessons])


def calibrating(n_examples: int, n_seeds: int) -> slice:
    """The examples whose held-out predictions set temperature and thresholds."""
    enough = n_examples - n_seeds >= ENOUGH_LESSONS
    return slice(n_seeds, None) if enough else slice(None)
