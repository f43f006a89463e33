"""Load the reader that the settings name, once for a process; it takes some seconds."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from shared.vocabulary.codebook import Codebook, default_codebook

from .engine.coding.codebook_vectors import describe
from .engine.coding.examples import SEEDS, Examples, read_seeds
from .engine.coding.kept import keep_vectors, kept_vectors
from .engine.coding.meanings import MEANINGS, Meanings, read_meanings
from .engine.coding.nearby import NearbyCodes
from .engine.encoding.encoder import Encoder, ModelCard, Vectors
from .engine.encoding.loading import load_encoder
from .reader import Reader, Speech, Teacher
from .settings import SynthesisSettings

METHOD = "3"
"""Counted up when the coder's method changes, so that everything is read again."""

AT_ONCE = 32
"""Examples read while a search may have to wait for them."""


def load_reader(settings: SynthesisSettings) -> Reader:
    """Give an encoder, its neutralizer, and coders of codes and meanings fitted on the seeds."""
    speech = Speech.load(settings)
    codebook = default_codebook()

    def embed(texts: Sequence[str]) -> Vectors:
        return speech.neutralizer.transform(speech.encoder.encode(list(texts)))

    seeds = [seed for seed in read_seeds() if seed.code in codebook.entries]
    raw = _read(speech.encoder, [seed.text for seed in seeds], settings.learnt_folder())
    entries = list(codebook.entries.values())
    teacher = Teacher(entries, describe(entries, embed), Examples(seeds, speech.neutralizer.transform(raw)))
    meanings = Meanings(proposable(codebook)).fit(known := read_meanings(), embed([each.text for each in known]))
    parts = (speech.encoder, speech.neutralizer, teacher.coder(), codebook.version, coder_version())
    return Reader(*parts, teacher, meanings)


def _read(encoder: Encoder, texts: list[str], folder: Path | None) -> Vectors:
    """Give raw vectors of texts, from the model's folder if they are kept there."""
    raw = kept_vectors(folder, encoder, texts)
    if raw is None:
        raw = encoder.encode(texts)
        keep_vectors(folder, encoder, texts, raw)
    return raw


def proposable(codebook: Codebook) -> set[str]:
    """Give the meanings that a codebook has: letters, and letters with two digits."""
    return {letter + digits for letter, meaning in codebook.meanings.items() for digits in ("", *meaning.details)}


async def read_nearby(speech: Speech, codebook: Codebook, folder: Path | None = None) -> NearbyCodes:
    """Read the shipped examples of a codebook's codes, a few at a time: searches are answered in between.

    Their vectors may be kept in the model's ``folder``.
    """
    seeds = [seed for seed in read_seeds() if seed.code in codebook.entries]
    texts = [seed.text for seed in seeds]
    raw = kept_vectors(folder, speech.encoder, texts)
    if raw is None:
        parts = [await speech.encode(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]
        raw = np.concatenate(parts)
        keep_vectors(folder, speech.encoder, texts, raw)
    vectors = await asyncio.to_thread(speech.neutralizer.transform, raw)
    return NearbyCodes([seed.code for seed in seeds], vectors)


def learn_examples(folder: Path) -> None:
    """Leave the vectors of the shipped examples in the model's folder, if they are not there."""
    texts = [seed.text for seed in read_seeds() if seed.code in default_codebook().entries]
    if kept_vectors(folder, ModelCard.read(folder), texts) is None:
        print("Reading the examples of the codebook", flush=True)
        _read(load_encoder("onnx", folder), texts, folder)


def coder_version() -> str:
    """Name the method and the examples that proposals come from."""
    files = [path for folder in (SEEDS, MEANINGS) for path in sorted(folder.glob("*.jsonl"))]
    content = b"".join(path.read_bytes() for path in files)
    return f"{METHOD}-{hashlib.blake2b(content, digest_size=4).hexdigest()}"
