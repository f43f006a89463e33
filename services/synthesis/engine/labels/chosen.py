"""A phrase that was chosen for a topic, and what it may be used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CLOSE, NEAR = 0.5, 0.3
"""Cosine with the middle of the topic from which a phrase says what the whole topic says, and what much of it says."""


@dataclass(frozen=True)
class Chosen:
    """A phrase that stands for a topic."""

    phrase: int
    score: float
    n_groups: int
    rank: float
    """What it was ranked by."""
    spare: bool = False
    """Not typical enough to stand for the topic; it may tell it from another of the same name."""
    fair: bool = True
    """Said by a fair share of those who speak its language in the topic."""
    closeness: float = 1
    """Cosine of the middle of its uses and the middle of the topic."""

    @property
    def carried(self) -> bool:
        """Whether it may name the topic."""
        return self.fair and not self.spare and self.closeness >= CLOSE

    @property
    def telling(self) -> bool:
        """Whether it may follow a name that another topic has too."""
        return self.fair and not self.spare and self.closeness >= NEAR


Found = Mapping[tuple[int, int], Sequence[Chosen]]
"""By topic and row of a language."""
