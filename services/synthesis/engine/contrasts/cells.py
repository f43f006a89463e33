"""Cells made ready for testing: one score a group and cell, for each question and for all questions together.

The scores know nothing of any part, so they are worked out once and serve every contrast in the same groups.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .saddlepoint import signed_tails, standardise
from .scores import Floats, Ints, correlations, effective_criteria, group_scores, pooled_shares

Mask = NDArray[np.bool_]

WORTH_FINDING = float(np.log(2.0))
"""The log odds ratio that the error budget is shared out for (see `multiplicity.information_weights`)."""

_LEAST_UNIT = 0.5
"""The least that a group's silence counts, in that of the usual group; else one criterion of a group that says
three would outweigh all others."""

_OFTEN_SILENT = 0.4
"""The share of groups not naming a cell from which silence counts alike for all."""

_SPARSE = 5.0
"""Groups of the part expected to name a cell, under which a smooth tail must allow for steps."""


@dataclass(frozen=True)
class Cells:
    """G groups by T cells; a cell is a question (or all together) and a component or dimension."""

    scores: Floats
    """(G, T): what a group says beyond expectation; about -1 where it does not name the cell."""
    spread: Floats
    """(G, T): how much the score of a group of this size varies."""
    worth: Floats
    """(T,): what a group tells of the cell's log odds, on average (Fisher information)."""
    naming: Ints
    """(T,): groups that name the cell."""
    step: Floats
    """(T,): how much higher than silence a group that names the cell stands, on average."""

    def only(self, columns: Ints) -> "Cells":
        """Give some of the cells."""
        return Cells(
            self.scores[:, columns],
            self.spread[:, columns],
            self.worth[columns],
            self.naming[columns],
            self.step[columns],
        )


@dataclass(frozen=True)
class Standing:
    """What relabelling groups says of T cells for one part."""

    deviates: Floats
    """(T,): signed normal deviates; positive where the part says more."""
    signal: Floats
    """(T,): the deviate to expect if the odds were twofold; knows the size of the part, not what it says."""


def cells_of(counts: Ints, totals: Ints, together: bool = True) -> Cells:
    """Make cells of counts (G, Q, K) and totals (G, Q): Q x K of them, and K more for all questions together.

    Together, a group is compared with what its own mix of questions would make one expect, so that a part that was
    asked other questions does not stand out for that alone.
    """
    found = [_cells(counts[:, q], totals[:, q], pooled_shares(counts[:, q], totals[:, q])) for q in _questions(counts)]
    if together and counts.shape[1] > 1:
        expected = sum(totals[:, q, None] * pooled_shares(counts[:, q], totals[:, q]) for q in _questions(counts))
        whole = totals.sum(axis=1)
        found.append(_cells(counts.sum(axis=1), whole, expected / np.maximum(whole, 1)[:, None]))
    return _joined(found)


def beside(first: Cells, second: Cells) -> Cells:
    """Put the cells of the same groups side by side."""
    return _joined([first, second])


def standing_of(cells: Cells, part: Mask, strata: Ints, least: float = 0.0) -> Standing:
    """Test a part (G,) against the other groups, groups changing sides only inside their stratum (G,).

    Sums that stand less than `least` deviations out keep their normal approximation. Groups that speak
    less than others vary more than relabelling shows; the deviate of a part is made smaller, or larger, accordingly.
    """
    sparse = cells.naming * part.mean() < _SPARSE
    found = standardise(cells.scores, part, strata, np.where(sparse, cells.step, 0.0))
    deviates = signed_tails(found, np.abs(found.z) >= least)
    inside, all_groups = cells.spread[part].mean(axis=0), cells.spread.mean(axis=0)
    wider = np.divide(inside, all_groups, out=np.ones_like(inside), where=(all_groups > 0) & (inside > 0))
    expected = part.sum() * (1 - part.mean()) * cells.worth
    return Standing(deviates / np.sqrt(wider), WORTH_FINDING * np.sqrt(expected))


def _questions(counts: Ints) -> range:
    return range(counts.shape[1])


def _joined(several: list[Cells]) -> Cells:
    return Cells(
        np.concatenate([one.scores for one in several], axis=1),
        np.concatenate([one.spread for one in several], axis=1),
        np.concatenate([one.worth for one in several]),
        np.concatenate([one.naming for one in several]),
        np.concatenate([one.step for one in several]),
    )


def _cells(counts: Ints, totals: Ints, shares: Floats) -> Cells:
    """Score groups so that, where silence is common, it counts alike whether the group said much or little.

    Were it not so, a part of talkative groups that are silent on a rare cell would be more silent than any relabelling
    could make it, and stand out for its size alone. Groups that say very little count less. In cells that most groups
    name the scores stay as they are, and so weigh each group by what it can tell.
    """
    correlation = correlations(counts, totals, shares)
    scores, silence = group_scores(counts, totals, shares, correlation)
    heard = totals > 0
    if not heard.any():
        heard = np.ones(len(totals), np.bool_)
    usual = np.median(silence[heard], axis=0)
    often_silent = (counts[heard] == 0).mean(axis=0) > _OFTEN_SILENT
    unit = np.maximum(np.where(often_silent, np.maximum(silence, _LEAST_UNIT * usual), usual), 1e-12)
    mean = pooled_shares(counts, totals)[0]
    worth = effective_criteria(totals, correlation) * mean * (1 - mean)
    named = counts > 0
    naming = named.sum(axis=0)
    step = ((scores + silence) / unit * named).sum(axis=0) / np.maximum(naming, 1)
    return Cells(scores / unit, worth / unit**2, worth.mean(axis=0), naming, step)
