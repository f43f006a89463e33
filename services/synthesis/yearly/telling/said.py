"""What people said: who was heard, what is named most, what each kind of group puts first, what some say more."""

from collections.abc import Iterator, Sequence

from ...syntheses.report.blocks import Block, Card, Counts, Figure, Folded, Paragraph, Points, Section, Table
from ...syntheses.report.charts.bars import Bar
from ...syntheses.report.phrases import Phrase, Span, joined, phrase, plain, strong
from ..document import Heard, OwnRanking, Question, Said, SaidMore, WhatWasSaid, YearlyReport
from .telling import DOT, Telling

QUESTIONS = ("wellbeing", "illbeing", "action", "policy")
"""Questions in the order they are asked in."""


def said(telling: Telling, report: YearlyReport) -> Section:
    """Tell what people said."""
    found = report.said
    blocks: list[Block] = [*_heard(telling, found, report.year), *_origin(telling, found)]
    blocks += [_question(telling, one) for one in found.questions]
    blocks += _never(telling, found.questions)
    blocks += _own(telling, found.groups)
    blocks += _more(telling, found.said_more)
    return Section("said", telling.say("yearly.said"), blocks)


def _heard(telling: Telling, found: WhatWasSaid, year: int) -> Iterator[Block]:
    first = "in-synthesis" if found.source == "synthesis" else "to-date"
    for key, heard in ((first, found.to_date), ("this-year", found.this_year)):
        if heard and any((heard.n_groups, heard.n_participants, heard.n_criteria)):
            yield Paragraph(telling.say(f"yearly.said.{key}", year=str(year)), "lead")
            yield _counts(telling, heard)


def _counts(telling: Telling, heard: Heard) -> Counts:
    counted = (("groups", heard.n_groups), ("people", heard.n_participants), ("criteria", heard.n_criteria))
    return Counts(
        [(telling.numerals.number(n), telling.say(f"counted.{what}", n=n)) for what, n in counted if n is not None]
    )


def _origin(telling: Telling, found: WhatWasSaid) -> Iterator[Block]:
    yield Paragraph(telling.say(f"yearly.said.from-{found.source}"), "note")
    if found.synthesis is not None:
        title = Span(found.synthesis.title, href=found.synthesis.href)
        on = telling.day(found.synthesis.finished_at.date() if found.synthesis.finished_at else None)
        yield Paragraph(telling.say("yearly.said.synthesis", title=title, day=on))


def _question(telling: Telling, one: Question) -> Card:
    identity = f"said-{one.question}"
    caption = telling.say("yearly.said.question", question=telling.names.question(one.question))
    table = _table(telling, caption, one.top)
    note = telling.say("yearly.said.bars") if any(each.low is not None for each in one.top) else ()
    figure = telling.shares(identity, caption, [_bar(telling, each) for each in one.top], table, note)
    blocks: list[Block] = [Figure((), figure.charts, figure.table, figure.note)] if one.top else []
    return Card(phrase(telling.names.question(one.question)), blocks, identity)


def _never(telling: Telling, questions: Sequence[Question]) -> Iterator[Block]:
    """Tell what nobody names, whatever is asked."""
    silent = [{code.code: code for code in one.never} for one in questions]
    codes = sorted(set.intersection(*(set(codes) for codes in silent))) if silent else []
    if codes:
        names = [phrase(telling.coded(silent[0][code])) for code in codes]
        yield Folded(telling.say("yearly.said.never", n=len(codes)), [Points(names, "chips")])


def _bar(telling: Telling, one: Said) -> Bar:
    groups = f" · {plain(telling.say('count.groups', n=one.n_groups))}" if one.n_groups is not None else ""
    return Bar(
        telling.coded(one.component).text, telling.numerals.share(one.share), groups, one.share, one.low, one.high
    )


def _table(telling: Telling, caption: tuple[Span, ...], rows: Sequence[Said]) -> Table:
    numerals = telling.numerals
    return telling.table(
        caption,
        ("code", "criteria", "share", "interval", "groups"),
        [
            (
                telling.coded(one.component),
                numerals.number(one.n_criteria),
                numerals.share(one.share),
                numerals.between(one.low, one.high) if one.low is not None else numerals.share(None),
                numerals.number(one.n_groups),
            )
            for one in rows
        ],
        range(1, 5),
    )


def _own(telling: Telling, found: Sequence[OwnRanking]) -> Iterator[Block]:
    """Tell what comes first inside each kind of group, a line a kind and a column a question."""
    if not found:
        return
    caption = telling.say("yearly.said.own")
    order = {name: place for place, name in enumerate(QUESTIONS)}
    questions = sorted({one.question for one in found}, key=lambda name: order.get(name, len(order)))
    rankings = {(one.profile, one.question): one for one in found}
    rows = [
        [
            phrase(telling.names.value("profile", profile)),
            *(_ranked(telling, rankings.get((profile, question))) for question in questions),
            phrase(telling.numerals.number(n_groups)),
        ]
        for profile, n_groups in {one.profile: one.n_groups for one in found}.items()
    ]
    named = [phrase(telling.names.question(question)) for question in questions]
    columns = [telling.say("column.profile"), *named, telling.say("column.groups")]
    table = Table(caption, columns, rows, frozenset({len(columns) - 1}), titled=False)
    yield Card(caption, [Paragraph(telling.say("yearly.said.own-note"), "note"), table], "said-own")


def _ranked(telling: Telling, one: OwnRanking | None) -> Phrase:
    """Write what is named most, each with its share."""
    told = [phrase(telling.coded(said.component), f"\u00a0{telling.numerals.share(said.share)}") for said in _top(one)]
    return joined(told, DOT) or phrase(telling.numerals.number(None))


def _top(one: OwnRanking | None) -> Sequence[Said]:
    return one.top if one is not None else ()


def _more(telling: Telling, found: Sequence[SaidMore]) -> Iterator[Block]:
    """Tell the differences that stand."""
    if not found:
        return
    items = [
        telling.say(
            f"yearly.said.{one.direction}",
            who=strong(telling.names.value("profile", one.profile)),
            code=telling.coded(one.component),
            question=telling.names.question(one.question),
            share=telling.numerals.share(one.share),
            rest=telling.numerals.share(one.share_rest),
            n=one.n_groups,
        )
        for one in found
    ]
    yield Card(telling.say("yearly.said.differences"), [Points(items)], "said-more")
