"""Proposes codes of a codebook for statements; people decide.

Four voices are joined in one score a code:

- likeness to each example in meaning, `((1 + cosine) / 2) ** 3`, and less of it when the example answers another
  question: so what an answer to the action question tends to be is learnt from the examples;
- the words shared with examples (`lexical.py`), a small voice;
- likeness to the code's prototype: its labels and description, moved towards the centre of its examples;
- how often people give the code (`frequencies.py`), once they have given some.

The first two are a kernel ridge regression, in which an example of a code also speaks a little for its dimension.
Examples are the shipped seeds and lessons: what people have coded. Held-out predictions set the temperature that makes
scores probabilities, and the two confidences below which a component or a dimension is not proposed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..encoding.encoder import Vectors
from ..normalise import normalise
from .blind import BlindScores, Recall
from .calibration import best_temperature, lowest_trusted, probabilities
from .codebook_vectors import CodebookEntry
from .examples import Examples, Lesson, Seed
from .folds import calibrating, folds
from .frequencies import Frequencies
from .kernel_ridge import KernelRidge, Matrix
from .lexical import WordWeights
from .likeness import contested, likeness_of
from .proposals import Proposals, Thresholds, by_dimension, propose
from .prototypes import Prototypes

CHUNK = 512  # texts compared with all examples at once: likenesses that stay in the cache


class Coder:
    """Learns from a codebook and examples; proposes ranked codes with probabilities.

    Settings were chosen by leave-one-language-out on the seeds (docs/reference/benchmarks.md), where nothing else
    measured was better: logistic regression, a neural network, whitened vectors, steeper kernels. ``words`` are kept
    small for the day lessons repeat one another's wording; ``ridge``, ``moved`` and ``prototype`` are flat around
    their values. ``dimension`` is what an example says for the other codes of its dimension; ``lesson`` is how
    many seeds a lesson counts as, since it is how people really speak.
    """

    def __init__(
        self,
        question: float = 0.3,
        words: float = 0.05,
        prototype: float = 0.45,
        moved: float = 0.45,
        ridge: float = 0.1,
        dimension: float = 0.1,
        lesson: float = 3.0,
    ) -> None:
        self.question = question
        self.words = words
        self.prototype = prototype
        self.moved = moved
        self.ridge = ridge
        self.dimension = dimension
        self.lesson = lesson

    def fit(self, entries: Sequence[CodebookEntry], described: Vectors, examples: Examples) -> Coder:
        """Learn from entries, their vectors (k, d) of `describe`, and examples; `ValueError` without examples.

        Cubic in the number of examples: about two seconds for 3,300, eight for 6,400.
        """
        known: list[Seed | Lesson] = [*examples.seeds, *examples.lessons]
        if not known:
            raise ValueError("a coder needs examples")
        position = {entry.code: index for index, entry in enumerate(entries)}
        self.entries_ = list(entries)
        self.truth_ = np.array([position[example.code] for example in known], dtype=np.intp)
        self.n_seeds_ = len(examples.seeds)
        self.vectors_ = examples.vectors
        self.counts_ = np.ones(len(known), dtype=np.float32)
        self.counts_[self.n_seeds_ :] = [self.lesson * lesson.weight for lesson in examples.lessons]
        self.asked_ = np.array([example.question for example in known])
        texts = [normalise(example.text) for example in known]
        self.word_weights_ = WordWeights().fit(texts)
        given = np.where(np.arange(len(known)) < self.n_seeds_, 0, self.counts_ / self.lesson).astype(np.float32)
        self.given_ = Frequencies(self.truth_, given, len(entries))
        held_in = folds(examples, texts)
        learnt, words = self._regress(texts)
        prototypes = Prototypes(self.vectors_, self.truth_, self.counts_, described, self.moved)
        self._calibrate(learnt.held_out(held_in), held_in, prototypes)
        self.prototypes_, self.centre_ = prototypes.without(np.arange(0))
        self.roles_ = {role: at for at, role in enumerate(sorted({"", *self.asked_.tolist()}))}
        weights = learnt.weights_.astype(np.float32)
        self.weights_ = np.stack([weights * self._weight_of(role)[:, None] for role in self.roles_])
        self.word_scores_ = np.asarray(words.T @ (self.words * learnt.weights_), dtype=np.float32)
        self.blind_ = self._blind(learnt, texts, words, prototypes)
        return self

    def probabilities(self, vectors: Vectors, texts: Sequence[str], questions: Sequence[str | None]) -> Vectors:
        """Probability of each entry (n, k) for statements: vectors (n, d), words, and the role of the question."""
        scores = (vectors - self.centre_) @ (np.float32(self.prototype) * self.prototypes_).T
        scores += self._leaning(np.arange(0))
        asked = np.array([self.roles_.get(question or "", 0) for question in questions], dtype=np.intp)
        order = np.argsort(asked, kind="stable")
        for start in range(0, len(texts), CHUNK):
            rows = order[start : start + CHUNK]
            scores[rows] += self._by_likeness(vectors[rows], asked[rows])
        scores += self._of_words(texts)
        shares: Vectors = probabilities(scores, self.temperature_).astype(np.float32)
        return shares

    def propose(self, vectors: Vectors, texts: Sequence[str], questions: Sequence[str | None]) -> Proposals:
        """Ranked codes and one proposal for each statement; the arguments of `probabilities`."""
        return propose(self.probabilities(vectors, texts, questions), self.entries_, self.thresholds_)

    def recall(self, texts: Sequence[str], questions: Sequence[str | None]) -> Recall:
        """What would be proposed for those of the statements that lessons are made of, had they not been learnt."""
        rows, scores = self.blind_.of([normalise(text) for text in texts], [question or "" for question in questions])
        return Recall(rows, propose(probabilities(scores, self.temperature_), self.entries_, self.thresholds_))

    def contested(self, vectors: Vectors, found: Proposals) -> Vectors:
        """How far near lessons speak against the likeliest dimension of statements (n): between 0 and 1."""
        _, dimension_of = np.unique([entry.dimension for entry in self.entries_], return_inverse=True)
        lessons = slice(self.n_seeds_, None)
        said = dimension_of[self.truth_[lessons]]
        return contested(vectors, found.dimension_ranked, self.vectors_[lessons], said, self.counts_[lessons])

    def _regress(self, texts: Sequence[str]) -> tuple[KernelRidge, sparse.csr_matrix]:
        words = self.word_weights_.transform(texts)
        likeness = likeness_of(self.vectors_, self.vectors_)
        likeness *= (1 - self.question + self.question * (self.asked_[:, None] == self.asked_)).astype(np.float32)
        likeness += np.float32(self.words) * (words @ words.T).toarray()
        targets = (np.eye(len(self.entries_)) - 1 / len(self.entries_)) @ self._sharing()
        return KernelRidge().fit(likeness, targets[self.truth_], self.ridge / self.counts_), words

    def _sharing(self) -> NDArray[np.float64]:
        """How much an example of one entry says for each other (k, k)."""
        names = np.array([entry.dimension for entry in self.entries_])
        shares: NDArray[np.float64] = np.eye(len(names)) + self.dimension * (names[:, None] == names)
        return shares

    def _by_likeness(self, vectors: Vectors, asked: NDArray[np.intp]) -> Vectors:
        """Scores by likeness (n, k) of statements in the order of the positions of their questions (n)."""
        likeness = likeness_of(vectors, self.vectors_)
        roles, starts = np.unique(asked, return_index=True)
        parts = np.split(likeness, starts[1:])  # one after the other: nothing is copied
        return np.concatenate([part @ self.weights_[role] for part, role in zip(parts, roles, strict=True)])

    def _of_words(self, texts: Sequence[str]) -> Vectors:
        words = self.word_weights_.transform([normalise(text) for text in texts])
        scores: Vectors = np.asarray(words @ self.word_scores_, dtype=np.float32)
        return scores

    def _weight_of(self, question: str) -> Vectors:
        """How much each example counts for an answer to a question; by the questions' shares for an unknown one."""
        same = self.asked_ == question
        if not same.any():
            roles, counts = np.unique(self.asked_, return_counts=True)
            same = (counts / counts.sum())[np.searchsorted(roles, self.asked_)]
        weight: Vectors = (1 - self.question + self.question * same).astype(np.float32)
        return weight

    def _calibrate(self, held_out: Matrix, held_in: NDArray[np.str_], prototypes: Prototypes) -> None:
        scores = held_out.astype(np.float32)
        for fold in np.unique(held_in):
            out = np.flatnonzero(held_in == fold)
            near, centre = prototypes.without(out)
            scores[out] += self.prototype * ((self.vectors_[out] - centre) @ near.T)
        rows = calibrating(len(scores), self.n_seeds_)
        self.scale_ = best_temperature(scores[rows], self.truth_[rows])
        for fold in np.unique(held_in):
            out = np.flatnonzero(held_in == fold)
            scores[out] += self._leaning(out)
        self.temperature_ = best_temperature(scores[rows], self.truth_[rows])
        shares = probabilities(scores[rows], self.temperature_)
        self.thresholds_ = _learn_thresholds(shares, self.truth_[rows], self.entries_)

    def _leaning(self, without: NDArray[np.intp]) -> Vectors:
        """What is added to the score of each code (k) for how often people give it, some lessons left out."""
        added: Vectors = np.float32(self.scale_) * self.given_.without(without)
        return added

    def _blind(
        self, learnt: KernelRidge, texts: Sequence[str], words: sparse.csr_matrix, prototypes: Prototypes
    ) -> BlindScores:
        """What each lesson's text would get for each question without the lessons that have this text."""
        found = BlindScores(sorted({"", *self.asked_.tolist()}), len(self.entries_))
        rows_of: dict[str, list[int]] = {}
        for row in range(self.n_seeds_, len(texts)):
            rows_of.setdefault(texts[row], []).append(row)
        for text, rows in rows_of.items():
            taught = np.array(rows, dtype=np.intp)
            likeness = likeness_of(self.vectors_[taught[:1]], self.vectors_)
            of_words = np.float32(self.words) * (words[taught[:1]] @ words.T).toarray()
            asked = np.concatenate([likeness * self._weight_of(role) + of_words for role in found.roles])
            near, centre = prototypes.without(taught)
            own = self.prototype * ((self.vectors_[taught[0]] - centre) @ near.T) + self._leaning(taught)
            found.add(text, asked @ learnt.weights_ + learnt.lost(asked, taught) + own)
        return found


def _learn_thresholds(shares: Vectors, truth: NDArray[np.intp], entries: Sequence[CodebookEntry]) -> Thresholds:
    dimensions, dimension_of = np.unique([entry.dimension for entry in entries], return_inverse=True)
    sums = by_dimension(shares, dimension_of, len(dimensions))
    component = lowest_trusted(shares.max(axis=1), shares.argmax(axis=1) == truth)
    dimension = lowest_trusted(sums.max(axis=1), sums.argmax(axis=1) == dimension_of[truth])
    return Thresholds(component, dimension)
