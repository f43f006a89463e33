"""Statements whose code is known: the shipped seeds, and lessons, which are what people have coded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
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
class Lesson:
    """A statement as people coded it; the language is not asked, and the weight tells how many stand behind it."""

    code: str
    question: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Examples:
    """Seeds (n), lessons (m), and the language-neutral vectors of both, in that order (n + m, d)."""

    seeds: Sequence[Seed]
    vectors: Vectors
    lessons: Sequence[Lesson] = field(default=())

    def without(self, language: str) -> Examples:
        """The examples without the seeds of a language."""
        kept = [row for row, seed in enumerate(self.seeds) if seed.language != language]
        rows = np.array([*kept, *range(len(self.seeds), len(self.vectors))], dtype=np.intp)
        return Examples([self.seeds[row] for row in kept], self.vectors[rows], self.lessons)

    def taught(self, lessons: Sequence[Lesson], vectors: Vectors) -> Examples:
        """These examples with lessons (m) and their vectors (m, d) in the place of any earlier ones."""
        return Examples(self.seeds, np.concatenate([self.vectors[: len(self.seeds)], vectors]), lessons)


def read_seeds(folder: Path = SEEDS) -> list[Seed]:
    """All seeds of a folder's `*.jsonl` files, in the order of file names and lines."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [Seed(**json.loads(line)) for line in lines if line.strip()]
