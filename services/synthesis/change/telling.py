"""Tell what was found about changes, in the words of the answer."""

from typing import Any

import numpy as np

from shared.vocabulary.roles import Question

from ..engine.change.spans import Span
from ..engine.change.standardise import heard_by_period
from ..engine.facts import Floats, Mask
from .judging import Answers, Judged, Tested, may_be_called, pairs, verdict_of
from .schemas import (
    Called,
    CalledChange,
    CodeChanges,
    Compared,
    Estimate,
    KindHeard,
    Obstruction,
    PeriodCell,
    QuestionChanges,
)


def tell(
    found: Tested, spans: list[Span], codes: list[tuple[int, str, str | None]], q: Floats, stands: Mask
) -> QuestionChanges:
    """Tell one question: ``codes`` are places in the table, codes and labels; ``q`` and ``stands`` are (pairs, k)."""
    answers = found.answers
    return QuestionChanges(
        question=Question(answers.question),
        n_groups=found.shares.n_groups.tolist(),
        n_criteria=found.shares.n_criteria.sum(axis=1).tolist(),
        heard=_heard(found, len(spans)),
        comparisons=[
            _compared(answers, spans, pair, comparisons)
            for pair, comparisons in zip(pairs(len(spans)), found.comparisons, strict=True)
        ],
        rows=[
            CodeChanges(
                code=code,
                label=name,
                periods=[
                    PeriodCell(
                        n_criteria=int(found.shares.n_criteria[period, at]),
                        n_groups=int(found.shares.n_naming[period, at]),
                        share=estimate(
                            found.shares.share[period, at], found.shares.low[period, at], found.shares.high[period, at]
                        ),
                    )
                    for period in range(len(spans))
                ],
                changes=[
                    _called(found, spans, pair, at, float(q[pair, at]), bool(stands[pair, at]))
                    for pair in range(len(found.changes))
                ],
            )
            for at, code, name in codes
        ],
    )


def _heard(found: Tested, n_periods: int) -> list[KindHeard]:
    """Tell who was heard: the kinds, and each axis beside them that must be alike too."""
    answers = found.answers
    beside = [kinds for kinds in answers.by_axis if kinds.axes[0] not in answers.crossed.axes]
    weights = np.full(len(answers.crossed.values), np.nan)
    if found.standardised:
        weights[found.mix.common] = found.mix.weights
    return [
        KindHeard(
            kind=dict(zip(kinds.axes, value, strict=True)),
            n_groups=groups,
            weight=number(weights[at]) if kinds is answers.crossed else None,
        )
        for kinds in (answers.crossed, *beside)
        for at, (value, groups) in enumerate(
            zip(
                kinds.values,
                heard_by_period(kinds.numbers, answers.period, len(kinds.values), n_periods).T.tolist(),
                strict=True,
            )
        )
    ]


def _compared(answers: Answers, spans: list[Span], pair: tuple[int, int], comparisons: Judged) -> Compared:
    named = {",".join(kinds.axes): kinds for kinds in (answers.crossed, *answers.by_axis)}
    reasons = [
        Obstruction(
            reason=reason.obstacle,
            period=None if reason.side is None else str(spans[pair[reason.side]]),
            axis=axis if reason.kind is not None or reason.measured is not None else None,
            kind=None if reason.kind is None else _plain(named[axis].values[reason.kind]),
            heard=reason.heard,
            needed=reason.needed,
            measured=None if reason.measured is None else round(reason.measured, 4),
        )
        for axis, comparison in comparisons
        for reason in comparison.reasons
    ]
    return Compared(
        first=str(spans[pair[0]]),
        last=str(spans[pair[1]]),
        verdict=verdict_of(comparisons),
        overlap=round(min(comparison.overlap for _, comparison in comparisons), 4),
        reasons=[reason for at, reason in enumerate(reasons) if reason not in reasons[:at]],
    )


def _plain(value: tuple[Any, ...]) -> Any:
    return value[0] if len(value) == 1 else list(value)


def _called(found: Tested, spans: list[Span], pair: int, at: int, q: float, stands: bool) -> CalledChange:
    change = found.changes[pair]
    called: Called = "none"
    if not may_be_called(found.comparisons[pair]):
        called = "not-comparable"
    elif not change.tested[at]:
        called = "too-few"
    elif stands:
        called = "more" if change.change[at] > 0 else "less"
    return CalledChange(
        first=str(spans[change.first]),
        last=str(spans[change.last]),
        change=estimate(change.change[at], change.low[at], change.high[at]),
        as_heard=number(found.as_heard[pair].change[at]),
        p=number(change.p[at], 8),
        q=number(q, 8),
        called=called,
    )


def estimate(value: float, low: float, high: float) -> Estimate:
    """Give a figure with its interval."""
    return Estimate(value=number(value), low=number(low), high=number(high))


def number(value: float, digits: int = 6) -> float | None:
    """Give a figure as it is told; None for what is not known."""
    return round(float(value), digits) if np.isfinite(value) else None
