"""What topics are made of: distinct statements, each in answer to one question."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...engine.encoding.encoder import Vectors
from ..inputs import QUESTIONS, Inputs

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Units:
    """Units (u), and the unit of each criterion (n)."""

    statement: Ints
    """(u): row of the statement."""
    sides: NDArray[np.int8]
    """(u): number of the question: opposite sides never share a topic."""
    weights: NDArray[np.float64]
    """(u): criteria that say it."""
    of: Ints
    """(n)"""
    vectors: Vectors
    """(u, d) without their language; zeros where a statement has not been read yet."""
    texts: list[str]


def units(inputs: Inputs, neutral: Vectors) -> Units:
    """Gather the criteria that say the same in answer to the same question."""
    key = inputs.criteria["statement"].astype(np.int64) * len(QUESTIONS) + inputs.criteria["question"]
    distinct, of, weights = np.unique(key, return_inverse=True, return_counts=True)
    statement = distinct // len(QUESTIONS)
    return Units(
        statement=statement,
        sides=(distinct % len(QUESTIONS)).astype(np.int8),
        weights=weights.astype(np.float64),
        of=of.astype(np.int64),
        vectors=neutral[statement],
        texts=[inputs.texts[row] for row in statement],
    )
