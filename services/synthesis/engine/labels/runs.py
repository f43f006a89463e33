"""Which runs of words could be phrases: no function word at their ends, no number or stop inside, not too long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .function_words import CONTENT, FUNCTION, INSIDE, is_weak, kind_of, listed_languages
from .said import Ints, Mask
from .tokens import Tokens
from .word_keys import word_key

LONGEST = 4
MOST_WORDS = 3
NUMBER = 4  # a kind of word beside those of function_words: breaks a phrase
# An odd 64-bit multiplier with well-mixed bits (Knuth, multiplicative hashing).
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Even = Callable[[Ints, Ints, Ints, Mask], Mask]
"""Which keys are evenly spread: keys (t), texts (t), language by key, and which languages have a list."""


@dataclass(frozen=True)
class Words:
    """Tokens (t) with what is known of them: number of the key, kind, language, whether too general for a name."""

    key: Ints
    kind: Ints
    language: Ints
    weak: Mask


def words_of(tokens: Tokens, language: Ints, languages: Sequence[str]) -> Words:
    """Key and kind of every token, each word of each language being looked at once."""
    n_words = max(len(tokens.words), 1)
    spoken = language[tokens.text] if len(tokens.text) else tokens.text
    pairs, place = np.unique(spoken * n_words + tokens.word, return_inverse=True)
    numbers: dict[tuple[int, str], int] = {}
    keys, kinds = np.zeros(len(pairs), np.int64), np.zeros(len(pairs), np.int64)
    weak = np.zeros(len(pairs), np.bool_)
    for row, pair in enumerate(pairs.tolist()):
        tongue, word = pair // n_words, tokens.words[pair % n_words]
        name = languages[tongue]
        keys[row] = numbers.setdefault((tongue, word_key(word, name)), len(numbers))
        kinds[row] = _kind(word, name)
        weak[row] = is_weak(word, name)
    return Words(keys[place], kinds[place], spoken, weak[place])


def _kind(word: str, language: str) -> int:
    n_letters = sum(letter.isalpha() for letter in word)
    if not n_letters or (any(letter.isdigit() for letter in word) and n_letters < 2):
        return NUMBER
    kind = kind_of(word, language)
    return FUNCTION if kind == CONTENT and len(word) == 1 and word < "\u0e00" else kind


def may_stand_alone(tokens: Tokens, words: Words, even: Even | None, languages: Sequence[str]) -> Mask:
    """Which tokens are words worth a name; where a language has no list, the even ones become function words."""
    if even is None or not len(words.key):
        return ~words.weak
    listed = np.array([name in listed_languages() for name in languages])
    language_of = np.zeros(words.key.max() + 1, np.int64)
    language_of[words.key] = words.language
    common = even(words.key, tokens.text, language_of, listed)[words.key]
    words.kind[common & ~listed[words.language] & ~tokens.glued & (words.kind == CONTENT)] = FUNCTION
    return ~common & ~words.weak


def runs(tokens: Tokens, words: Words, lone: Mask) -> tuple[Ints, Ints, NDArray[np.uint64]]:
    """First and last token of each candidate, and a hash of its keys."""
    content, n = words.kind == CONTENT, len(words.kind)
    hashed = (words.key.astype(np.uint64) + np.uint64(1)) * MULTIPLIER
    found = []
    unbroken, same = np.ones(n, np.bool_), np.ones(n, np.bool_)
    many, strong, code = np.zeros(n, np.int64), np.zeros(n, np.bool_), np.zeros(n, np.uint64)
    for length in range(1, LONGEST + 1):
        last = np.minimum(np.arange(n) + length - 1, n - 1)
        if length > 1:
            unbroken &= tokens.joined[last - 1] & (np.arange(n) + length <= n)
        unbroken &= words.kind[last] != NUMBER
        if length > 2:  # the word before the last one is inside
            unbroken &= (words.kind[last - 1] != FUNCTION) | tokens.glued
        same &= tokens.glued[last] == tokens.glued
        counts = ~folded(words.kind[last]) | tokens.glued
        code = np.where(counts, (code ^ hashed[last]) * MULTIPLIER ^ (code >> np.uint64(29)), code)
        many += content[last] & ~tokens.glued
        strong |= content[last] & ~words.weak[last]
        ok = unbroken & same & content[last] & ~folded(words.kind)
        spaced = (many <= MOST_WORDS) & strong & (content | (length > 1)) & (lone | (length > 1))
        ok &= np.where(tokens.glued, _long_enough(tokens, length), spaced)
        begin = np.flatnonzero(ok)
        found.append((begin, last[begin], code[begin]))
    return (
        np.concatenate([one[0] for one in found]),
        np.concatenate([one[1] for one in found]),
        np.concatenate([one[2] for one in found]),
    )


def _long_enough(tokens: Tokens, length: int) -> Mask:
    """One character is no word; a run of katakana written as one token is."""
    if length > 1:
        return np.ones(len(tokens.start), np.bool_)
    return tokens.end - tokens.start > 2


def folded(kind: Ints) -> Mask:
    """Function words, which leave no trace in a key."""
    without: Mask = (kind == FUNCTION) | (kind == INSIDE)
    return without
