"""Resampling whole groups: what the figures would have been, had other groups of the same kinds been heard."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..facts import Floats, Ints

RESAMPLINGS = 1000
BLOCK = 100
"""Resamplings held in memory at a time."""


def group_weights(strata: Ints, n: int, rng: np.random.Generator) -> Floats:
    """Draw how much each group (g) counts in each of n resamplings, gives (n, g); rows sum to g.

    Groups are drawn inside their stratum, one fewer than it has, and counted up again: the rescaled bootstrap of
    Rao and Wu (1988, J. Amer. Statist. Assoc. 83), whose variances are right with two groups to a stratum as well,
    where drawing as many as there are is too sure of itself. A group that is alone in its stratum always counts once.
    """
    _, stratum, sizes = np.unique(strata, return_inverse=True, return_counts=True)
    order = np.argsort(stratum, kind="stable")
    starts = np.cumsum(sizes) - sizes
    draws = np.repeat(np.arange(len(sizes)), sizes - 1)
    picked = starts[draws] + (rng.random((n, len(draws))) * sizes[draws]).astype(np.int64)
    keys = order[picked] + np.arange(n)[:, None] * len(strata)
    times = np.bincount(keys.ravel(), minlength=n * len(strata)).reshape(n, len(strata))
    alone = sizes[stratum] == 1
    scale = sizes[stratum] / np.where(alone, 1, sizes[stratum] - 1)
    weights: Floats = np.where(alone, 1.0, times * scale)
    return weights


def resampled(
    counts: Ints | Floats, units: Ints, n_units: int, n: int = RESAMPLINGS, seed: int = 0
) -> Iterator[NDArray[np.float64]]:
    """Give resampled tables of units × codes, (b, n_units, k) at a time, n in all.

    ``counts`` is (g, k), ``units`` (g) tells each group's unit (-1: in none). Groups are drawn inside their unit, so
    that each unit keeps its number of groups. The same seed gives the same tables, whatever else is asked.
    """
    inside = np.flatnonzero(units >= 0)
    inside = inside[np.argsort(units[inside], kind="stable")]
    table, unit = np.ascontiguousarray(counts[inside], dtype=np.float64), units[inside]
    bounds = np.searchsorted(unit, np.arange(n_units + 1))
    rng = np.random.default_rng(seed)
    for start in range(0, n, BLOCK):
        size = min(BLOCK, n - start)
        weights = group_weights(unit, size, rng)
        tables = np.zeros((size, n_units, table.shape[1]))
        for number in range(n_units):
            part = slice(bounds[number], bounds[number + 1])
            tables[:, number] = weights[:, part] @ table[part]
        yield tables


def totals(counts: Ints | Floats, units: Ints, n_units: int) -> NDArray[np.float64]:
    """Sum a table of groups (g, k) by unit, gives (n_units, k)."""
    inside = np.flatnonzero(units >= 0)
    ones = np.ones(len(inside))
    member = sparse.csr_array((ones, (units[inside], inside)), shape=(n_units, len(units)))
    sums: NDArray[np.float64] = member @ np.asarray(counts, dtype=np.float64)
    return sums


def groups_naming(counts: Ints | Floats, units: Ints, n_units: int) -> Ints:
    """Count the groups of each unit that name each code at all, gives (n_units, k)."""
    return totals((counts > 0).astype(np.int64), units, n_units).astype(np.int64)
