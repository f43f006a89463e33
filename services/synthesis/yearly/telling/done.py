"""What was done: the actions of the year with who carries them, until when, and what they cost."""

from collections.abc import Iterator, Sequence

from ...syntheses.report.blocks import Block, Card, Counts, Paragraph, Points, Section
from ...syntheses.report.phrases import Phrase, Span, joined, phrase, seen
from ..document import Action, WhatWasDone, YearlyReport
from .telling import DOT, Telling

OPEN = ("proposed", "decided", "under-way")


def done(telling: Telling, report: YearlyReport) -> Section:
    """Tell what was done."""
    found = report.done
    if not found.actions:
        return Section("done", telling.say("yearly.done"), [Paragraph(telling.say("yearly.done.nothing"), "note")])
    blocks: list[Block] = [
        Paragraph(telling.say("yearly.done.as-of", day=telling.day(report.as_of)), "lead"),
        _counts(telling, found),
        Paragraph(telling.say("yearly.done.by-state"), "lead"),
        _states(telling, found),
        *_watched(telling, found.actions),
        *_money(telling, found),
    ]
    groups: list[tuple[str, list[Action]]] = [
        ("this-year", [one for one in found.actions if one.done_on and one.done_on.year == report.year]),
        ("open", [one for one in found.actions if one.state in OPEN]),
    ]
    told = {one.id for _, actions in groups for one in actions}
    groups.append(("other", [one for one in found.actions if one.id not in told]))
    blocks += [_actions(telling, key, actions) for key, actions in groups if actions]
    return Section("done", telling.say("yearly.done"), blocks)


def _counts(telling: Telling, found: WhatWasDone) -> Counts:
    counted = (
        ("actions", len(found.actions)),
        ("done-this-year", found.n_done_this_year),
        ("overdue", found.n_overdue),
        ("orphaned", found.n_orphaned),
    )
    return Counts([(telling.numerals.number(n), telling.say(f"counted.{what}", n=n)) for what, n in counted])


def _states(telling: Telling, found: WhatWasDone) -> Counts:
    return Counts(
        [(telling.numerals.number(n), phrase(telling.named("progress", state))) for state, n in found.by_state.items()]
    )


def _watched(telling: Telling, actions: Sequence[Action]) -> Iterator[Block]:
    """Put before everything else what is late, and what nobody carries."""
    for key in ("overdue", "orphaned"):
        found = [one for one in actions if getattr(one, key)]
        if found:
            items = [_watch(telling, one) for one in found]
            note = Paragraph(telling.say(f"yearly.done.{key}-note"), "note")
            yield Card(telling.say(f"yearly.done.{key}", n=len(found)), [note, Points(items)], key)


def _watch(telling: Telling, one: Action) -> Phrase:
    who = f" · {telling.who(one.responsible)}" if one.responsible else ""
    due = f" · {telling.text('yearly.done.due', day=telling.day(one.due_on))}" if one.due_on else ""
    return phrase(telling.entry(one), who, due)


def _money(telling: Telling, found: WhatWasDone) -> Iterator[Block]:
    if not found.budgets:
        return
    rows = [
        (one.currency, telling.amount(one.amount, one.currency), telling.numerals.number(one.n_actions))
        for one in found.budgets
    ]
    caption = telling.say("yearly.done.budgets")
    note = Paragraph(telling.say("yearly.done.budgets-note", n=found.n_without_budget), "note")
    yield Card(caption, [telling.table(caption, ("currency", "amount", "actions"), rows, (1, 2)), note], "budgets")


def _actions(telling: Telling, key: str, actions: Sequence[Action]) -> Card:
    caption = telling.say(f"yearly.done.{key}")
    columns = ("action", "state", "until", "responsible", "budget", "what-for")
    return Card(
        caption, [telling.table(caption, columns, [_row(telling, one) for one in actions], (4,))], f"done-{key}"
    )


def _row(telling: Telling, one: Action) -> tuple[str | Span | Phrase, ...]:
    money = telling.amount(one.budget.amount, one.budget.currency) if one.budget else telling.numerals.number(None)
    return (
        telling.entry(one),
        telling.named("progress", one.state),
        telling.date(one.done_on or one.due_on),
        _carried(telling, one),
        money,
        _purpose(telling, one),
    )


def _carried(telling: Telling, one: Action) -> Phrase:
    with_them = [
        f"{telling.who(who)} ({seen(who.brings)})" if who.brings else telling.who(who) for who in one.contributors
    ]
    more = phrase(" ", telling.say("yearly.done.with", who=", ".join(with_them))) if with_them else ()
    return phrase(telling.who(one.responsible), more)


def _purpose(telling: Telling, one: Action) -> Phrase:
    found: list[Span | Phrase] = [telling.coded(code) for code in (*one.components, *one.rights)]
    if one.asked_by:
        who = ", ".join(telling.names.value("profile", profile).text for profile in one.asked_by)
        found.append(telling.say("yearly.done.asked-by", who=who))
    return joined(found, DOT) or phrase(telling.numerals.number(None))
