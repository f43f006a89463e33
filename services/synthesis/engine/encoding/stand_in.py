"""A light stand-in for the sentence encoder: same contract, no model, nothing learnt.

Words and runs of characters are hashed into the vector, so texts that share words are near one another. It knows no
meaning and no second language; use it where a test needs vectors and not understanding.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from .encoder import Vectors, unit_rows


class TinyEncoder:
    """Hashed words and character 3- and 4-grams; the same text gives the same vector on every machine."""

    model_id = "spiral/tiny-stand-in"
    revision = "1"
    dimension = 384

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, 384)."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature, weight in _features(text):
                code = zlib.crc32(feature.encode())
                vectors[row, code % self.dimension] += weight if code & 0x8000_0000 else -weight
        return unit_rows(vectors)


def _features(text: str) -> Iterator[tuple[str, float]]:
    framed = f" {' '.join(text.casefold().split())} "
    yield "", 0.1  # so that an empty text has a direction too
    for word in framed.split():
        yield f"={word}", 1.0
    for length in (3, 4):
        for start in range(len(framed) - length + 1):
            yield framed[start : start + length], 0.3
