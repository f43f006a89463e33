"""Texts as arrays of words, or of characters where a script has no spaces between words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from .said import Ints, Mask

# Scripts without spaces: each Han or kana character, and each Thai, Lao, Burmese or Khmer letter with its marks.
HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HIRAGANA, KATAKANA = r"\u3041-\u309f", r"\u30a0-\u30ff\u31f0-\u31ff"
UNSPACED = r"\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17d3"
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+\.(?:com|org|net|eu|info|html?|[a-z]{2})\b(?:/\S*)?")
BETWEEN = " \t'’\u00a0"  # what may stand between two words of one phrase
# French, Italian, Catalan: what is joined to the next word by an apostrophe.
ELIDED = re.compile(
    r"(?i)^(?:[a-zà]{1,2}|qu|jusqu|lorsqu|puisqu|quelqu|dell|dall|nell|sull|all|coll|quell|quest|un|dov|com|cos|tutt|"
    r"sant|bell|anch|senz)['’](?=\w{2})"
)


@dataclass(frozen=True)
class Tokens:
    """Tokens (t) of texts (n) in reading order."""

    words: list[str]
    """The distinct tokens as written."""
    word: Ints
    """(t) which word."""
    text: Ints
    """(t) in which text."""
    start: Ints
    end: Ints
    """(t) where in the text, in characters."""
    joined: Mask
    """(t) whether nothing but a space or an apostrophe lies between it and the next token of the text."""
    glued: Mask
    """(t) whether it is a character of a script without spaces."""


def plain(text: str) -> str:
    """The text on which places are counted: composed characters, with addresses blotted out."""
    return ADDRESS.sub(lambda found: "|" * len(found[0]), unicodedata.normalize("NFC", text))


def tokens_of(texts: Sequence[str]) -> Tokens:
    """Split texts (already `plain`) into tokens; linear in their length."""
    numbers: dict[str, int] = {}
    word: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    joined: list[bool] = []  # to the token before
    glued: list[bool] = []
    counts: list[int] = []
    find = _token().finditer
    for text in texts:
        last, before = -1, len(word)
        for found in find(text):
            spans = _parts(found[0], found.start())
            for start, end in spans:
                word.append(numbers.setdefault(text[start:end], len(numbers)))
                starts.append(start)
                ends.append(end)
                joined.append(last >= 0 and not text[last:start].strip(BETWEEN))
                last = end
            glued.extend([found.lastgroup == "glued"] * len(spans))
        counts.append(len(word) - before)
    return Tokens(
        words=list(numbers),
        word=np.array(word, dtype=np.int64),
        text=np.repeat(np.arange(len(texts)), counts),
        start=np.array(starts, dtype=np.int64),
        end=np.array(ends, dtype=np.int64),
        joined=np.array([*joined[1:], False][: len(word)], dtype=np.bool_),
        glued=np.array(glued, dtype=np.bool_),
    )


def _parts(word: str, start: int) -> tuple[tuple[int, int], ...]:
    """A word, or the elided word before an apostrophe and the word after it."""
    end = start + len(word)
    elided = ELIDED.match(word) if "'" in word or "’" in word else None
    return ((start, end),) if not elided else ((start, start + elided.end() - 1), (start + elided.end(), end))


@cache
def _token() -> re.Pattern[str]:
    marks = _ranges([code for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code)) in ("Mn", "Mc")])
    others = rf"_{HAN}{HIRAGANA}{KATAKANA}{UNSPACED}"
    letter = rf"(?:[^\W{others}]+[{marks}]*)"
    cluster = rf"(?:(?![{marks}])[{UNSPACED}])[{marks}]*"
    return re.compile(
        rf"(?P<glued>[{HAN}]|[{HIRAGANA}]|[{KATAKANA}]+|{cluster})|(?P<word>{letter}+(?:['’\-‑]{letter}+)*)"
    )


def _ranges(codes: list[int]) -> str:
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(rf"\u{low:04x}-\u{high:04x}" for low, high in runs)
