"""In short: what to take home, in sentences that can be read aloud."""

from collections.abc import Iterator

from ...syntheses.report.blocks import Block, Paragraph, Points, Section
from ...syntheses.report.phrases import Phrase, Span, joined, phrase, strong
from ..document import Action, YearlyReport
from .telling import Telling


def in_short(telling: Telling, report: YearlyReport) -> Section:
    """Say what was heard, decided, done and changed, and what was not."""
    items = [*_said(telling, report), *_decided(telling, report), *_done(telling, report), *_changed(telling, report)]
    blocks: list[Block] = [Points(items, "findings"), Paragraph(telling.say("yearly.no-score"), "note")]
    return Section("short", telling.say("yearly.short"), blocks)


def _said(telling: Telling, report: YearlyReport) -> Iterator[Phrase]:
    said = report.said
    if said.source == "nothing":
        yield telling.say("yearly.short.nothing-told")
        return
    if said.to_date and said.to_date.n_groups is not None:
        live = said.source == "live"
        heard = telling.say(
            "yearly.short.heard" if live else "yearly.short.heard-in-synthesis",
            n=said.to_date.n_groups,
            people=telling.say("count.people", n=said.to_date.n_participants),
            criteria=telling.say("count.criteria", n=said.to_date.n_criteria),
            year=str(report.year),
        )
        new = said.this_year.n_groups if said.this_year else None
        yield phrase(heard, " ", _new(telling, new)) if new is not None else heard
    for one in said.questions[:2]:
        if one.top:
            yield telling.say(
                "yearly.short.most",
                question=telling.say(f"asked.{one.question}"),
                code=strong(telling.coded(one.top[0].component)),
                share=telling.numerals.share(one.top[0].share),
            )


def _new(telling: Telling, n_groups: int) -> Phrase:
    return telling.say("yearly.short.new-groups", n=n_groups) if n_groups else telling.say("yearly.short.none-new")


def _decided(telling: Telling, report: YearlyReport) -> Iterator[Phrase]:
    decided = report.decided
    told: list[Span | Phrase] = []
    if decided.meetings:
        decisions = telling.say("count.decisions", n=sum(len(meeting.decisions) for meeting in decided.meetings))
        meetings = telling.say("count.meetings", n=len(decided.meetings))
        told.append(telling.say("yearly.short.decided", decisions=decisions, meetings=meetings))
    if decided.commitments:
        told.append(telling.say("yearly.short.committed", n=len(decided.commitments)))
    if decided.standing:
        told.append(telling.say("yearly.short.standing", n=len(decided.standing)))
    if told:
        yield joined(told, " ")


def _done(telling: Telling, report: YearlyReport) -> Iterator[Phrase]:
    done = report.done
    if not done.actions:
        yield telling.say("yearly.short.no-actions")
        return
    said = telling.say("yearly.short.done", n=done.n_done_this_year, going=done.by_state.get("under-way", 0))
    late = telling.say("yearly.short.late", n=done.n_overdue, orphaned=done.n_orphaned)
    yield phrase(said, " ", late) if done.n_overdue or done.n_orphaned else said
    if (first := _example(done.actions)) is not None:
        yield telling.say(
            "yearly.short.example", title=strong(telling.entry(first)[0]), who=telling.who(first.responsible)
        )


def _example(actions: list[Action]) -> Action | None:
    return next((one for one in actions if one.done_on and one.responsible and one.responsible.name), None)


def _changed(telling: Telling, report: YearlyReport) -> Iterator[Phrase]:
    both = [cell for cell in report.changed.evaluations if cell.difference is not None]
    most = max(both, key=lambda cell: abs(cell.difference or 0), default=None)
    if most is not None and most.before and most.after:
        yield telling.say(
            "yearly.short.moved",
            of=most.title or telling.text("yearly.unnamed"),
            aspect=strong(telling.coded(most.aspect)),
            before=telling.numerals.number(most.before.mean, 1),
            after=telling.numerals.number(most.after.mean, 1),
            n=most.n_both,
        )
    carried = sum(one.state == "carried-out" for one in report.changed.improvements)
    if report.changed.improvements:
        yield telling.say("yearly.short.improvements", n=len(report.changed.improvements), carried=carried)
    if report.unheard:
        yield telling.say("yearly.short.unheard", n=len(report.unheard))
