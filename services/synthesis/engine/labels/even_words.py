"""Words that every topic has alike: found in the texts, so that no language depends on a list.

A function word is as frequent in one topic as in another. How far a word is from that is its relative entropy: the
Kullback-Leibler divergence of its spread over topics from the spread of all words, less what chance alone gives to a
word so rare ((K - 1) / 2n nats; the bias of Miller, "Note on the bias of information estimates", 1955). Term weighting
by entropy goes back to Dumais, "Improving the retrieval of information from external sources" (1991).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .said import Floats, Ints, Mask

FEWEST = 20
"""Uses below which nothing is said about a word."""
FEWEST_TOPICS = 4
"""Topics below which nothing is said of a language's words: all of them stand in the few there are."""
COMMON = 0.002
"""Share of the language's texts below which a word is not common, and is kept."""
EVEN = 0.2
"""Nats below which a word of a listed language is even; such a word is only kept from standing alone."""
EVEN_UNLISTED = 0.4
"""Nats below which a word is a function word where no list says so, if it is among the common ones."""


def even_words(topic: Ints, key: Ints, text: Ints, language_of: Ints, listed: Mask) -> Mask:
    """Which keys are even over the topics of texts (n; -1 for none): keys and texts of tokens (t), language by key."""
    divergence, share, n_uses, n_topics = divergences(topic, key, text, language_of)
    limit = np.where(listed[language_of], EVEN, EVEN_UNLISTED)
    common = np.where(listed[language_of], COMMON, 4 * COMMON)
    return (n_uses >= FEWEST) & (share >= common) & (divergence < limit) & (n_topics >= FEWEST_TOPICS)


def divergences(topic: Ints, key: Ints, text: Ints, language_of: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """Four figures by key.

    Nats away from the spread of its language, the share of its language's texts, its uses, and over how many topics
    (effectively, by entropy) its language is spread.
    """
    placed = topic[text] >= 0
    n_topics, n_keys = int(topic.max(initial=0)) + 1, len(language_of)
    spread = sparse.csr_matrix(
        (np.ones(int(placed.sum())), (key[placed], topic[text[placed]])), shape=(n_keys, n_topics)
    )
    n_languages = int(language_of.max(initial=0)) + 1
    belongs = sparse.csr_matrix((np.ones(n_keys), (language_of, np.arange(n_keys))), shape=(n_languages, n_keys))
    whole = (belongs @ spread).toarray()
    whole = (whole + 1e-9) / (whole + 1e-9).sum(axis=1, keepdims=True)
    n_uses = np.asarray(spread.sum(axis=1)).ravel()
    cells = spread.tocoo()
    part = cells.data / n_uses[cells.row]
    nats = part * np.log(part / whole[language_of[cells.row], cells.col])
    effective = np.exp(-(whole * np.log(whole)).sum(axis=1))[language_of]
    chance = (np.minimum(effective, n_uses) - 1) / (2 * np.maximum(n_uses, 1))
    divergence = np.bincount(cells.row, weights=nats, minlength=n_keys) - chance
    _, texts_of_language = _texts(text, language_of[key], n_languages)
    return divergence, n_uses / np.maximum(texts_of_language[language_of], 1), n_uses, effective


def _texts(text: Ints, language: Ints, n_languages: int) -> tuple[Ints, Floats]:
    seen, first = np.unique(text, return_index=True)
    return seen, np.bincount(language[first], minlength=n_languages).astype(np.float64)
