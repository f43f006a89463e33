"""Load the reader that the settings name, once for a process; it takes some seconds."""

import hashlib

from shared.vocabulary.codebook import Codebook, default_codebook

from .engine.coding.codebook_vectors import describe
from .engine.coding.coder import Coder
from .engine.coding.examples import SEEDS, Examples, read_seeds
from .engine.encoding.encoder import Vectors
from .reader import Reader, Speech
from .settings import SynthesisSettings

METHOD = "1"
"""Counted up when the coder's method changes, so that everything is read again."""


def load_reader(settings: SynthesisSettings) -> Reader:
    """Give an encoder, its neutralizer and a coder fitted on the seeds for the current codebook."""
    speech = Speech.load(settings)
    codebook = default_codebook()
    return Reader(speech.encoder, speech.neutralizer, fit_coder(speech, codebook), codebook.version, coder_version())


def fit_coder(speech: Speech, codebook: Codebook) -> Coder:
    """Fit a coder for a codebook version on the shipped examples of the codes it has."""

    def embed(texts: list[str]) -> Vectors:
        return speech.neutralizer.transform(speech.encoder.encode(texts))

    entries = list(codebook.entries.values())
    seeds = [seed for seed in read_seeds() if seed.code in codebook.entries]
    examples = Examples(seeds, embed([seed.text for seed in seeds]))
    return Coder().fit(entries, describe(entries, lambda texts: embed(list(texts))), examples)


def coder_version() -> str:
    """Name the method and the examples that proposals come from."""
    content = b"".join(path.read_bytes() for path in sorted(SEEDS.glob("*.jsonl")))
    return f"{METHOD}-{hashlib.blake2b(content, digest_size=4).hexdigest()}"
