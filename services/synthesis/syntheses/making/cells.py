"""Inputs laid out as tables of groups by codes, which the engine counts and resamples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.vocabulary.codebook import Codebook

from ..document import Level
from ..inputs import Inputs

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """What the rows and columns of a table stand for."""

    level: Level
    codes: list[str]
    """(k) by column."""
    of: NDArray[np.int64]
    """By number of a code in the inputs: its column, -1 for a criterion without code."""


def cells(inputs: Inputs, codebook: Codebook, level: Level) -> Cells:
    """Give the columns of a level: all of the codebook, named or not, and codes in use that it lacks."""
    used = [name if level == "component" else name[:1] for name in inputs.names["code"]]
    known = codebook.entries if level == "component" else codebook.dimensions
    codes = sorted({*known, *used} - {""})
    number = {code: at for at, code in enumerate(codes)}
    return Cells(level, codes, np.array([number.get(name, -1) for name in used] or [-1], np.int64))


def table(inputs: Inputs, columns: Cells, chosen: NDArray[np.bool_]) -> Counts:
    """Count the chosen criteria (n) that have a code, by group and code: (g, k)."""
    column = columns.of[inputs.criteria["code"]]
    keep = chosen & (column >= 0)
    key = inputs.criteria["group"][keep].astype(np.int64) * len(columns.codes) + column[keep]
    size = len(inputs.groups) * len(columns.codes)
    return np.bincount(key, minlength=size).reshape(len(inputs.groups), len(columns.codes)).astype(np.int64)
