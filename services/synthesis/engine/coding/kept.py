"""Vectors of the shipped examples, kept beside the model: every process needs them, and reading them takes seconds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..encoding.encoder import Encoder, ModelCard, Vectors

NAME = "examples.npz"


def kept_vectors(folder: Path | None, model: Encoder | ModelCard, texts: Sequence[str]) -> Vectors | None:
    """Give the raw vectors (n, d) that this model and revision gave for these texts, or None if they are not kept."""
    try:
        with np.load(_place(folder), allow_pickle=False) as found:
            same = str(found["key"]) == _key(model, texts)
            return np.asarray(found["vectors"], dtype=np.float32) if same else None
    except (OSError, ValueError, KeyError, EOFError):
        return None


def keep_vectors(folder: Path | None, model: Encoder | ModelCard, texts: Sequence[str], vectors: Vectors) -> None:
    """Keep raw vectors (n, d) of texts; a folder that cannot be written is no error."""
    try:
        place = _place(folder)
        written = place.with_suffix(f".{os.getpid()}.npz")
        np.savez(written, key=np.array(_key(model, texts)), vectors=vectors)
        written.replace(place)
    except OSError:
        return  # a read-only image reads them again at each start


def _place(folder: Path | None) -> Path:
    if folder is None:
        raise FileNotFoundError
    return folder / NAME


def _key(model: Encoder | ModelCard, texts: Sequence[str]) -> str:
    content = "\n".join([model.model_id, model.revision, *texts]).encode()
    return hashlib.blake2b(content, digest_size=16).hexdigest()
