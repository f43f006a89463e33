"""Whether a statement can be read aloud as it stands, and shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from .said import Mask
from .tokens import ADDRESS, HAN, HIRAGANA, KATAKANA, UNSPACED

FEWEST, MOST = 2, 25
"""Words; in a script without spaces two characters stand for a word."""
CHARACTERS = re.compile(f"[{HAN}{HIRAGANA}{KATAKANA}{UNSPACED}]")
LONG_NUMBER = re.compile(r"\d(?:[ ./-]?\d){6,}")


def readable(texts: Sequence[str]) -> Mask:
    """Which texts (n) have 2 to 25 words and hold no address and no telephone number."""
    return np.array([_readable(text) for text in texts], dtype=np.bool_)


def _readable(text: str) -> bool:
    if not FEWEST <= n_words(text) <= MOST:
        return False
    return not ADDRESS.search(text) and not LONG_NUMBER.search(text)


def n_words(text: str) -> float:
    """Words between spaces that hold a letter, and half the characters where there are no spaces."""
    characters = len(CHARACTERS.findall(text))
    spaced = sum(any(map(str.isalpha, word)) for word in CHARACTERS.sub(" ", text).split())
    return spaced + characters / 2
