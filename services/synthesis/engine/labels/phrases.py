"""Every phrase of one to three words that people used, found once for all layers of topics.

A phrase is a run of up to four words in one clause. It neither begins nor ends with a function word, though a denial
may open it, and only articles and prepositions stand inside. Forms of a word, and the function words inside, are folded
in its key: `perte d'emploi` and `pertes de l'emploi` are one phrase. In scripts without spaces it is a run of two to
four characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .function_words import CONTENT
from .runs import LONGEST, Even, Words, folded, may_stand_alone, runs, words_of
from .said import Floats, Ints, Mask
from .tokens import Tokens, plain, tokens_of


@dataclass(frozen=True)
class Phrases:
    """Phrases (p) of texts (n); numbered by where they are first used."""

    languages: list[str]
    language: Ints
    """(p) row of its language."""
    keys: NDArray[np.int32]
    """(p, 4) numbers of its words' keys in order, then -1."""
    n_words: Ints
    """(p) words that carry meaning; half the characters in a script without spaces."""
    glued: Mask
    """(p) whether it is of a script without spaces."""
    unfinished: Floats
    """(p) share of its uses that go on with another word of meaning at once, as `bought a new` does."""
    used: sparse.csr_matrix
    """(n, p) ones where a text uses a phrase."""
    texts: list[str]
    begins: Ints
    ends: Ints
    places: Ints
    text: Ints
    """Occurrences ordered by phrase: where they begin and end in which text; `places` (p + 1) are the boundaries."""


def find_phrases(
    texts: Sequence[str], language: Ints, languages: Sequence[str], n_groups: Ints, even: Even | None = None
) -> Phrases:
    """All phrases of texts (n) whose languages are rows of `languages`; `n_groups` (n) said each text.

    `even` tells which words say nothing because every topic has them. A phrase of several words is kept when two
    groups used it, or one group in two texts. Linear in the texts' length.
    """
    clean = [plain(text) for text in texts]
    tokens = tokens_of(clean)
    words = words_of(tokens, language, languages)
    lone = may_stand_alone(tokens, words, even, languages)
    found = runs(tokens, words, lone)
    return _gather(clean, tokens, words, list(languages), n_groups, found)


def _gather(
    texts: list[str],
    tokens: Tokens,
    words: Words,
    languages: list[str],
    n_groups: Ints,
    found: tuple[Ints, Ints, NDArray[np.uint64]],
) -> Phrases:
    first, last, code = found
    _, earliest, phrase = np.unique(code, return_index=True, return_inverse=True)
    text = tokens.text[first]
    n = len(texts)
    used = _presence(text, phrase, n, len(earliest))
    several = last[earliest] > first[earliest]
    support = np.asarray(used.T @ n_groups.astype(np.float64)).ravel()
    kept = np.flatnonzero(~several | (support >= 2))
    kept = kept[np.lexsort((last[earliest[kept]], first[earliest[kept]]))]
    number = np.full(len(earliest), -1, np.int64)
    number[kept] = np.arange(len(kept))
    order = np.lexsort((first, number[phrase]))
    order = order[np.searchsorted(number[phrase][order], 0) :]
    head, tail = first[earliest[kept]], last[earliest[kept]]
    keys, n_words = _keys(tokens, words, head, tail)
    return Phrases(
        languages=languages,
        language=words.language[head],
        keys=keys,
        n_words=n_words,
        glued=tokens.glued[head],
        unfinished=_unfinished(tokens, words, last, number[phrase], len(kept)),
        used=used[:, kept].tocsr(),
        texts=texts,
        begins=tokens.start[first[order]],
        ends=tokens.end[last[order]],
        places=np.searchsorted(number[phrase][order], np.arange(len(kept) + 1)),
        text=text[order],
    )


def _unfinished(tokens: Tokens, words: Words, last: Ints, phrase: Ints, n: int) -> Floats:
    after = np.minimum(last + 1, max(len(words.kind) - 1, 0))
    goes_on = tokens.joined[last] & (words.kind[after] == CONTENT) & ~tokens.glued[last]
    known = phrase >= 0
    uses = np.bincount(phrase[known], minlength=n)
    share: Floats = np.bincount(phrase[known], weights=goes_on[known], minlength=n) / np.maximum(uses, 1)
    return share


def _presence(text: Ints, phrase: Ints, n: int, p: int) -> sparse.csr_matrix:
    used = sparse.csr_matrix((np.ones(len(text), np.float32), (text, phrase)), shape=(n, p))
    used.data[:] = 1
    return used


def _keys(tokens: Tokens, words: Words, head: Ints, tail: Ints) -> tuple[NDArray[np.int32], Ints]:
    keys = np.full((len(head), LONGEST), -1, np.int32)
    filled = np.zeros(len(head), np.int64)
    n_words = np.zeros(len(head), np.int64)
    for offset in range(LONGEST):
        at = head + offset
        inside = at <= tail
        at = np.minimum(at, tail)
        counts = inside & (~folded(words.kind[at]) | tokens.glued[at])
        rows = np.flatnonzero(counts)
        keys[rows, filled[rows]] = words.key[at[rows]]
        filled[rows] += 1
        n_words += inside & ~folded(words.kind[at])
    return keys, np.where(tokens.glued[head], np.maximum(filled // 2, 1), n_words)
