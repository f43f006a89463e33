"""How much more or less: shares of two sides, their difference, and the log odds ratio with an informative prior."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .resampling import RARE, drawn_sums, interval
from .scores import Floats, Ints, ceiling_of

Mask = NDArray[np.bool_]
Totals = NDArray[np.integer] | Floats

PRIOR_CRITERIA = 30.0
"""Criteria the prior is worth on each side: about what one group says to one question."""


@dataclass(frozen=True)
class Sums:
    """Criteria of one side; a leading axis of resamplings is allowed."""

    named: Floats
    """(..., Q, K)."""
    total: Floats
    """(..., Q)."""


@dataclass(frozen=True)
class Effects:
    """R rows (the questions, and all together where there are several) by K cells."""

    share_part: Floats
    share_rest: Floats
    log_odds: Floats


def mix_of(part_total: Totals, rest_total: Totals) -> Floats:
    """Give the weight (Q,) of each question in the row of all together, where it was asked on both sides.

    Mantel and Haenszel's (1959): neither side's mix of questions colours the comparison.
    """
    both = part_total * rest_total / np.maximum(part_total + rest_total, 1)
    mix: Floats = both / max(both.sum(), 1e-12)
    return mix


def effects_of(part: Sums, rest: Sums, pooled: Floats, mix: Floats) -> Effects:
    """Compare sums of two sides; pooled (Q, K) are the shares that the prior holds.

    The log odds ratio is that of Monroe, Colaresi and Quinn (2008, Political Analysis 16): both sides are given
    `PRIOR_CRITERIA` criteria with the pooled shares, so a cell that hardly anybody names is drawn to no difference.
    """
    prior, share_part, share_rest = pooled, _shares(part), _shares(rest)
    if len(mix) > 1:
        prior, share_part, share_rest = (_with_mix(each, mix) for each in (prior, share_part, share_rest))
    weight_part, weight_rest = _row_totals(part.total), _row_totals(rest.total)
    first, second = _smoothed(share_part, weight_part, prior), _smoothed(share_rest, weight_rest, prior)
    return Effects(share_part, share_rest, _logit(first) - _logit(second))


@dataclass(frozen=True)
class Intervals:
    """Bounds (R, K) of the log odds ratio and of the difference of shares."""

    low: Floats
    high: Floats
    least: Floats
    most: Floats


def intervals_of(
    y: Ints, n: Ints, part: Mask, rest: Mask, resamplings: int, confidence: float, rng: np.random.Generator
) -> Intervals:
    """Draw the groups of each side anew, whole; y (G, Q, K) and n (G, Q).

    Where fewer than five groups of a side name a cell, drawing them anew cannot show how much more there might be;
    the interval then reaches at least to what the side's effective criteria leave open.
    """
    both = np.concatenate([y, n[:, :, None]], axis=2)
    pooled = _shares(sums_of(y[part | rest], n[part | rest]))
    mix = mix_of(n[part].sum(axis=0), n[rest].sum(axis=0))
    first, second = (_drawn(both[side], resamplings, rng) for side in (part, rest))
    drawn = effects_of(first, second, pooled, mix)
    fewer = int(min(part.sum(), rest.sum()))
    low, high = interval(drawn.log_odds, fewer, confidence)
    least, most = interval(drawn.share_part - drawn.share_rest, fewer, confidence)
    told = effects_of(sums_of(y[part], n[part]), sums_of(y[rest], n[rest]), pooled, mix)
    open_part, open_rest = (_open(y[side], n[side], len(mix), confidence) for side in (part, rest))
    prior = _with_mix(pooled, mix) if len(mix) > 1 else pooled
    weights = [_row_totals(n[side].sum(axis=0)) for side in (part, rest)]
    here, there, up, down = (
        _logit(_smoothed(share, weight, prior))
        for share, weight in zip((told.share_part, told.share_rest, open_part, open_rest), weights * 2, strict=True)
    )
    return Intervals(
        low=np.fmin(low, here - down),
        high=np.fmax(high, up - there),
        least=np.fmin(least, told.share_part - open_rest),
        most=np.fmax(most, open_part - told.share_rest),
    )


def sums_of(y: Ints, n: Ints) -> Sums:
    """Sum counts (G, Q, K) and totals (G, Q) over groups."""
    return Sums(y.sum(axis=0).astype(np.float64), n.sum(axis=0).astype(np.float64))


def _drawn(both: Ints, resamplings: int, rng: np.random.Generator) -> Sums:
    sums = drawn_sums(both, resamplings, rng)
    return Sums(sums[..., :-1], sums[..., -1])


def _open(y: Ints, n: Ints, n_questions: int, confidence: float) -> Floats:
    """Give the highest shares (R, K) that few groups leave open; not a number where enough groups name the cell."""
    rows = [(y[:, q], n[:, q]) for q in range(y.shape[1])]
    if n_questions > 1:
        rows.append((y.sum(axis=1), n.sum(axis=1)))
    found = np.stack([ceiling_of(named, total, confidence) for named, total in rows])
    enough = np.stack([(named > 0).sum(axis=0) >= RARE for named, _ in rows])
    return np.where(enough, np.nan, found)


def _shares(side: Sums) -> Floats:
    shares: Floats = side.named / np.maximum(side.total, 1)[..., None]
    return shares


def _row_totals(totals: Totals) -> Floats:
    """Give the criteria of each row (..., R) from those of each question (..., Q)."""
    rows = totals.astype(np.float64)
    return np.concatenate([rows, rows.sum(-1, keepdims=True)], -1) if rows.shape[-1] > 1 else rows


def _with_mix(shares: Floats, mix: Floats) -> Floats:
    return np.concatenate([shares, np.einsum("...qk,q->...k", shares, mix)[..., None, :]], axis=-2)


def _smoothed(share: Floats, weight: Floats, prior: Floats) -> Floats:
    smoothed: Floats = (share * weight[..., None] + PRIOR_CRITERIA * prior) / (weight[..., None] + PRIOR_CRITERIA)
    return np.clip(smoothed, 1e-9, 1 - 1e-9)


def _logit(share: Floats) -> Floats:
    logit: Floats = np.log(share) - np.log1p(-share)
    return logit
