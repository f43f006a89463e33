"""The words of texts as sparse vectors: hashed runs of characters, weighted by rarity.

Runs of 3 and 4 characters within words stand for stems and endings alike, in any alphabet, without a tokenizer or a
list of stop words per language. All texts are hashed at once with numpy: some 100,000 short texts a second.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

LENGTHS = (3, 4)
BUCKETS = 1 << 15
# An odd 64-bit multiplier with well-mixed bits (Knuth, multiplicative hashing).
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
SPACE = ord(" ")


class WordWeights:
    """Inverse document frequencies of hashed runs; turns normalised texts into sparse unit rows."""

    def __init__(self) -> None:
        self.rarity_: NDArray[np.float32]

    def fit(self, texts: Sequence[str]) -> WordWeights:
        """Learn how rare each run is in these texts."""
        n_containing = np.bincount(hashed_runs(texts).indices, minlength=BUCKETS)
        self.rarity_ = np.log((1 + len(texts)) / (1 + n_containing)).astype(np.float32) + np.float32(1)
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Sparse unit rows (n, BUCKETS); a text too short for a run has an empty row."""
        present = hashed_runs(texts)
        weighted = present @ sparse.diags(self.rarity_)
        lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        rows: sparse.csr_matrix = sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ weighted
        return rows


def hashed_runs(texts: Sequence[str]) -> sparse.csr_matrix:
    """Which runs each text holds: ones in a sparse matrix (n, BUCKETS)."""
    framed = [f" {text} " for text in texts]
    characters = np.frombuffer("".join(framed).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in framed])
    cells = np.concatenate([_cells(characters, owner, length) for length in LENGTHS])
    counts = sparse.csr_matrix(
        (np.ones(len(cells), dtype=np.float32), (cells // BUCKETS, cells % BUCKETS)), shape=(len(texts), BUCKETS)
    )
    counts.data[:] = 1  # said once or twice in eight words makes no difference
    return counts


def _cells(characters: NDArray[np.uint64], owner: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """The cell (row * BUCKETS + bucket) of each run of a length that stays inside one word of one text."""
    n = max(len(characters) - length + 1, 0)
    if not n:
        return np.empty(0, dtype=np.int64)
    code = np.zeros(n, dtype=np.uint64)
    whole = owner[:n] == owner[length - 1 :]
    for offset in range(length):
        code = (code ^ characters[offset : offset + n]) * MULTIPLIER
        if 0 < offset < length - 1:  # a space may begin or end a run, not divide it
            whole &= characters[offset : offset + n] != SPACE
    buckets = (code >> np.uint64(49)).astype(np.int64)
    cells: NDArray[np.int64] = (owner[:n] * BUCKETS + buckets)[whole]
    return cells
