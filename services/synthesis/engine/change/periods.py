"""Shares by period, and what changed between two of them, as sure as the number of groups allows."""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from ..facts import Floats, Ints, Mask
from .moderation import moderated
from .resampling import RESAMPLINGS, groups_naming, resampled, totals
from .standardise import Mix

LEVEL = 0.95
"""Of every interval."""

NAMING_GROUPS = 5
"""A change is tested where this many groups, in the two periods together, name the code."""


@dataclass(frozen=True)
class Shares:
    """Shares of codes (k) in periods (p), with intervals; NaN where nobody was heard, or too few for an interval."""

    n_criteria: Ints
    """(p, k): criteria of the groups that count towards the shares."""
    n_naming: Ints
    """(p, k): groups that name the code."""
    n_groups: Ints
    """(p)"""
    share: Floats
    """(p, k)"""
    low: Floats
    high: Floats
    variance: Floats
    """(p, k): of the share, over resamplings of groups."""
    freedom: Ints
    """(p): degrees of freedom, groups minus strata."""
    size: Floats
    """(p): criteria, as many as without weights would be worth as much (Kish 1965)."""


@dataclass(frozen=True)
class Change:
    """What changed from one period to another, by code (k); differences of shares, between -1 and 1."""

    first: int
    last: int
    change: Floats
    low: Floats
    high: Floats
    p: Floats
    tested: Mask
    """Enough groups name the code for a test to say something."""


def shares(counts: Ints, period: Ints, n_periods: int, mix: Mix, n: int = RESAMPLINGS, seed: int = 0) -> Shares:
    """Give each code's share in each period, as if the kinds of groups had been mixed as ``mix`` says.

    ``counts`` is (g, k) with something in every row, ``period`` (g) with -1 for groups of none. Groups are resampled
    inside their period, and inside their kind where kinds are weighted. Intervals are those of Korn and Graubard
    (1998, Survey Methodology 24): exact binomial limits for as many independent criteria as the clustered ones are
    worth; they stay between 0 and 1 and say something where nobody named a code. The design effect of a code is taken
    as at least the median of its period's codes: rare codes that few groups named look surer than they are.
    """
    n_kinds = len(mix.weights)
    usable = (period >= 0) & (mix.kinds >= 0)
    unit = np.where(usable, period * n_kinds + mix.kinds, -1)
    n_units, shape = n_periods * n_kinds, (n_periods, n_kinds)
    groups = np.bincount(unit[usable], minlength=n_units).reshape(shape)
    table = totals(counts, unit, n_units)
    share = _weighted(table[None], shape, mix.weights)[0]
    sums, squares = np.zeros_like(share), np.zeros_like(share)
    for tables in resampled(counts, unit, n_units, n, seed):
        apart = _weighted(tables, shape, mix.weights) - share  # around the estimate, so that squares lose nothing
        sums, squares = sums + apart.sum(axis=0), squares + (apart**2).sum(axis=0)
    variance = np.maximum(squares - sums**2 / n, 0) / (n - 1)
    criteria = table.sum(axis=1).reshape(shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = 1 / np.nansum(mix.weights**2 / criteria, axis=1)
    freedom = (groups - 1).clip(min=0).sum(axis=1)
    share[groups.sum(axis=1) == 0] = np.nan
    low, high = _limits(share, variance, size, freedom)
    period_of = np.where(usable, period, -1)
    return Shares(
        totals(counts, period_of, n_periods).astype(np.int64),
        groups_naming(counts, period_of, n_periods),
        groups.sum(axis=1),
        share,
        low,
        high,
        variance,
        freedom,
        size,
    )


def change(found: Shares, first: int, last: int) -> Change:
    """Compare two periods code by code: Student's t on variances from resampled groups.

    Degrees of freedom are Welch's (1947) and those that the codes lend one another (`moderated`). A variance is never
    taken as less than that of independent criteria with the two periods' common share: where all groups happen to
    agree, or none named a code, resampling alone would be sure of too much.
    """
    pair, size = [first, last], found.size[[first, last]][:, None]
    apart = found.share[last] - found.share[first]
    variance, freedom = found.variance[pair], np.maximum(found.freedom[pair], 1)[:, None]
    unknown = np.isnan(apart) | (found.freedom[pair] < 1).any()
    tested = ~unknown & (found.n_naming[pair].sum(axis=0) >= NAMING_GROUPS)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = (found.share[pair] * size).sum(axis=0) / size.sum()
        independent = (common * (1 - common) / size).sum(axis=0)
        degrees = variance.sum(axis=0) ** 2 / (variance**2 / freedom).sum(axis=0)
        degrees = np.where(np.isfinite(degrees), degrees, freedom.min())
        effect, degrees = moderated(variance.sum(axis=0) / independent, degrees, tested)
        error = np.sqrt(np.fmax(effect, 1) * independent)
        p = np.where(error > 0, 2 * stats.t.sf(np.abs(apart) / error, degrees), 1.0)
    reach = stats.t.ppf((1 + LEVEL) / 2, degrees) * error
    low, high = np.clip(apart - reach, -1, 1), np.clip(apart + reach, -1, 1)
    low, high, p = (np.where(unknown, np.nan, value) for value in (low, high, p))
    return Change(first, last, apart, low, high, p, tested)


def discoveries(p: Floats, tested: Mask, rate: float = 0.05) -> tuple[Floats, Mask]:
    """Adjust the p-values of all cells tested together, and tell which stand at a false-discovery rate.

    Benjamini and Hochberg (1995, J. R. Statist. Soc. B 57). Cells not tested have NaN and do not stand.
    """
    adjusted = np.full(p.shape, np.nan)
    if tested.any():
        adjusted[tested] = stats.false_discovery_control(p[tested], method="bh")
    with np.errstate(invalid="ignore"):
        return adjusted, tested & (adjusted <= rate)


def _weighted(tables: Floats, shape: tuple[int, int], weights: Floats) -> Floats:
    """Mix the shares of kinds in each period: (b, p × t, k) to (b, p, k); NaN where a kind was not heard."""
    with np.errstate(invalid="ignore"):
        parts = tables / tables.sum(axis=2, keepdims=True)
    mixed: Floats = np.einsum("bptk,t->bpk", parts.reshape(len(tables), *shape, tables.shape[2]), weights)
    return mixed


def _limits(share: Floats, variance: Floats, size: Floats, freedom: Ints) -> tuple[Floats, Floats]:
    """Give exact binomial limits for the effective number of criteria."""
    n = np.broadcast_to(size[:, None], share.shape)
    inner = (share > 0) & (share < 1) & (variance > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.where(inner, variance * n / (share * (1 - share)), np.nan)
        usual = np.array([np.nanmedian(row) if np.isfinite(row).any() else 1.0 for row in effect])[:, None]
        effect = np.fmax(effect, np.maximum(usual, 1))
        tail = (1 - LEVEL) / 2
        few = stats.t.ppf(tail, np.maximum(n - 1, 1)) / stats.t.ppf(tail, np.maximum(freedom, 1)[:, None])
        worth = np.minimum(n / effect * few**2, n)
        named = share * worth
        low = special.betaincinv(named, worth - named + 1, tail)
        high = special.betaincinv(named + 1, worth - named, 1 - tail)
    low, high = np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high)
    unknown = np.isnan(share) | (freedom < 1)[:, None]
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)
