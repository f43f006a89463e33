"""What was decided: at which meeting and why, which commitments were made, which stand from before."""

from collections.abc import Iterator, Sequence

from ...syntheses.report.blocks import Block, Card, Paragraph, Points, Quoted, Quotes, Section
from ...syntheses.report.phrases import Phrase, Span, joined, phrase, seen
from ..document import CollectiveCriterion, Commitment, Decision, Meeting, Plan, Scenario, YearlyReport
from .telling import DOT, Telling


def decided(telling: Telling, report: YearlyReport) -> Section:
    """Tell what was decided."""
    found = report.decided
    cards = [
        *_meetings(telling, found.meetings),
        *_commitments(telling, "yearly.decided.commitments", "commitments", found.commitments),
        *_collective(telling, found.collective_criteria),
        *_listed(telling, "scenarios", [_scenario(telling, one) for one in found.scenarios]),
        *_listed(telling, "plans", [_plan(telling, one) for one in found.plans]),
        *_commitments(telling, "yearly.decided.standing", "standing", found.standing),
    ]
    nothing = Paragraph(telling.say("yearly.decided.nothing"), "note")
    return Section("decided", telling.say("yearly.decided"), cards or [nothing])


def _meetings(telling: Telling, found: Sequence[Meeting]) -> Iterator[Block]:
    if not found:
        return
    inner = []
    for meeting in found:
        heading = phrase(telling.entry(meeting), f" · {telling.day(meeting.held_on)}")
        decisions = [_decision(telling, one) for one in meeting.decisions]
        inner.append(Card(heading, [Points(decisions)]))
    yield Card(telling.say("yearly.decided.meetings"), inner, "meetings")


def _decision(telling: Telling, one: Decision) -> Phrase:
    why = phrase(" ", telling.say("yearly.decided.why", why=seen(one.why))) if one.why else ()
    return phrase(seen(one.text), why)


def _commitments(telling: Telling, key: str, anchor: str, found: Sequence[Commitment]) -> Iterator[Block]:
    if not found:
        return
    rows = [
        (
            telling.entry(one),
            telling.named("progress", one.state),
            telling.who(one.owner),
            telling.date(one.decided_on),
            _next(telling, one),
            joined([telling.coded(code) for code in (*one.components, *one.rights)], DOT),
        )
        for one in found
    ]
    caption = telling.say(key)
    columns = ("commitment", "state", "owner", "decided", "next-step", "speaks-of")
    yield Card(caption, [telling.table(caption, columns, rows)], anchor)


def _next(telling: Telling, one: Commitment) -> str:
    if one.next_step is None:
        return telling.numerals.number(None)
    return f"{seen(one.next_step)} ({telling.day(one.next_step_on)})" if one.next_step_on else seen(one.next_step)


def _collective(telling: Telling, found: Sequence[CollectiveCriterion]) -> Iterator[Block]:
    if not found:
        return
    quotes = [
        Quoted(seen(one.text), one.language or telling.words.spoken, joined(_source(telling, one), DOT))
        for one in found
    ]
    note = Paragraph(telling.say("yearly.decided.collective-note"), "note")
    yield Card(telling.say("yearly.decided.collective"), [note, Quotes(quotes)], "collective")


def _source(telling: Telling, one: CollectiveCriterion) -> list[Span | Phrase]:
    told: list[Span | Phrase] = [Span(telling.named("level", one.level)), Span(telling.day(one.approved_on))]
    told += [telling.say("yearly.decided.merged", n=one.n_merged)] if one.n_merged else []
    told += [telling.codes(one.components)] if one.components else []
    return [*told, Span(telling.text("yearly.record"), href=one.href)]


def _listed(telling: Telling, what: str, items: Sequence[Phrase]) -> Iterator[Block]:
    if items:
        yield Card(telling.say(f"yearly.decided.{what}"), [Points(items)], what)


def _scenario(telling: Telling, one: Scenario) -> Phrase:
    more = f" · {seen(one.description)}" if one.description else ""
    return phrase(telling.entry(one, stands_out=True), f" · {telling.day(one.chosen_on)}{more}")


def _plan(telling: Telling, one: Plan) -> Phrase:
    when = f"{telling.day(one.starts_on)} – {telling.day(one.ends_on)}"
    actions = telling.say("count.actions", n=one.n_actions)
    return phrase(
        telling.entry(one, stands_out=True), f" · {telling.named('progress', one.state)} · {when} · ", actions
    )
