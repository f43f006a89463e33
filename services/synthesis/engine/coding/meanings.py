"""Proposes the meaning of a statement: whether something is opposed, possible, had, good or lasting, or none of these.

A code has an object (`A01`, food) and a meaning: R opposition, P possibility, O attainment, Q quality, S
sustainability; and three details of P are obstacles to a right: P13 legal or political, P14 discrimination, P15
financial. Most statements name an object only, so most often nothing is proposed. As for codes: a kernel ridge
regression on likeness to examples, in meaning and a little in words, and probabilities from held-out predictions. What
is held out is an idea with all its translations: the examples say much the same in every language, so that with a
language held out nearly everything is right and nothing is learnt of how sure to be. A meaning is proposed from the
probability on from which held-out proposals were right in four cases of five; where only the letter is that sure, the
letter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage

from ..encoding.encoder import Vectors
from ..normalise import normalise
from .calibration import best_temperature, lowest_trusted, probabilities
from .kernel_ridge import KernelRidge
from .lexical import WordWeights
from .likeness import likeness_of

MEANINGS = Path(__file__).parents[2] / "meanings"
PRECISION = 0.8
"""How often proposals must have been right on ideas that were held out."""


@dataclass(frozen=True)
class Meant:
    """A statement with its meaning, None where its words tell none."""

    meaning: str | None
    language: str
    question: str
    text: str


def read_meanings(folder: Path = MEANINGS) -> list[Meant]:
    """All examples of a folder's `*.jsonl` files, in the order of file names and lines."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [Meant(**json.loads(line)) for line in lines if line.strip()]


class Meanings:
    """Learns from examples of meanings and of none; ``allowed`` are the meanings that the codebook has."""

    def __init__(self, allowed: Collection[str], question: float = 0.1, words: float = 0.1, ridge: float = 0.1) -> None:
        self.allowed = allowed
        self.question = question
        self.words = words
        self.ridge = ridge

    def fit(self, examples: Sequence[Meant], vectors: Vectors) -> Meanings:
        """Learn from examples (n) and their language-neutral vectors (n, d)."""
        named = [example.meaning or "" for example in examples]
        self.classes_, truth = np.unique(named, return_inverse=True)
        self.vectors_ = vectors
        self.asked_ = np.array([example.question for example in examples])
        texts = [normalise(example.text) for example in examples]
        self.word_weights_ = WordWeights().fit(texts)
        self.words_ = self.word_weights_.transform(texts)
        targets = np.eye(len(self.classes_))[truth] - 1 / len(self.classes_)
        learnt = KernelRidge().fit(self._likeness(vectors, self.words_, self.asked_), targets, self.ridge)
        self.weights_ = learnt.weights_
        held_out = learnt.held_out(ideas(vectors)).astype(np.float32)
        self.temperature_ = best_temperature(held_out, truth)
        self._trust(probabilities(held_out, self.temperature_), truth)
        return self

    def probabilities(self, vectors: Vectors, texts: Sequence[str], questions: Sequence[str | None]) -> Vectors:
        """Probability of each of ``classes_`` (n, k) for statements; the empty one is that of none."""
        words = self.word_weights_.transform([normalise(text) for text in texts])
        asked = np.array([question or "" for question in questions])
        scores = self._likeness(vectors, words, asked) @ self.weights_
        shares: Vectors = probabilities(scores.astype(np.float32), self.temperature_)
        return shares

    def propose(
        self, vectors: Vectors, texts: Sequence[str], questions: Sequence[str | None]
    ) -> list[tuple[str | None, float | None]]:
        """The meaning of each statement with its probability, or nothing where no meaning is sure enough."""
        if not len(texts):
            return []
        return [self._choose(row) for row in self.probabilities(vectors, texts, questions)]

    def _choose(self, shares: Vectors) -> tuple[str | None, float | None]:
        best = int(shares.argmax())
        name = str(self.classes_[best])
        if name in self.allowed and shares[best] >= self.trusted_[best]:
            return name, round(float(shares[best]), 4)
        letters = shares @ self._of_letters()
        letter = int(letters.argmax())
        name = self.letters_[letter]
        if name in self.allowed and letters[letter] >= self.trusted_letters_[letter]:
            return name, round(float(letters[letter]), 4)
        return None, None

    def _likeness(self, vectors: Vectors, words: sparse.csr_matrix, asked: NDArray[np.str_]) -> Vectors:
        likeness = likeness_of(vectors, self.vectors_)
        likeness *= (1 - self.question + self.question * (asked[:, None] == self.asked_)).astype(np.float32)
        likeness += np.float32(self.words) * (words @ self.words_.T).toarray()
        return likeness

    def _of_letters(self) -> NDArray[np.float32]:
        """Which class belongs to which of ``letters_`` (k, letters)."""
        first = np.array([name[:1] for name in self.classes_])
        belongs: NDArray[np.float32] = (first[:, None] == np.array(self.letters_)).astype(np.float32)
        return belongs

    def _trust(self, shares: Vectors, truth: NDArray[np.intp]) -> None:
        """Learn for each meaning, and for each letter, from which probability on it is right often enough."""
        self.letters_ = sorted({str(name)[:1] for name in self.classes_})
        self.trusted_ = _trusted(shares, truth)
        belongs = self._of_letters()
        self.trusted_letters_ = _trusted(shares @ belongs, belongs.argmax(axis=1)[truth])


def ideas(vectors: Vectors, near: float = 0.45) -> list[str]:
    """Which idea each of n vectors (n, d) belongs to: average linkage, cut at a cosine."""
    if len(vectors) < 2:
        return ["1"] * len(vectors)
    tree = linkage(vectors, method="average", metric="cosine")
    return [str(idea) for idea in fcluster(tree, 1 - near, "distance")]


def _trusted(shares: Vectors, truth: NDArray[np.intp]) -> NDArray[np.float64]:
    best = shares.argmax(axis=1)
    found = np.ones(shares.shape[1])
    for position in np.unique(best):
        rows = best == position
        found[position] = _precise_from(shares[rows, position], truth[rows] == position)
    return found


def _precise_from(confidence: Vectors, right: NDArray[np.bool_]) -> float:
    """The lowest confidence at and above which enough are right, and from which on each one likely is."""
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    lowest = float(confidence[order[enough[-1]]]) if len(enough) else 1.01
    return max(lowest, lowest_trusted(confidence, right, 0.5))
