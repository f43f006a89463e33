"""Test all changes of a question, and judge all questions together."""

from dataclasses import dataclass

import numpy as np

from ..engine.change import periods as engine
from ..engine.change.comparability import Comparison, Verdict, compare
from ..engine.change.standardise import How, Mix, as_heard, heard_by_period, reference
from ..engine.facts import Floats, Ints, Mask
from ..selecting import Kinds

SEED = 1

_GRAVITY = list(Verdict)

Judged = list[tuple[str, Comparison]]
"""Verdicts on a pair of periods, by the axes that kinds were told apart by."""


@dataclass(frozen=True)
class Answers:
    """The groups that answered one question: their table, period and kinds."""

    question: str
    counts: Ints
    period: Ints
    by_axis: list[Kinds]
    """One for each axis that must be alike in both periods: those of the kinds, and countries where several spoke."""
    crossed: Kinds
    """By all axes of the kinds: what figures are standardised over."""


@dataclass(frozen=True)
class Tested:
    """A question's figures, before all of them are judged together."""

    answers: Answers
    standardised: bool
    mix: Mix
    shares: engine.Shares
    changes: list[engine.Change]
    as_heard: list[engine.Change]
    comparisons: list[Judged]
    """By pair of periods: the verdicts by axis."""


def pairs(n_periods: int) -> list[tuple[int, int]]:
    """Give each period with the next, and the first with the last."""
    steps = [(at, at + 1) for at in range(n_periods - 1)]
    return steps + ([(0, n_periods - 1)] if n_periods > 2 else [])


def test(answers: Answers, how: How, n_periods: int) -> Tested:
    """Compute the shares and the changes of one question."""
    n, kinds = len(answers.counts), answers.crossed
    mix = reference(kinds.numbers, answers.period, len(kinds.values), n_periods, how)
    shares = engine.shares(answers.counts, answers.period, n_periods, mix, seed=SEED)
    plain = shares
    if how != "none":
        plain = engine.shares(answers.counts, answers.period, n_periods, as_heard(n), n=2, seed=SEED)
    steps = pairs(n_periods)
    return Tested(
        answers,
        how != "none",
        mix,
        shares,
        [engine.change(shares, *pair) for pair in steps],
        [engine.change(plain, *pair) for pair in steps],
        [_compare(answers, mix, how, n_periods, *pair) for pair in steps],
    )


def _compare(answers: Answers, mix: Mix, how: How, n_periods: int, first: int, last: int) -> Judged:
    """Judge a pair of periods: each axis as heard, but for those that figures are standardised over."""
    found: Judged = []
    if how != "none":
        heard = _heard(answers.crossed, answers, n_periods)
        found.append((",".join(answers.crossed.axes), compare(heard[first], heard[last], True, mix.common)))
    for kinds in answers.by_axis:
        if how == "none" or kinds.axes[0] not in answers.crossed.axes:
            heard = _heard(kinds, answers, n_periods)
            # What all periods have in common is what standardised figures would be made of.
            common = reference(kinds.numbers, answers.period, len(kinds.values), n_periods, "pooled").common
            found.append((kinds.axes[0], compare(heard[first], heard[last], False, common)))
    return found


def _heard(kinds: Kinds, answers: Answers, n_periods: int) -> Ints:
    return heard_by_period(kinds.numbers, answers.period, len(kinds.values), n_periods)


def verdict_of(comparisons: Judged) -> Verdict:
    """Give the verdict that most stands against a comparison."""
    return max((comparison.verdict for _, comparison in comparisons), key=_GRAVITY.index)


def may_be_called(comparisons: Judged) -> bool:
    """Tell whether changes between these periods are tested at all."""
    return verdict_of(comparisons) in (Verdict.COMPARABLE, Verdict.COMMON_KINDS)


def judge_together(tested: list[Tested]) -> tuple[list[Floats], list[Mask]]:
    """Adjust for all cells of all questions and pairs that may be compared; gives (pairs, k) for each question."""
    p = [np.array([change.p for change in found.changes]) for found in tested]
    open_to = [
        np.array([change.tested & may_be_called(found.comparisons[at]) for at, change in enumerate(found.changes)])
        for found in tested
    ]
    if not any(part.size for part in p):
        return p, open_to
    q, stands = engine.discoveries(
        np.concatenate([part.ravel() for part in p]), np.concatenate([part.ravel() for part in open_to]).astype(bool)
    )
    cuts = np.cumsum([part.size for part in p])[:-1]
    return (
        [part.reshape(was.shape) for part, was in zip(np.split(q, cuts), p, strict=True)],
        [part.reshape(was.shape) for part, was in zip(np.split(stands, cuts), p, strict=True)],
    )
