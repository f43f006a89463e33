"""Findings told once: which belong together, which one leads, and which dimensions say no more than a component."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .alarm import Found
from .cells import cells_of, standing_of
from .scores import Ints

Mask = NDArray[np.bool_]

_ALONE = 1.96
"""The deviate that what is left of a dimension must reach to stand without its found components."""


@dataclass(frozen=True)
class Stories:
    """How F findings hang together; arrays (F,)."""

    story: Ints
    """From 0, by first appearance: same scope, family of parts, direction and dimension."""
    lead: Mask
    """The surest finding of each story."""
    carried: Mask
    """Dimensions that no longer stand out once the components found inside them are left aside."""


def stories(
    found: Found,
    counts: Ints,
    parts: Mask,
    dimension_of: Ints,
    scopes: Mask | None = None,
    family_of: Ints | None = None,
) -> Stories:
    """Group what `alarm.alarm` found in the same arguments; family_of (P,) gives parts of one family one number.

    A component, its dimension, the same in another question or in all together, and the same for a wider family of
    profiles are one story. Nothing is taken away: a story only says what may be shown first.
    """
    family = np.arange(len(parts)) if family_of is None else np.asarray(family_of)
    dimension = np.where(found.dimension, found.cell, dimension_of[np.where(found.dimension, 0, found.cell)])
    keys = np.stack([found.scope, family[found.part], found.direction, dimension], axis=1)
    story, lead = _numbered(keys)
    everywhere = np.ones((1, len(counts)), np.bool_) if scopes is None else np.atleast_2d(scopes)
    carried = np.zeros(len(story), np.bool_)
    for row in np.flatnonzero(found.dimension):
        carried[row] = _carried(int(row), found, counts, np.atleast_2d(parts), dimension_of, everywhere)
    return Stories(story, lead, carried)


def _numbered(keys: Ints) -> tuple[Ints, Mask]:
    """Number equal rows by first appearance; gives the numbers and which rows are first."""
    lead = np.zeros(len(keys), np.bool_)
    if not len(keys):
        return np.zeros(0, np.int64), lead
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    lead[first] = True
    return place[inverse.ravel()], lead


def _carried(row: int, found: Found, counts: Ints, parts: Mask, dimension_of: Ints, scopes: Mask) -> bool:
    """Say whether the rest of a found dimension is like everybody's, once its found components are left out."""
    alike = ~found.dimension
    for name in ("scope", "part", "row", "direction"):
        alike &= getattr(found, name) == getattr(found, name)[row]
    inside = np.flatnonzero(dimension_of == found.cell[row])
    told = np.intersect1d(found.cell[alike], inside)
    left = np.setdiff1d(inside, told)
    if not len(told):
        return False
    scope = scopes[found.scope[row]] & (counts.sum(axis=(1, 2)) > 0)
    here = counts[scope]
    rest = here[:, :, left].sum(axis=2, keepdims=True)
    tests = standing_of(cells_of(rest, here.sum(axis=2)), parts[found.part[row]][scope], np.zeros(len(here), np.int64))
    return bool(tests.deviates[found.row[row]] * found.direction[row] < _ALONE)
