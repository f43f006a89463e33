"""When two statements are one text.

People hand in the same few words with a bullet, a capital, quotes or a full stop; they are coded, embedded and
counted as one text. Case is folded: sheets are often written all in capitals, and no criterion was found whose meaning
hangs on a capital. Accents are kept: in many languages they change the word (`salé`, `sale`), and a text without them
is still found near its twin by its vector. Digits inside are kept: `2 children` is not `3 children`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

QUOTES = "\"'`´‘’‚‛“”„‟«»‹›"
# A bullet, or a number or single letter with its sign, and a space after: `- `, `• `, `1. `, `2) `, `(a) `.
LIST_MARK = re.compile(r"^(?:[-–—*•·▪◦●○‣⁃►➢✓+>]+\s*|\(?(?:\d{1,2}|[a-z])[.)°]\s+)")
ENDING = re.compile(r"[\s.,;:!…。．،؛۔·-]+$")
SPACES = re.compile(r"\s+")
# Marks of direction and width that are invisible, and the Arabic stretching stroke.
INVISIBLE = re.compile("[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
APOSTROPHES = str.maketrans("’ʼ‘´`", "'''''")


def normalise(text: str) -> str:
    """The form under which equal statements are one text; may be empty when nothing but marks was written.

    Compatibility forms (NFKC) and case are folded, spaces made single, list marks, surrounding quotes and final
    punctuation taken off. A question mark stays: it can turn a wish into a doubt.
    """
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold()))
    bare = SPACES.sub(" ", folded.translate(APOSTROPHES)).strip()
    while (stripped := _strip_once(bare)) != bare:
        bare = stripped
    return bare


def text_key(text: str) -> bytes:
    """Sixteen bytes that equal statements share (BLAKE2b of the normalised text)."""
    return hashlib.blake2b(normalise(text).encode(), digest_size=16).digest()


def _strip_once(text: str) -> str:
    without_mark = LIST_MARK.sub("", text)
    return ENDING.sub("", without_mark).strip(QUOTES + " ")
