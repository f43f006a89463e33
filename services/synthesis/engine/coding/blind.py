"""What a coder would have said of the statements it learnt from, had it not.

People judge a proposal honestly only if the coder has not been told their answer. For each text among the lessons the
scores without its own lessons are kept, for every question, so that quality can be told of all that people coded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .proposals import Proposals


@dataclass(frozen=True)
class Recall:
    """Proposals for some of the statements that were asked about: their rows (m), and m proposals."""

    rows: NDArray[np.intp]
    proposals: Proposals


class BlindScores:
    """Scores of the texts of lessons (by text: roles, k) that their own lessons have no part in."""

    def __init__(self, roles: Sequence[str], n_entries: int) -> None:
        self.roles = list(roles)
        self.n_entries = n_entries
        self._scores: dict[str, Vectors] = {}

    def add(self, text: str, scores: NDArray[np.floating]) -> None:
        """Keep the scores (roles, k) of a text."""
        self._scores[text] = scores.astype(np.float32)

    def of(self, texts: Sequence[str], questions: Sequence[str]) -> tuple[NDArray[np.intp], Vectors]:
        """The rows (m) of texts (n) that are among the lessons, and their scores (m, k) for the questions asked."""
        rows = [row for row, text in enumerate(texts) if text in self._scores]
        role = {name: position for position, name in enumerate(self.roles)}
        found = [self._scores[texts[row]][role.get(questions[row], role[""])] for row in rows]
        scores = np.array(found, dtype=np.float32).reshape(len(rows), self.n_entries)
        return np.array(rows, dtype=np.intp), scores
