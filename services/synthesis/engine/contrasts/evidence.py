"""What stands behind each finding of an alarm: effect and interval, groups and criteria, and the rank inside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .alarm import Found, by_dimension, ranks_inside
from .contrast import Contrast, contrast
from .scores import Floats, Ints

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """Figures of F findings; arrays (F,)."""

    share_part: Floats
    share_rest: Floats
    log_odds: Floats
    low: Floats
    """Of the log odds ratio, by drawing whole groups anew."""
    high: Floats
    n_criteria: Ints
    n_groups: Ints
    """Groups of the part that name the cell."""
    heard: Ints
    """Groups of the part with a criterion in the question."""
    rank: Ints
    """Inside the part; 1 is named most."""
    naive_p: Floats
    """Of the chi-square on criteria, as if they were independent."""


def evidence(
    found: Found,
    counts: Ints,
    parts: Mask,
    dimension_of: Ints,
    scopes: Mask | None = None,
    resamplings: int = 1000,
    seed: int = 0,
) -> Evidence:
    """Work out the evidence of what `alarm.alarm` found in the same arguments; counts (G, Q, K).

    Each scope and part is contrasted once for all its findings. Deterministic for a seed.
    """
    everywhere = np.ones((1, len(counts)), np.bool_) if scopes is None else np.atleast_2d(scopes)
    figures = np.zeros((len(found.q), len(Evidence.__dataclass_fields__)))
    keys = np.stack([found.scope, found.part, found.dimension], axis=1).astype(np.int64).reshape(-1, 3)
    for scope, part, dimension in np.unique(keys, axis=0):
        rows = np.flatnonzero((keys == (scope, part, dimension)).all(axis=1))
        here = counts[everywhere[scope]]
        here = by_dimension(here, dimension_of) if dimension else here
        inside = np.atleast_2d(parts)[part][everywhere[scope]]
        made = contrast(here, inside, resamplings=resamplings, seed=seed)
        figures[rows] = _figures(made, ranks_inside(here, inside), found.row[rows], found.cell[rows])
    columns = dict(zip(Evidence.__dataclass_fields__, figures.T, strict=True))
    whole = {name: columns.pop(name).astype(np.int64) for name in ("n_criteria", "n_groups", "heard", "rank")}
    return Evidence(**columns, **whole)  # type: ignore[arg-type]


def _figures(made: Contrast, ranks: Ints, row: Ints, cell: Ints) -> Floats:
    """Give the figures (n, fields) of some cells, in the order of the fields of `Evidence`."""
    tables = (
        *(made.share_part, made.share_rest, made.log_odds, made.intervals.low, made.intervals.high),
        *(made.n_criteria_part, made.n_groups_part),
        np.broadcast_to(made.heard_part[:, None], ranks.shape),
        *(ranks, made.naive.chi_square_p),
    )
    return np.stack([table[row, cell] for table in tables], axis=1).astype(np.float64)
