"""Correspondence analysis: a map of who says what, and how far each point on it can be trusted."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats

from ..facts import Floats, Ints, Mask
from .resampling import RESAMPLINGS, resampled, totals


@dataclass(frozen=True)
class Points:
    """Rows or columns (n) on the axes (a) of a map."""

    mass: Floats
    """(n): 0 for supplementary points, which pull no axis."""
    inertia: Floats
    """(n): their part of the whole inertia."""
    coordinates: Floats
    """(n, a): principal coordinates; NaN for points of which nothing is known."""
    contributions: Floats
    """(n, a): part of each axis' inertia; every axis sums to 1 over the active points."""
    quality: Floats
    """(n, a): squared cosines, the part of a point's distance that each axis shows; over all axes they sum to 1."""


@dataclass(frozen=True)
class Map:
    """A correspondence analysis."""

    inertia: float
    eigenvalues: Floats
    """(every axis): of which the first (a) have coordinates."""
    rows: Points
    columns: Points
    axes: Floats
    """(k, a): standard coordinates of the columns; 0 for supplementary ones. They place any further row."""


@dataclass(frozen=True)
class Region:
    """Where a row would lie, had other groups been heard: an ellipse on the first two axes (95 %)."""

    half_long: float
    half_short: float
    angle: float
    """Of the long half axis from the first axis, in degrees from -90 to 90."""


def correspondence(
    table: Ints | Floats, n_axes: int = 2, active_rows: Mask | None = None, active_columns: Mask | None = None
) -> Map:
    """Analyse a table of rows × codes (r, k) by the singular values of its standardised residuals.

    Greenacre (2017, Correspondence Analysis in Practice, 3rd edition, appendix A). Rows and columns that are not
    active are supplementary, and so are empty ones. Every axis is turned so that the column which weighs most on it
    lies on its positive side. Raises ``ValueError`` for fewer than two active rows or columns.
    """
    whole = np.asarray(table, dtype=np.float64)
    rows = np.ones(len(whole), np.bool_) if active_rows is None else active_rows.copy()
    columns = np.ones(whole.shape[1], np.bool_) if active_columns is None else active_columns.copy()
    rows, columns = _with_something(whole, rows, columns)
    if rows.sum() < 2 or columns.sum() < 2:
        raise ValueError("a map needs two rows and two columns that hold something")
    share = whole[np.ix_(rows, columns)] / whole[np.ix_(rows, columns)].sum()
    r, c = share.sum(axis=1), share.sum(axis=0)
    residuals = (share - np.outer(r, c)) / np.sqrt(np.outer(r, c))
    left, singular, right = linalg.svd(residuals, full_matrices=False)
    rank = min(len(r), len(c)) - 1
    n = min(n_axes, rank)
    heaviest = np.abs(right[:n]).argmax(axis=1)
    sign = np.where(right[np.arange(n), heaviest] < 0, -1.0, 1.0)
    of_rows, of_columns = left[:, :n] * sign / np.sqrt(r)[:, None], right[:n].T * sign / np.sqrt(c)[:, None]
    sizes = singular[:n]
    return Map(
        float((residuals**2).sum()),
        singular[:rank] ** 2,
        _points(whole[:, columns], rows, r, c, of_columns, sizes, residuals.T),
        _points(whole[rows].T, columns, c, r, of_rows, sizes, residuals),
        _spread(of_columns, columns),
    )


def place(tables: Ints | Floats, found: Map) -> Floats:
    """Place further rows (..., k) on a map without moving it, by the transition formula; gives (..., a)."""
    known = tables * (found.columns.mass > 0)
    with np.errstate(invalid="ignore"):
        placed: Floats = known / known.sum(axis=-1, keepdims=True) @ found.axes
    return placed


def regions(
    counts: Ints, row: Ints, n_rows: int, found: Map, n: int = RESAMPLINGS, seed: int = 0
) -> list[Region | None]:
    """Give each row's region on the first two axes, from resampling its groups; None for a row of one group or none.

    ``counts`` is (g, k), ``row`` (g) with -1 for none. Resampled rows are placed on the map as it is: the partial
    bootstrap (Greenacre 1984, chapter 8; Lebart 2007, Revue des Nouvelles Technologies de l'Information). It holds the
    axes fixed, so it says how sure the points are and not how sure the axes are.
    """
    if found.axes.shape[1] < 2:
        return [None] * n_rows
    heard = np.bincount(row[row >= 0], minlength=n_rows)
    drawn = np.concatenate([place(tables, found)[..., :2] for tables in resampled(counts, row, n_rows, n, seed)])
    return [_ellipse(drawn[:, at]) if heard[at] > 1 else None for at in range(n_rows)]


def inertia_by_chance(counts: Ints, row: Ints, n_rows: int, found: Map, n: int = 199, seed: int = 0) -> Floats:
    """Give the whole inertia of tables (n) in which groups stand in rows by chance, each row as many as it has.

    Clustered criteria alone make a map with something on it: a permutation of whole groups tells how much.
    """
    active_rows, active_columns = found.rows.mass > 0, found.columns.mass > 0
    inside = (row >= 0) & active_rows[row]
    table, rows = counts[inside][:, active_columns].astype(np.float64), row[inside]
    rng = np.random.default_rng(seed)
    drawn = np.empty(n)
    for at in range(n):
        mixed = totals(table, rng.permutation(rows), n_rows)[active_rows]
        drawn[at] = _inertia(mixed)
    return drawn


def _with_something(table: Floats, rows: Mask, columns: Mask) -> tuple[Mask, Mask]:
    """Take rows and columns out that hold nothing among the others."""
    rows = rows & (table[:, columns].sum(axis=1) > 0)
    return rows, columns & (table[rows].sum(axis=0) > 0)


def _points(
    table: Floats, active: Mask, mass: Floats, centre: Floats, standard: Floats, singular: Floats, residuals: Floats
) -> Points:
    """Place all points: ``table`` is (n, active others), ``standard`` the others' standard coordinates.

    ``residuals`` is (active others, active), whose squares by column are the active points' inertias.
    """
    sums = table.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        profile = table / sums[:, None]
        coordinates = profile @ standard
        distance = ((profile - centre) ** 2 / centre).sum(axis=1)
        quality = np.where(distance[:, None] > 0, coordinates**2 / distance[:, None], np.nan)
        contributions = np.zeros(coordinates.shape)
        contributions[active] = mass[:, None] * coordinates[active] ** 2 / singular**2
    return Points(
        _spread(mass, active), _spread((residuals**2).sum(axis=0), active), coordinates, contributions, quality
    )


def _spread(values: Floats, active: Mask) -> Floats:
    whole = np.zeros((len(active), *values.shape[1:]))
    whole[active] = values
    return whole


def _inertia(table: Floats) -> float:
    kept = table[:, table.sum(axis=0) > 0]
    expected = np.outer(kept.sum(axis=1), kept.sum(axis=0)) / kept.sum()
    return float(((kept - expected) ** 2 / expected).sum() / kept.sum())


def _ellipse(points: Floats) -> Region | None:
    """Give the ellipse that holds 95 % of points, were they normal."""
    known = points[np.isfinite(points).all(axis=1)]
    if len(known) < 2:
        return None
    variances, directions = linalg.eigh(np.cov(known.T))
    short, long = np.sqrt(np.maximum(variances, 0) * stats.chi2.ppf(0.95, 2))
    x, y = directions[:, 1] if directions[0, 1] >= 0 else -directions[:, 1]
    return Region(float(long), float(short), float(np.degrees(np.arctan2(y, x))))
