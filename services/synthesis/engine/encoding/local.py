"""Encoders that run in this process, both through sentence-transformers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .cpu import bfloat16_is_faster
from .encoder import ModelCard, Vectors, unit_rows

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Of 16, 32 and 64 the fastest with short statements; at 128 activations leave the cache.
BATCH = 64
CHUNK = 4096  # texts whose tokens are counted at once: bounds the memory, and is long enough to find like lengths


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

        Batches are made of texts with like numbers of tokens. sentence-transformers sorts by characters, which across
        scripts left a quarter of the work to padding.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            by_length = np.argsort(self.n_tokens(chunk), kind="stable")
            batches = [by_length[first : first + BATCH] for first in range(0, len(chunk), BATCH)]
            texts_of = [[chunk[row] for row in rows] for rows in batches]
            for rows, found in zip(batches, self._pool.map(self._batch, texts_of), strict=True):
                vectors[start + rows] = found
        return unit_rows(vectors)

    def _batch(self, texts: list[str]) -> Vectors:
        vectors: Vectors = self.sentences.encode(
            texts, prompt=self.card.prompt, batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        return vectors


def load_onnx(folder: Path, card: ModelCard, threads: int | None) -> SentenceEncoder:
    """The 8-bit graph of a prepared folder; each core takes a batch of its own.

    Two cores on one short batch wait for each other at every layer: with a batch each they gave 662 statements a
    second where sharing gave 597.
    """
    from sentence_transformers import SentenceTransformer

    from .onnx_module import OnnxModule

    module = OnnxModule(folder / "onnx", card.dimension, threads=1)
    at_once = threads or os.cpu_count() or 1
    return SentenceEncoder(SentenceTransformer(modules=[module], device="cpu"), card, module.n_tokens, at_once)


def load_torch(folder: Path, card: ModelCard, threads: int | None, exact: bool) -> SentenceEncoder:
    """The network of a prepared folder; `threads`, when given, holds for torch in the whole process."""
    import torch
    from sentence_transformers import SentenceTransformer

    if threads:
        torch.set_num_threads(threads)
    number = torch.bfloat16 if not exact and bfloat16_is_faster() else torch.float32
    sentences = SentenceTransformer(str(folder / "torch"), device="cpu", model_kwargs={"dtype": number})

    def n_tokens(texts: list[str]) -> list[int]:
        return [len(ids) for ids in sentences.tokenizer(texts, truncation=True)["input_ids"]]

    return SentenceEncoder(sentences, card, n_tokens)
