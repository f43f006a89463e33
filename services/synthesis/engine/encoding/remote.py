"""An encoder on another machine.

Two dialects, told apart by the address: one that ends in `/v1` is asked the OpenAI way (`POST /v1/embeddings`, also
spoken by vLLM, Ollama and others); any other is a Text Embeddings Inference server (`POST /embed`). The card's prompt
travels in the text. Some servers put one before each text themselves: a card without a prompt is for those, since with
two the vectors of short texts are only within cosine .977 of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import numpy as np

from .encoder import ModelCard, Vectors, unit_rows

BATCH = 32  # the largest batch a Text Embeddings Inference server takes unless told otherwise
BUSY = (429, 503)
ATTEMPTS = 5
LONGEST_WAIT_S = 20.0


class EncoderUnreachable(RuntimeError):
    """The encoder's server did not answer, or not with vectors of the model expected."""


class RemoteEncoder:
    """Asks a server; the same `Encoder` to everyone else."""

    def __init__(
        self,
        url: str,
        card: ModelCard,
        *,
        timeout_s: float = 30.0,
        client: httpx.Client | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.card = card
        self.model_id, self.revision, self.dimension = card.model_id, card.revision, card.dimension
        self.client = client or httpx.Client(timeout=timeout_s)
        self.pause = pause

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension), asked for in batches of texts of like length; `EncoderUnreachable`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(by_length), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._batch([self.card.prompt + texts[row] for row in rows])
        return unit_rows(vectors)

    def _batch(self, texts: list[str]) -> Vectors:
        openai = self.url.endswith("/v1")
        path = "/embeddings" if openai else "/embed"
        question = {"input": texts, "model": self.model_id} if openai else {"inputs": texts, "truncate": True}
        answer = self._ask(path, question)
        try:
            rows = [row["embedding"] for row in sorted(answer["data"], key=_index)] if openai else answer
            vectors = np.asarray(rows, dtype=np.float32)
        except (KeyError, TypeError, ValueError) as reason:
            raise EncoderUnreachable(f"{self.url} did not answer with vectors") from reason
        if vectors.shape != (len(texts), self.dimension):
            expected = (len(texts), self.dimension)
            raise EncoderUnreachable(f"{self.url} gave vectors of shape {vectors.shape}, expected {expected}")
        return vectors

    def _ask(self, path: str, question: dict[str, Any]) -> Any:
        said = "no answer"
        for attempt in range(ATTEMPTS):
            if attempt:
                self.pause(min(2.0**attempt / 4, LONGEST_WAIT_S))
            try:
                answer = self.client.post(self.url + path, json=question)
            except httpx.TransportError as reason:
                said = repr(reason)
                continue
            if answer.status_code == 200:
                return answer.json()
            said = f"status {answer.status_code}"
            if answer.status_code not in BUSY:
                break
        raise EncoderUnreachable(f"{self.url}{path}: {said}")


def _index(row: dict[str, Any]) -> int:
    return int(row["index"])
