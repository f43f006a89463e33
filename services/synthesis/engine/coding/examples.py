"""Statements whose code is known: the shipped seeds, and later what people have validated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..encoding.encoder import Vectors

SEEDS = Path(__file__).parents[2] / "seeds"


@dataclass(frozen=True)
class Seed:
    """One statement with its code, its language and the role of the question it answers."""

    code: str
    language: str
    question: str
    text: str


@dataclass(frozen=True)
class Examples:
    """Seeds (n) and their language-neutral vectors (n, d)."""

    seeds: Sequence[Seed]
    vectors: Vectors

    def without(self, language: str) -> Examples:
        """The examples of all other languages."""
        kept = [row for row, seed in enumerate(self.seeds) if seed.language != language]
        return Examples([self.seeds[row] for row in kept], self.vectors[np.array(kept, dtype=np.intp)])


def read_seeds(folder: Path = SEEDS) -> list[Seed]:
    """All seeds of a folder's `*.jsonl` files, in the order of file names and lines."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [Seed(**json.loads(line)) for line in lines if line.strip()]
