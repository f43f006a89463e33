"""What a set of groups says: the ranking of cells, question by question, and what is never or hardly named."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from .resampling import RARE, drawn_sums, interval
from .scores import Floats, Ints, ceiling_of
from .shapes import checked, part_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Profile:
    """Q questions by K cells, and the groups behind them; arrays are (Q, K) unless told."""

    n_criteria: Ints
    total: Ints
    """(Q,): coded criteria."""
    share: Floats
    """Of coded criteria; zeros where there are none."""
    low: Floats
    high: Floats
    n_groups: Ints
    """Groups that name the cell."""
    heard: Ints
    """(Q,): groups with a coded criterion in the question."""
    n_participants: Ints
    """Participants of the groups that name it."""
    rank: Ints
    """1 is named most; equal counts have the same rank."""
    tied: Mask
    never: Mask
    hardly: Mask
    """Named, but by one group only or by at most one group in twenty."""
    zero_groups: Floats
    """(Q,): share of such groups that might name a cell although none did here: 3 in n, exactly."""


def profile(
    counts: NDArray[np.integer],
    participants: NDArray[np.integer],
    part: Mask | None = None,
    totals: NDArray[np.integer] | None = None,
    resamplings: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Profile:
    """Describe the groups of a part (G,), or all, by their counts (G, Q, K) or (G, K) of criteria.

    Intervals come from drawing whole groups anew; a cell named by fewer than five groups has at least the upper
    bound that its effective criteria leave open, so that a zero is never said to be certain. Raises ValueError for
    shapes that do not fit.
    """
    whole, all_cells = checked(counts, totals)
    chosen = np.ones(len(whole), np.bool_) if part is None else part_of(part, len(whole))
    y, n, people = whole[chosen], all_cells[chosen], np.asarray(participants)[chosen]
    n_criteria, total = y.sum(axis=0), n.sum(axis=0)
    named, heard = (y > 0).sum(axis=0), (n > 0).sum(axis=0)
    share = n_criteria / np.maximum(total, 1)[:, None]
    low, high = _intervals(y, n, share, resamplings, confidence, np.random.default_rng(seed))
    rank = rankdata(-n_criteria, method="min", axis=1).astype(np.int64)
    return Profile(
        n_criteria=n_criteria,
        total=total,
        share=share,
        low=low,
        high=np.where(named < RARE, np.maximum(high, _ceilings(y, n, confidence)), high),
        n_groups=named,
        heard=heard,
        n_participants=((y > 0) * people[:, None, None]).sum(axis=0),
        rank=rank,
        tied=rank != rankdata(-n_criteria, method="max", axis=1),
        never=named == 0,
        hardly=(named > 0) & (named <= np.maximum(1, 0.05 * heard)[:, None]),
        zero_groups=1 - (1 - confidence) ** (1 / np.maximum(heard, 1e-9)),
    )


def _intervals(
    y: Ints, n: Ints, share: Floats, resamplings: int, confidence: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    if not len(y) or not resamplings:
        return np.zeros_like(share), np.ones_like(share)
    sums = drawn_sums(np.concatenate([y, n[:, :, None]], axis=2), resamplings, rng)
    return interval(sums[:, :, :-1] / np.maximum(sums[:, :, -1:], 1), len(y), confidence)


def _ceilings(y: Ints, n: Ints, confidence: float) -> Floats:
    return np.stack([ceiling_of(y[:, q], n[:, q], confidence) for q in range(y.shape[1])])
