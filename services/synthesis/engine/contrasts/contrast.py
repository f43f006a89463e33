"""A part against the rest, or against another part: what it says more and less, cell by cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cells import cells_of, standing_of
from .effects import Intervals, effects_of, intervals_of, mix_of, sums_of
from .multiplicity import information_weights, q_values
from .naive import Naive, naive
from .saddlepoint import two_sided
from .scores import Floats, Ints
from .shapes import checked, part_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Contrast:
    """R rows by K cells: a row for each of Q questions and, where Q > 1, a last one for all together.

    Arrays are (R, K) unless told. Shares of the last row weigh the questions alike on both sides.
    """

    n_criteria_part: Ints
    n_criteria_rest: Ints
    n_groups_part: Ints
    """Groups of the part that name the cell."""
    n_groups_rest: Ints
    heard_part: Ints
    """(R,): groups of the part with a coded criterion."""
    heard_rest: Ints
    share_part: Floats
    share_rest: Floats
    difference: Floats
    """Of shares, part less rest."""
    log_odds: Floats
    """Log odds ratio with an informative prior, see `effects.effects_of`."""
    intervals: Intervals
    deviate: Floats
    """Signed; its two-sided tail is p."""
    p: Floats
    q: Floats
    """Over all cells of this contrast."""
    tested: Mask
    """Cells that somebody names and that both sides were asked about; the others have p = q = 1."""
    naive: Naive
    """Statistics on criteria as if they were independent; to be shown, not to be decided by."""


def contrast(
    counts: NDArray[np.integer],
    part: Mask,
    rest: Mask | None = None,
    totals: NDArray[np.integer] | None = None,
    strata: NDArray[np.integer] | None = None,
    resamplings: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Contrast:
    """Contrast the groups of a part (G,) with the rest (G,), by default all others.

    counts (G, Q, K) or (G, K) are criteria, totals (G, Q) a group's criteria where the cells are not all of them. The
    p-value is that of the part's sum of beta-binomial scores (`scores`) among all relabellings of groups, inside
    strata (G,) if given (`saddlepoint`); q shares out the error budget by information (`multiplicity`). Deterministic
    for a seed. Raises ValueError for shapes that do not fit, an empty side, or a group on both sides.
    """
    y, n = checked(counts, totals)
    part = part_of(part, len(y))
    rest = ~part if rest is None else part_of(rest, len(y))
    if not part.any() or not rest.any() or (part & rest).any():
        raise ValueError("a contrast needs groups on both sides, and none on both")
    chosen = part | rest
    blocks = np.zeros(len(y), np.int64) if strata is None else np.asarray(strata, dtype=np.int64)
    y, n, part, rest, blocks = y[chosen], n[chosen], part[chosen], rest[chosen], blocks[chosen]
    intervals = intervals_of(y, n, part, rest, resamplings, confidence, np.random.default_rng(seed))
    return _told(y, n, part, rest, blocks, intervals)


def _told(y: Ints, n: Ints, part: Mask, rest: Mask, blocks: Ints, intervals: Intervals) -> Contrast:
    rows, row_totals = with_together(y), with_together(n)
    inside, outside = (rows[side].sum(axis=0) for side in (part, rest))
    total_in, total_out = (row_totals[side].sum(axis=0) for side in (part, rest))
    pooled = y.sum(axis=0) / np.maximum(n.sum(axis=0), 1)[:, None]
    mix = mix_of(n[part].sum(axis=0), n[rest].sum(axis=0))
    effects = effects_of(sums_of(y[part], n[part]), sums_of(y[rest], n[rest]), pooled, mix)
    tested = (inside + outside > 0) & ((total_in > 0) & (total_out > 0))[:, None]
    deviate, p, q = _tested(y, n, part, blocks, tested)
    return Contrast(
        n_criteria_part=inside,
        n_criteria_rest=outside,
        n_groups_part=(rows[part] > 0).sum(axis=0),
        n_groups_rest=(rows[rest] > 0).sum(axis=0),
        heard_part=(row_totals[part] > 0).sum(axis=0),
        heard_rest=(row_totals[rest] > 0).sum(axis=0),
        share_part=effects.share_part,
        share_rest=effects.share_rest,
        difference=effects.share_part - effects.share_rest,
        log_odds=effects.log_odds,
        intervals=intervals,
        deviate=deviate,
        p=p,
        q=q,
        tested=tested,
        naive=naive(inside, total_in[:, None], outside, total_out[:, None]),
    )


def _tested(y: Ints, n: Ints, part: Mask, blocks: Ints, tested: Mask) -> tuple[Floats, Floats, Floats]:
    tests = standing_of(cells_of(y, n), part, blocks)
    wanted = tested.ravel()
    deviate = np.where(wanted, tests.deviates, 0.0)
    p, q = two_sided(deviate), np.ones(len(deviate))
    q[wanted] = q_values(p[wanted], information_weights(tests.signal[wanted]))
    return deviate.reshape(tested.shape), p.reshape(tested.shape), q.reshape(tested.shape)


def with_together(counts: Ints) -> Ints:
    """Add a last row for all questions together to counts (G, Q, ...), where there are several."""
    if counts.shape[1] < 2:
        return counts
    return np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)
