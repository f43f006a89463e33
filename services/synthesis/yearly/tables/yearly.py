"""A yearly report as one long table: a line a fact, the same columns for every part."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from ..document import Action, Coded, Commitment, Entry, Moment, Who, YearlyReport
from .lines import table_of


@dataclass(frozen=True)
class Line:
    """One fact."""

    part: str
    what: str
    id: str | None = None
    title: str | None = None
    place: str | None = None
    state: str | None = None
    on: str | None = None
    due_on: str | None = None
    who: str | None = None
    question: str | None = None
    profile: str | None = None
    components: str | None = None
    rights: str | None = None
    figure: str | None = None
    value: float | None = None
    n_groups: int | None = None
    amount: str | None = None
    currency: str | None = None
    budget_line: str | None = None
    href: str | None = None


COLUMNS = tuple(field.name for field in fields(Line))
"""Columns of the table, in their order."""


def write_csv(report: YearlyReport) -> str:
    """Give a report as CSV; numbers have a decimal point whatever the language."""
    return table_of(COLUMNS, lines(report))


def lines(report: YearlyReport) -> Iterator[Line]:
    """Give every fact of a report."""
    yield from _said(report)
    yield from _decided(report)
    yield from _done(report)
    yield from _changed(report)
    for one in report.unheard:
        yield Line(
            "unheard", "profile", profile=one.profile, state=one.standing, value=one.n_people, n_groups=one.n_groups
        )


def _said(report: YearlyReport) -> Iterator[Line]:
    for figure, heard in (("to_date", report.said.to_date), ("this_year", report.said.this_year)):
        if heard is not None:
            for name in ("n_groups", "n_participants", "n_criteria"):
                yield Line("said", "heard", figure=f"{figure}.{name}", value=getattr(heard, name))
    for question in report.said.questions:
        for one in question.top:
            codes = one.component.code
            told: dict[str, Any] = {"question": question.question, "components": codes, "title": one.component.label}
            yield Line("said", "component", **told, figure="share", value=one.share, n_groups=one.n_groups)
            yield Line("said", "component", **told, figure="n_criteria", value=one.n_criteria, n_groups=one.n_groups)
    for own in report.said.groups:
        for one in own.top:
            yield Line(
                "said", "own-ranking", question=own.question, profile=own.profile, components=one.component.code,
                title=one.component.label, figure="share", value=one.share, n_groups=one.n_groups,
            )  # fmt: skip


def _decided(report: YearlyReport) -> Iterator[Line]:
    found = report.decided
    for meeting in found.meetings:
        for decision in meeting.decisions:
            more: dict[str, Any] = {"figure": decision.text, "on": _day(meeting.held_on)}
            yield Line("decided", "decision", **_of(meeting), **more)
    for what, commitments in (("commitment", found.commitments), ("standing-commitment", found.standing)):
        for one in commitments:
            yield Line("decided", what, **_of(one), **_commitment(one))
    for scenario in found.scenarios:
        yield Line(
            "decided", "scenario", **_of(scenario), on=_day(scenario.chosen_on), components=_codes(scenario.components)
        )
    for criterion in found.collective_criteria:
        told: dict[str, Any] = {"on": _day(criterion.approved_on), "components": _codes(criterion.components)}
        yield Line("decided", "collective-criterion", **_of(criterion), **told)
    for plan in found.plans:
        yield Line("decided", "plan", **_of(plan), state=plan.state, on=_day(plan.starts_on), due_on=_day(plan.ends_on))


def _commitment(one: Commitment) -> dict[str, Any]:
    return {
        "state": one.state,
        "on": _day(one.decided_on),
        "due_on": _day(one.next_step_on),
        "who": _who(one.owner),
        "components": _codes(one.components),
        "rights": _codes(one.rights),
    }


def _done(report: YearlyReport) -> Iterator[Line]:
    for one in report.done.actions:
        yield Line("done", "action", **_of(one), **_action(one))
    for total in report.done.budgets:
        yield Line(
            "done", "sum", figure="budgets", amount=str(total.amount), currency=total.currency, value=total.n_actions
        )


def _action(one: Action) -> dict[str, Any]:
    budget = one.budget
    marks = [name for name in ("overdue", "orphaned") if getattr(one, name)]
    return {
        "state": one.state,
        "on": _day(one.done_on),
        "due_on": _day(one.due_on),
        "who": _who(one.responsible),
        "profile": " ".join(one.asked_by) or None,
        "components": _codes(one.components),
        "rights": _codes(one.rights),
        "figure": " ".join(marks) or None,
        "amount": str(budget.amount) if budget and budget.amount is not None else None,
        "currency": budget.currency if budget else None,
        "budget_line": budget.reference if budget else None,
    }


def _changed(report: YearlyReport) -> Iterator[Line]:
    for cell in report.changed.evaluations:
        for name, moment in (("before", cell.before), ("after", cell.after)):
            if moment is not None:
                told: dict[str, Any] = {"id": str(cell.of), "title": cell.title, "components": cell.aspect.code}
                yield Line("changed", "evaluation", **told, **_moment(f"mean.{name}", moment))
    for one in report.changed.situations:
        for name in ("last_year", "present", "reached", "wished"):
            if (found := getattr(one, name)) is not None:
                yield Line(
                    "changed", "situation", **_of(one), **_moment(name, found), components=_codes(one.components)
                )
    for measure in report.changed.measures:
        for name in ("baseline", "last_year", "latest", "target"):
            if (value := getattr(measure, name)) is not None:
                yield Line("changed", "measure", **_of(measure), figure=name, value=value.value, on=_day(value.on))
    for improvement in report.changed.improvements:
        state, due_on, who = improvement.state, _day(improvement.due_on), _who(improvement.owner)
        yield Line("changed", "improvement", **_of(improvement), state=state, due_on=due_on, who=who)


def _moment(figure: str, moment: Moment) -> dict[str, Any]:
    return {"figure": figure, "value": moment.mean, "n_groups": moment.n_groups}


def _of(entry: Entry) -> dict[str, Any]:
    place = entry.place.name if entry.place else None
    return {"id": str(entry.id), "title": entry.title, "place": place, "href": entry.href}


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _who(who: Who | None) -> str | None:
    return who.name if who else None


def _codes(found: list[Coded]) -> str | None:
    return " ".join(one.code for one in found) or None
