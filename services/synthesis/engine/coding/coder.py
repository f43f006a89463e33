"""Proposes codes of a codebook for statements; people decide.

Three voices are joined in one score a code:

- likeness to each example in meaning, `((1 + cosine) / 2) ** 3`, and less of it when the example answers another
  question: so what an answer to the action question tends to be is learnt from the examples;
- the words shared with examples (`lexical.py`), a small voice;
- likeness to the code's prototype: its labels and description, moved towards the centre of its examples.

The first two are a kernel ridge regression. Leave-one-language-out predictions of the examples set the temperature
that makes scores probabilities, and the two confidences below which a component or a dimension is not proposed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors, unit_rows
from ..normalise import normalise
from .calibration import best_temperature, lowest_trusted, probabilities
from .codebook_vectors import CodebookEntry
from .examples import Examples
from .kernel_ridge import fit_weights
from .lexical import WordWeights
from .proposals import Proposals, Thresholds, by_dimension, propose

CHUNK = 1024  # texts compared with all examples at once: likenesses that stay in the cache


class Coder:
    """Learns from a codebook and examples; proposes ranked codes with probabilities.

    Settings were chosen by leave-one-language-out on the 1,629 seeds (69 codes, 11 languages): first choice right .795,
    among the first three .933, dimension .861, expected calibration error .04. For comparison, first choice of logistic
    regression alone .77, shrunk LDA .76, prototypes alone .75, nearest neighbours .72, words alone .13. Without
    `question` the dimension falls to .838. `words` at 0 / .05 / .1 / .3 gives .793 / .792 / .790 / .785: with two
    examples a code in a language, words add nothing yet, and are kept small for the day validated examples repeat one
    another's wording. `ridge`, `moved` and `prototype` are flat around their values. With ideas held out instead of
    languages, first choice .73 and dimension .82: a new idea is harder than a new language.
    """

    def __init__(
        self, question: float = 0.3, words: float = 0.05, prototype: float = 0.6, moved: float = 0.6, ridge: float = 0.2
    ) -> None:
        self.question = question
        self.words = words
        self.prototype = prototype
        self.moved = moved
        self.ridge = ridge

    def fit(self, entries: Sequence[CodebookEntry], described: Vectors, examples: Examples) -> Coder:
        """Learn from entries, their vectors (k, d) of `describe`, and examples; `ValueError` without examples.

        Cubic in the number of examples: about a second for 1,600.
        """
        if not examples.seeds:
            raise ValueError("a coder needs examples")
        position = {entry.code: index for index, entry in enumerate(entries)}
        truth = np.array([position[seed.code] for seed in examples.seeds], dtype=np.intp)
        self.entries_ = list(entries)
        self.vectors_ = examples.vectors
        self.described_ = described
        self.asked_ = np.array([seed.question for seed in examples.seeds])
        texts = [normalise(seed.text) for seed in examples.seeds]
        self.word_weights_ = WordWeights().fit(texts)
        words = self.word_weights_.transform(texts)
        same_question = 1 - self.question + self.question * (self.asked_[:, None] == self.asked_)
        likeness = _likeness(self.vectors_, self.vectors_) * same_question + self.words * (words @ words.T).toarray()
        targets = np.eye(len(entries))[truth] - 1 / len(entries)
        folds = _folds(np.array([seed.language for seed in examples.seeds]))
        weights, held_out = fit_weights(likeness.astype(np.float64), targets, self.ridge, folds)
        self._calibrate(held_out, truth, folds)
        self.prototypes_, self.centre_ = self._prototypes(self.vectors_, truth)
        self.weights_ = weights.astype(np.float32)
        self.word_scores_ = np.asarray(words.T @ (self.words * weights), dtype=np.float32)
        return self

    def probabilities(self, vectors: Vectors, texts: Sequence[str], questions: Sequence[str | None]) -> Vectors:
        """Probability of each entry (n, k) for statements: vectors (n, d), words, and the role of the question."""
        scores = np.zeros((len(texts), len(self.entries_)), dtype=np.float32)
        asked = np.array([question or "" for question in questions])
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            scores[rows] = self._scores(vectors[rows], texts[rows], asked[rows])
        shares: Vectors = probabilities(scores, self.temperature_).astype(np.float32)
        return shares

    def propose(self, vectors: Vectors, texts: Sequence[str], questions: Sequence[str | None]) -> Proposals:
        """Ranked codes and one proposal for each statement; the arguments of `probabilities`."""
        return propose(self.probabilities(vectors, texts, questions), self.entries_, self.thresholds_)

    def _scores(self, vectors: Vectors, texts: Sequence[str], asked: NDArray[np.str_]) -> Vectors:
        likeness = _likeness(vectors, self.vectors_)
        scores: Vectors = (vectors - self.centre_) @ (np.float32(self.prototype) * self.prototypes_).T
        for question in np.unique(asked):
            rows = asked == question
            scores[rows] += likeness[rows] @ (self.weights_ * self._weight_of(question)[:, None])
        words = self.word_weights_.transform([normalise(text) for text in texts])
        total: Vectors = scores + words @ self.word_scores_
        return total

    def _weight_of(self, question: str) -> Vectors:
        """How much each example counts for an answer to a question; by the questions' shares for an unknown one."""
        same = self.asked_ == question
        if not same.any():
            roles, counts = np.unique(self.asked_, return_counts=True)
            same = (counts / counts.sum())[np.searchsorted(roles, self.asked_)]
        weight: Vectors = (1 - self.question + self.question * same).astype(np.float32)
        return weight

    def _prototypes(self, vectors: Vectors, truth: NDArray[np.intp]) -> tuple[Vectors, Vectors]:
        """Prototypes (k, d) and the centre (d) of the examples; a code without examples keeps its description."""
        centre = vectors.mean(axis=0)
        sums = np.zeros_like(self.described_)
        np.add.at(sums, truth, vectors - centre)
        has_examples = np.bincount(truth, minlength=len(sums))[:, None] > 0
        moved = np.where(has_examples, self.moved, 0.0).astype(np.float32)
        return unit_rows(moved * unit_rows(sums) + (1 - moved) * self.described_), centre

    def _calibrate(self, held_out: NDArray[np.float64], truth: NDArray[np.intp], folds: NDArray[np.str_]) -> None:
        scores = held_out.astype(np.float32)
        for fold in np.unique(folds):
            out = folds == fold
            prototypes, centre = self._prototypes(self.vectors_[~out], truth[~out])
            scores[out] += self.prototype * ((self.vectors_[out] - centre) @ prototypes.T)
        self.temperature_ = best_temperature(scores, truth)
        self.thresholds_ = _learn_thresholds(probabilities(scores, self.temperature_), truth, self.entries_)


def _likeness(vectors: Vectors, others: Vectors) -> Vectors:
    """Likeness in meaning (n, m), between 0 and 1: a polynomial kernel, positive definite."""
    half = vectors @ others.T
    half *= 0.5
    half += 0.5
    likeness: Vectors = half * half * half  # the power operator takes several times as long
    return likeness


def _folds(spoken: NDArray[np.str_]) -> NDArray[np.str_]:
    """What is held out together: a language, or every fifth example where there is only one language."""
    if len(np.unique(spoken)) > 1:
        return spoken
    return np.char.mod("%d", np.arange(len(spoken)) % 5)


def _learn_thresholds(shares: Vectors, truth: NDArray[np.intp], entries: Sequence[CodebookEntry]) -> Thresholds:
    dimensions, dimension_of = np.unique([entry.dimension for entry in entries], return_inverse=True)
    sums = by_dimension(shares, dimension_of, len(dimensions))
    component = lowest_trusted(shares.max(axis=1), shares.argmax(axis=1) == truth)
    dimension = lowest_trusted(sums.max(axis=1), sums.argmax(axis=1) == dimension_of[truth])
    return Thresholds(component, dimension)
