"""Encoders that run in this process, both through sentence-transformers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .cpu import bfloat16_is_faster
from .encoder import ModelCard, Vectors, unit_rows

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Tokens computed at once: about 36 short statements. With four times as many, activations leave the cache.
BATCH = 512
CHUNK = 4096  # texts whose tokens are counted at once: bounds the memory, and is enough to fill most batches


class SentenceEncoder:
    """A sentence-transformers model that answers to `Encoder`."""

    def __init__(
        self,
        sentences: SentenceTransformer,
        card: ModelCard,
        n_tokens: Callable[[list[str]], list[int]],
        at_once: int = 1,
    ) -> None:
        self.sentences = sentences
        self.card = card
        self.n_tokens = n_tokens
        self._pool = ThreadPoolExecutor(at_once, "encoder")

    @property
    def model_id(self) -> str:
        """The model's public name."""
        return self.card.model_id

    @property
    def revision(self) -> str:
        """Which weights."""
        return self.card.revision

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.card.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension).

        A batch holds texts of one number of tokens, so that nothing is padded. sentence-transformers sorts by
        characters, which across scripts left a quarter of the work to padding.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            batches = batches_of_one_length(self.n_tokens(chunk))
            texts_of = [[chunk[row] for row in rows] for rows in batches]
            for rows, found in zip(batches, self._pool.map(self._batch, texts_of), strict=True):
                vectors[start + rows] = found
        return unit_rows(vectors)

    def _batch(self, texts: list[str]) -> Vectors:
        vectors: Vectors = self.sentences.encode(
            texts, prompt=self.card.prompt, batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True
        )
        return vectors


def batches_of_one_length(n_tokens: Sequence[int]) -> list[NDArray[np.int64]]:
    """Rows of the texts in each batch, the longest texts first; a batch has `BATCH` tokens at most, or one text."""
    lengths = np.asarray(n_tokens, dtype=np.int64)
    batches = []
    for length in np.unique(lengths)[::-1]:
        rows = np.flatnonzero(lengths == length)
        size = max(BATCH // int(length), 1)
        batches += [rows[first : first + size] for first in range(0, len(rows), size)]
    return batches


def load_onnx(folder: Path, card: ModelCard, threads: int | None) -> SentenceEncoder:
    """The 8-bit graph of a prepared folder; each core takes a batch of its own.

    Two cores on one short batch wait for each other at every layer: when this was tried, a batch each gave 662
    statements a second where sharing gave 597.
    """
    from sentence_transformers import SentenceTransformer

    from .onnx_module import OnnxModule

    module = OnnxModule(folder / "onnx", card.dimension, threads=1)
    sentences = SentenceTransformer(modules=[module], device="cpu")
    at_once = threads or os.cpu_count() or 1
    return SentenceEncoder(sentences, card, lambda texts: module.n_tokens(texts, card.prompt), at_once)


def load_torch(folder: Path, card: ModelCard, threads: int | None, exact: bool) -> SentenceEncoder:
    """The network of a prepared folder; `threads`, when given, holds for torch in the whole process."""
    import torch
    from sentence_transformers import SentenceTransformer

    if threads:
        torch.set_num_threads(threads)
    number = torch.bfloat16 if not exact and bfloat16_is_faster() else torch.float32
    sentences = SentenceTransformer(str(folder / "torch"), device="cpu", model_kwargs={"dtype": number})

    def n_tokens(texts: list[str]) -> list[int]:
        prompted = [card.prompt + text for text in texts]
        return [len(ids) for ids in sentences.tokenizer(prompted, truncation=True)["input_ids"]]

    return SentenceEncoder(sentences, card, n_tokens)
