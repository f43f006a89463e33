"""Every part against the rest in every scope, unasked: what stands out in either direction, as one family of tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from .cells import Standing, beside, cells_of, standing_of
from .contrast import with_together
from .multiplicity import information_weights, q_values
from .saddlepoint import two_sided
from .scores import Floats, Ints
from .shapes import checked

Mask = NDArray[np.bool_]

_LEAST = 1.6
"""Deviates under which a cell's tail is not worked out: it could not stand in any family."""


@dataclass(frozen=True)
class Found:
    """F findings, the surest first; all arrays (F,)."""

    scope: Ints
    part: Ints
    dimension: Mask
    """True where the cell is a dimension, false where it is a component."""
    row: Ints
    """A question, or the number of questions for all together."""
    cell: Ints
    direction: Ints
    """1 where the part says more than the rest, -1 where it says less."""
    deviate: Floats
    p: Floats
    q: Floats
    n_tests: int
    """Cells tested in the whole family."""


@dataclass(frozen=True)
class Family:
    """Standing of all parts in all scopes: who they are of (T,), and what came out."""

    scope: Ints
    part: Ints
    column: Ints
    deviate: Floats
    signal: Floats


def by_dimension(counts: Ints, dimension_of: Ints) -> Ints:
    """Sum counts (G, Q, K) of components to dimensions (G, Q, D)."""
    return np.stack([counts[:, :, dimension_of == d].sum(axis=2) for d in range(_n_dimensions(dimension_of))], axis=2)


def alarm(
    counts: NDArray[np.integer],
    parts: Mask,
    dimension_of: NDArray[np.integer],
    scopes: Mask | None = None,
    strata: NDArray[np.integer] | None = None,
    minimum: int = 6,
    level: float = 0.05,
) -> Found:
    """Contrast every part (P, G) with the rest of every scope (S, G) on components and dimensions.

    counts (G, Q, K) or (G, K) are criteria; dimension_of (K,) numbers each component's dimension from 0. A part is
    heard where at least `minimum` of its groups, and of the others, are in the scope. All scopes, parts, questions
    and cells are one family: with no difference anywhere, at most `level` of runs find anything. Relabelling stays
    inside strata (G,) if given. Raises ValueError for shapes that do not fit or a minimum under 2.
    """
    y, _ = checked(counts, None)
    dimensions = np.asarray(dimension_of, dtype=np.int64)
    parts, scopes = np.atleast_2d(parts), np.ones((1, len(y)), np.bool_) if scopes is None else np.atleast_2d(scopes)
    if parts.shape[1] != len(y) or scopes.shape[1] != len(y) or dimensions.shape != (y.shape[2],) or minimum < 2:
        raise ValueError("parts and scopes are by group, dimensions by component, and a minimum is at least 2")
    blocks = np.zeros(len(y), np.int64) if strata is None else np.asarray(strata, dtype=np.int64)
    tested = [one for s, scope in enumerate(scopes) for one in _scope(s, scope, y, parts, dimensions, blocks, minimum)]
    return _found(_joined(tested), level, y.shape[1:], _n_dimensions(dimensions))


def ranks_inside(counts: Ints, part: Mask) -> Ints:
    """Give the rank (R, K) of each cell inside a part (G,), by criteria; 1 is named most, equal counts share a rank.

    Counts (G, Q, K); a row for each question and, where there are several, one for all together. The other form of
    an alarm: what a group says most may be no more than what all others say, and matter no less for that.
    """
    ranks: Ints = rankdata(-with_together(counts)[part].sum(axis=0), method="min", axis=1).astype(np.int64)
    return ranks


def _n_dimensions(dimension_of: Ints) -> int:
    return int(dimension_of.max()) + 1 if len(dimension_of) else 0


def _scope(
    number: int, scope: Mask, y: Ints, parts: Mask, dimension_of: Ints, blocks: Ints, minimum: int
) -> Iterator[Family]:
    """Test every part that is large enough in one scope; the groups' scores are worked out once."""
    spoken = scope & (y.sum(axis=(1, 2)) > 0)
    inside = parts[:, spoken]
    large = np.flatnonzero((inside.sum(axis=1) >= minimum) & ((~inside).sum(axis=1) >= minimum))
    if not len(large):
        return
    here, n = y[spoken], y[spoken].sum(axis=2)
    sums = by_dimension(here, dimension_of)
    cells = beside(cells_of(here, n), cells_of(sums, n))
    # A dimension of one component is that component, told once.
    single = np.bincount(dimension_of, weights=here.sum(axis=(0, 1)) > 0) < 2
    rows = with_together(here).shape[1]
    component_sums, dimension_sums = with_together(here).sum(axis=0), with_together(sums).sum(axis=0) * ~single
    named = np.concatenate([component_sums.ravel(), dimension_sums.ravel()])
    columns = np.flatnonzero(named > 0)
    heard = with_together(n) > 0
    row_of = np.concatenate([np.repeat(np.arange(rows), here.shape[2]), np.repeat(np.arange(rows), len(single))])
    chosen = cells.only(columns)
    for part in large:
        member = inside[part]
        both = (heard[member].sum(axis=0) >= minimum) & (heard[~member].sum(axis=0) >= minimum)
        tests = standing_of(chosen, member, blocks[spoken], _LEAST)
        yield _family(number, int(part), columns, tests, both[row_of[columns]])


def _family(scope: int, part: int, columns: Ints, tests: Standing, kept: Mask) -> Family:
    n = int(kept.sum())
    return Family(np.full(n, scope), np.full(n, part), columns[kept], tests.deviates[kept], tests.signal[kept])


def _joined(families: list[Family]) -> Family:
    def whole(name: str) -> NDArray[np.generic]:
        return np.concatenate([getattr(one, name) for one in families]) if families else np.zeros(0)

    scope, part, column = (whole(name).astype(np.int64) for name in ("scope", "part", "column"))
    return Family(scope, part, column, whole("deviate").astype(np.float64), whole("signal").astype(np.float64))


def _found(family: Family, level: float, shape: tuple[int, ...], n_dimensions: int) -> Found:
    n_questions, n_cells = shape
    p = two_sided(family.deviate)
    q = q_values(p, information_weights(family.signal))
    stands = np.flatnonzero(q <= level)
    stands = stands[np.lexsort((stands, -np.abs(family.deviate[stands]), q[stands]))]
    rows = n_questions + (n_questions > 1)
    column = family.column[stands]
    dimension = column >= rows * n_cells
    place = np.where(dimension, column - rows * n_cells, column)
    width = np.where(dimension, max(n_dimensions, 1), n_cells)
    return Found(
        scope=family.scope[stands],
        part=family.part[stands],
        dimension=dimension,
        row=place // width,
        cell=place % width,
        direction=np.sign(family.deviate[stands]).astype(np.int64),
        deviate=family.deviate[stands],
        p=p[stands],
        q=q[stands],
        n_tests=len(p),
    )
