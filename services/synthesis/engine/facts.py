"""Counts over group × component facts: criteria, groups and participants behind each cell, in one pass.

Criteria add up over cells; groups and participants do not, since a group that names two components stands in
both. So a cell's groups are counted as distinct pairs of group and cell. A group has one country, profile and
year, so the pairs fall into those axes by a plain sum.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Axis:
    """One way of telling facts apart: a number for each value, and what the values are called."""

    name: str
    values: list[Any]
    numbers: NDArray[np.integer]
    """By group for axes of groups, by fact for axes of facts; -1 where there is no value."""


@dataclass(frozen=True)
class Facts:
    """Facts (m) and what they are of: the row of their group among (g) groups, and how many criteria."""

    group: NDArray[np.integer]
    n: NDArray[np.integer]
    participants: NDArray[np.int32]
    """By group (g): known participants, or the method's usual number where it is not known."""


@dataclass(frozen=True)
class Counts:
    """One row a cell that holds something: its value on each axis, and what stands behind it."""

    cells: NDArray[np.int64]
    """(c, axes): numbers on the axes, in their order."""
    n_criteria: Ints
    n_groups: Ints
    n_participants: Ints
    largest_two: Ints
    """Criteria of the two groups that gave most, for rules of dominance; zeros unless asked for."""


def count(
    facts: Facts,
    group_axes: list[Axis],
    fact_axes: list[Axis],
    groups: Mask,
    chosen: Mask,
    dominance: bool = False,
) -> Counts:
    """Count facts over the product of axes, for the groups (g) and the facts (m) that are chosen.

    Facts without a value on an axis are left out. Cost is linear in the facts.
    """
    usable = groups.copy()
    for axis in group_axes:
        usable &= axis.numbers >= 0
    keep = chosen & usable[facts.group]
    for axis in fact_axes:
        keep &= axis.numbers >= 0
    at = np.flatnonzero(keep)  # taking by place is many times faster than by a mask
    group = facts.group[at].astype(np.int64)
    n = facts.n[at]
    fact_cell = _product([axis.numbers[at] for axis in fact_axes], [len(axis.values) for axis in fact_axes], len(n))
    n_fact_cells = int(np.prod([len(axis.values) for axis in fact_axes], dtype=np.int64)) if fact_axes else 1
    pair, pair_n = _sums(group * n_fact_cells + fact_cell, n, len(groups) * n_fact_cells)
    pair_group, pair_fact_cell = np.divmod(pair, n_fact_cells)
    of_group = _product([axis.numbers for axis in group_axes], [len(axis.values) for axis in group_axes], len(groups))
    n_cells = n_fact_cells * int(np.prod([len(axis.values) for axis in group_axes], dtype=np.int64))
    cell, index = _distinct(of_group[pair_group] * n_fact_cells + pair_fact_cell, n_cells)
    sizes = [len(axis.values) for axis in (*group_axes, *fact_axes)]
    return Counts(
        cells=np.stack(np.unravel_index(cell, sizes), axis=1) if sizes else np.zeros((len(cell), 0), np.int64),
        n_criteria=_total(index, pair_n, len(cell)),
        n_groups=np.bincount(index, minlength=len(cell)),
        n_participants=_total(index, facts.participants[pair_group], len(cell)),
        largest_two=_largest_two(index, pair_n, len(cell)) if dominance else np.zeros(len(cell), np.int64),
    )


_TABLE = 40_000_000
"""Cells a dense table may have before distinct values are found by sorting instead."""


def _product(numbers: list[NDArray[np.integer]], sizes: list[int], length: int) -> Ints:
    whole = np.zeros(length, dtype=np.int64)
    for number, size in zip(numbers, sizes, strict=True):
        whole = whole * size + number
    return whole


def _sums(keys: Ints, weights: NDArray[np.integer], size: int) -> tuple[Ints, Ints]:
    """Sum weights by key; gives the keys that occur and their sums."""
    if size <= _TABLE and len(keys) * 20 > size:
        table = np.bincount(keys, weights=weights, minlength=size)
        found = np.flatnonzero(table > 0)
        return found, table[found].astype(np.int64)
    found, index = np.unique(keys, return_inverse=True)
    return found, _total(index, weights, len(found))


def _distinct(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """Give the keys that occur, and for each key its place among them."""
    if size <= _TABLE:
        there = np.zeros(size, dtype=np.bool_)
        there[keys] = True
        found = np.flatnonzero(there)
        place = np.zeros(size, dtype=np.int64)
        place[found] = np.arange(len(found))
        return found, place[keys]
    found, index = np.unique(keys, return_inverse=True)
    return found, index


def _total(index: Ints, weights: NDArray[np.integer], size: int) -> Ints:
    return np.bincount(index, weights=weights, minlength=size).astype(np.int64)


def _largest_two(index: Ints, weights: Ints, size: int) -> Ints:
    order = np.lexsort((-weights, index))
    ordered = index[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, np.bool_)
    second = np.r_[False, first[:-1]] & ~first if len(ordered) else first
    return _total(ordered[first | second], weights[order][first | second], size)
