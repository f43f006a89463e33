"""How shares moved over the years, where the same kinds of groups were heard."""

import numpy as np

from shared.vocabulary.codebook import Codebook

from ...change.judging import Answers, Tested, judge_together, may_be_called, pairs, test
from ...engine.change.comparability import Obstacle
from ...engine.change.spans import Span, periods_of, split
from ...engine.facts import Ints
from ...selecting import Kinds
from ..document import Change, Changes, Comparison, CountryChanges, Interval, Level, PeriodShare
from ..inputs import QUESTIONS, Inputs
from .cells import Cells, cells, table

LEAST_GROUPS = 10
"""Groups of a country whose periods are compared by themselves."""


def by_country(inputs: Inputs, codebook: Codebook) -> list[CountryChanges]:
    """Compare periods within each country, by dimension; none where there is only one country."""
    countries = inputs.names["country"]
    if len(countries) < 2:
        return []
    found = []
    for number, country in enumerate(countries):
        inside = inputs.groups["country"] == number
        if inside.sum() >= LEAST_GROUPS:
            told = changes(inputs.of_groups(inside), codebook, ("dimension",))
            if told is not None:
                found.append(CountryChanges(country=country, changes=told))
    return found


def changes(
    inputs: Inputs, codebook: Codebook, levels: tuple[Level, ...] = ("dimension", "component")
) -> Changes | None:
    """Compare periods of years; None where the groups' years make only one."""
    years = inputs.groups["year"].astype(np.int64)
    spans = split(years[years > 0])
    if len(spans) < 2:
        return None
    period = periods_of(years, spans)
    told: list[Change] = []
    comparison: Comparison | None = None
    for level in levels:
        columns = cells(inputs, codebook, level)
        tested = [
            test(answers, "none", len(spans)) for answers in _answers(inputs, columns, period) if len(answers.counts)
        ]
        q, stands = judge_together(tested)
        for at, found in enumerate(tested):
            told.extend(_told(found, columns, spans, level, q[at], stands[at]))
        comparison = comparison or _comparison(tested, spans)
    return Changes(
        periods=[str(span) for span in spans], standardised="none", comparison=comparison, changes=_by_size(told)
    )


def _by_size(told: list[Change]) -> list[Change]:
    return sorted(told, key=lambda one: (not one.stands, one.q if one.q is not None else 2.0, one.level, one.code))


def _answers(inputs: Inputs, columns: Cells, period: Ints) -> list[Answers]:
    found = []
    for number, question in enumerate(QUESTIONS):
        counts = table(inputs, columns, inputs.criteria["question"] == number)
        heard = np.flatnonzero(counts.any(axis=1))
        axes = ["profile", *(["country"] if len(np.unique(inputs.groups["country"][heard])) > 1 else [])]
        kinds = [_kinds(inputs, [axis], heard) for axis in axes]
        found.append(Answers(str(question), counts[heard], period[heard], kinds, _kinds(inputs, axes, heard)))
    return found


def _kinds(inputs: Inputs, axes: list[str], rows: Ints) -> Kinds:
    numbers = np.stack([inputs.groups[axis][rows] for axis in axes], axis=1).astype(np.int64)
    found, index = np.unique(numbers, axis=0, return_inverse=True)
    values = [tuple(inputs.names[axis][at] for axis, at in zip(axes, row, strict=True)) for row in found.tolist()]
    return Kinds(tuple(axes), index.ravel().astype(np.int64), values)


def _told(
    found: Tested, columns: Cells, spans: list[Span], level: Level, q: np.ndarray, stands: np.ndarray
) -> list[Change]:
    """Tell every code that was named; the change is that between the first and the last period."""
    ends = pairs(len(spans)).index((0, len(spans) - 1))
    called = may_be_called(found.comparisons[ends])
    change, shares = found.changes[ends], found.shares
    rows = []
    for at in np.flatnonzero(shares.n_criteria.sum(axis=0)).tolist():
        known = called and bool(np.isfinite(change.change[at]))
        rows.append(
            Change(
                question=found.answers.question,
                level=level,
                code=columns.codes[at],
                shares=[
                    PeriodShare(
                        period=str(span),
                        n_criteria=int(shares.n_criteria[p, at]),
                        n_groups=int(shares.n_naming[p, at]),
                        share=_number(shares.share[p, at]) or 0.0,
                        interval=_interval(shares.low[p, at], shares.high[p, at]),
                    )
                    for p, span in enumerate(spans)
                ],
                difference=_number(change.change[at]) if known else None,
                interval=_interval(change.low[at], change.high[at]) if known else None,
                q=_number(q[ends, at]) if known else None,
                stands=bool(stands[ends, at]),
            )
        )
    return rows


def _number(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None


def _interval(low: float, high: float) -> Interval:
    """Give an interval; where too few groups were heard for one, it leaves all open."""
    return Interval(low=_number(low) if np.isfinite(low) else 0.0, high=_number(high) if np.isfinite(high) else 1.0)


def _comparison(tested: list[Tested], spans: list[Span]) -> Comparison | None:
    """Tell whether the first and the last period may be compared, and who is missing."""
    if not tested:
        return None
    ends = pairs(len(spans)).index((0, len(spans) - 1))
    found = max(tested, key=lambda one: len(one.answers.counts))
    reasons: list[str] = []
    missing: tuple[list[str], list[str]] = ([], [])
    by_name = {",".join(kinds.axes): kinds for kinds in (*found.answers.by_axis, found.answers.crossed)}
    for axes, comparison in found.comparisons[ends]:
        values = by_name[axes].values
        for reason in comparison.reasons:
            reasons.append(str(reason.obstacle))
            if reason.obstacle is Obstacle.KIND_MISSING and reason.side is not None and reason.kind is not None:
                missing[reason.side].append(", ".join(str(value) for value in values[reason.kind]))
    return Comparison(
        first=str(spans[0]),
        last=str(spans[-1]),
        comparable=may_be_called(found.comparisons[ends]),
        reasons=sorted(set(reasons)),
        missing_in_first=sorted(set(missing[0])),
        missing_in_last=sorted(set(missing[1])),
    )
