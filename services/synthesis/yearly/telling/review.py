"""A chapter of a review as blocks: item by item what was said, promised, done and measured."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from shared.vocabulary.codebook import Codebook

from ...syntheses.report.blocks import Block, Card, Counts, Folded, Paragraph, Points, Report, Section
from ...syntheses.report.charts.bars import Bar
from ...syntheses.report.phrases import Phrase, Span, joined, phrase, seen, strong
from ..document import Coded, Measure, Situation
from ..reviewing import Link, Linked, ReviewChapter, ReviewItem, Through
from .ending import record_table
from .telling import DOT, Telling
from .whole import badges
from .words import Words

THROUGH = 6
"""Components told of an item; all are in the CSV."""


def tell_review(chapter: ReviewChapter, codebook: Codebook, language: str) -> Report:
    """Give a chapter in a language, ready to be written as a page or a text."""
    telling = Telling(Words(language), codebook)
    parts = (_overview(telling, chapter), _items(telling, chapter), _silence(telling, chapter), _made(telling, chapter))
    sections = [part for part in parts if part.blocks]
    name = seen(chapter.territory.name)
    return Report(
        language=telling.words.language,
        spoken=telling.words.spoken,
        rtl=telling.words.rtl,
        kind=telling.text(f"review.{chapter.review}"),
        title=telling.text("review.title", place=name, year=str(chapter.year)),
        subtitle=phrase(f"{chapter.framework.name} · ", telling.say("yearly.subtitle", day=telling.day(chapter.as_of))),
        badges=badges(telling, chapter.audience, chapter.codebook.provisional),
        notices=_notices(telling, chapter),
        contents=telling.text("report.contents"),
        figures=telling.text("report.figures"),
        made=telling.say("yearly.made", day=telling.numerals.instant(chapter.made_at)),
        sections=[replace(section, number=number) for number, section in enumerate(sections, 1)],
    )


def _notices(telling: Telling, chapter: ReviewChapter) -> list[Paragraph]:
    english = None if telling.words.spoken == "en" else "en"
    notice = Span(chapter.codebook.notice, english)
    found = [Paragraph(phrase(telling.say("review.reading"), " ", crosswalk(telling, chapter)))]
    if chapter.codebook.provisional:
        found.append(Paragraph(telling.say("notice.provisional", version=chapter.codebook.version, notice=notice)))
    if chapter.audience == "public":
        rule = phrase(Span(seen(chapter.rule or ""), english))
        found.append(Paragraph(telling.say("yearly.notice.public", rule=rule)))
    else:
        found.append(Paragraph(telling.say("yearly.notice.inside"), "warning"))
    return found


def crosswalk(telling: Telling, chapter: ReviewChapter) -> Phrase:
    """Say whose links between components and items a chapter goes by."""
    own = [one for one in chapter.links if not one.proposal]
    if not own:
        return telling.say("review.crosswalk.none" if chapter.crosswalk == "platforms" else "review.crosswalk.proposal")
    who = ", ".join(f"{seen(one.author)} ({telling.numerals.number(one.n_links)})" for one in own)
    return telling.say(f"review.crosswalk.{chapter.crosswalk}", who=who)


def _overview(telling: Telling, chapter: ReviewChapter) -> Section:
    """Show how criteria spread over the items, and what stands under them."""
    heading = telling.say("review.overview")
    numerals = telling.numerals
    said = [one for one in chapter.items if one.n_criteria and not touched(one)]
    rows: list[Sequence[str | Span | Phrase]] = [
        (
            telling.coded(one.item),
            numerals.number(one.n_criteria, 1),
            numerals.share(one.share),
            *(numerals.number(len(part)) for part in (one.commitments, one.actions, one.measures)),
        )
        for one in chapter.items
    ]
    columns = ("right", "weight", "share", "commitments", "actions", "measures")
    table = telling.table(heading, columns, rows, range(1, 6))
    blocks: list[Block] = [_counts(telling, chapter)]
    if said:
        bars = [_bar(telling, one) for one in said]
        figure = telling.shares("review-items", heading, bars, table, telling.say("review.bars"))
        return Section("overview", heading, [*blocks, replace(figure, caption=())])
    nothing = "review.no-figures" if chapter.n_criteria is None else "review.nothing-said"
    return Section("overview", heading, [*blocks, Paragraph(telling.say(nothing), "note"), table])


def _bar(telling: Telling, one: ReviewItem) -> Bar:
    share = one.share or 0.0
    return Bar(telling.coded(one.item).text, telling.numerals.share(share), "", share)


def _counts(telling: Telling, chapter: ReviewChapter) -> Counts:
    def distinct(name: str) -> int:
        return len({linked.record.id for one in chapter.items for linked in getattr(one, name)})

    counted: list[tuple[str, int]] = [("criteria", chapter.n_criteria)] if chapter.n_criteria is not None else []
    counted += [(name, distinct(name)) for name in ("commitments", "actions", "measures")]
    return Counts([(telling.numerals.number(n), telling.say(f"counted.{what}", n=n)) for what, n in counted])


def _items(telling: Telling, chapter: ReviewChapter) -> Section:
    cards: list[Block] = [_item(telling, one) for one in chapter.items if not touched(one)]
    heading = telling.say(f"review.items.{chapter.framework.nature}")
    return Section("items", heading, [*cards, *_touched(telling, [one for one in chapter.items if touched(one)])])


def touched(one: ReviewItem) -> bool:
    """Tell whether no record stands under an item, and only weak links or less than one criterion lead there."""
    under = one.commitments or one.actions or one.measures or one.situations
    return not under and (one.n_criteria < 1 or all(each.link.strength == "weak" for each in one.through))


def _touched(telling: Telling, found: Sequence[ReviewItem]) -> Iterator[Block]:
    if found:
        items = [
            telling.say(
                "review.weakly-item",
                item=telling.coded(one.item),
                n=telling.numerals.number(one.n_criteria, 1),
                through=joined([telling.coded(each.component) for each in one.through]),
            )
            for one in found
        ]
        note = Paragraph(telling.say("review.weakly-note"), "note")
        yield Folded(telling.say("review.weakly", n=len(found)), [note, Points(items)])


def _item(telling: Telling, one: ReviewItem) -> Card:
    blocks: list[Block] = []
    if one.through:
        n, share = telling.numerals.number(one.n_criteria, 1), telling.numerals.share(one.share)
        rest = len(one.through) - THROUGH
        more = [telling.say("review.through-more", n=rest)] if rest > 0 else []
        blocks.append(Paragraph(telling.say("review.said", count=n, share=share)))
        blocks.append(Points([*(_through(telling, each) for each in one.through[:THROUGH]), *more], "chips"))
    for name in ("commitments", "actions", "measures", "situations"):
        linked: Sequence[Linked[Any]] = getattr(one, name)
        if linked:
            items = [_linked(telling, each) for each in linked]
            blocks.append(Card(telling.say(f"review.{name}"), [Points(items)]))
    return Card(phrase(telling.coded(one.item)), blocks, f"item-{one.item.code.replace('/', '-')}")


def _through(telling: Telling, one: Through) -> Phrase:
    key = "review.through" if one.divided_among > 1 else "review.through-one"
    told = telling.say(key, code=telling.coded(one.component), n=one.n_criteria, among=str(one.divided_among))
    weak = [Span(telling.text("review.weak"))] if one.link.strength == "weak" else []
    return joined([told, *weak, *_author(telling, one.link)], DOT)


def _author(telling: Telling, link: Link) -> list[Phrase]:
    """Name who made a link, unless it is this project's proposal, which the head of the chapter speaks of."""
    return [] if link.proposal else [telling.say("review.by", author=seen(link.author))]


def _linked(telling: Telling, linked: Linked[Any]) -> Phrase:
    pieces: list[Span | Phrase] = [strong(telling.entry(linked.record)[0]), *_state(telling, linked.record)]
    if linked.component is not None:
        pieces.append(telling.say("review.via", code=telling.coded(linked.component)))
    if linked.link is not None:
        pieces += _author(telling, linked.link)
    return joined(pieces, DOT)


def _state(telling: Telling, record: Any) -> Iterator[Span | Phrase]:
    if isinstance(record, Measure):
        yield from _measured(telling, record)
    elif isinstance(record, Situation):
        told = [one.mean if one else None for one in (record.last_year, record.present)]
        known = [telling.numerals.number(value, 1) for value in told if value is not None]
        yield telling.say("review.situation", levels=" → ".join(known))
    else:
        yield Span(telling.named("progress", record.state))
        who = getattr(record, "owner", None) or getattr(record, "responsible", None)
        if who is not None:
            yield Span(telling.who(who))


def _measured(telling: Telling, record: Measure) -> Iterator[Span]:
    yield Span(telling.moved(record))
    if record.target is not None:
        yield Span(f"{telling.text('column.target')} {telling.numerals.number(record.target.value, 2)}")


def _silence(telling: Telling, chapter: ReviewChapter) -> Section:
    """Tell what nobody spoke of, what cannot be said in these words, and what no item names."""
    blocks: list[Block] = []
    kinds = {"silent": chapter.silent, "elsewhere": chapter.elsewhere, "inexpressible": chapter.inexpressible}
    for key, found in kinds.items():
        if found:
            note = Paragraph(telling.say(f"review.{key}-note"), "note")
            blocks.append(Card(telling.say(f"review.{key}", n=len(found)), [note, _chips(telling, found)], key))
    return Section("silence", telling.say("review.silence"), blocks)


def _chips(telling: Telling, found: Sequence[Coded]) -> Points:
    return Points([phrase(telling.coded(one)) for one in found], "chips")


def _made(telling: Telling, chapter: ReviewChapter) -> Section:
    heading = telling.say("yearly.sources")
    by = f"{chapter.framework.name} ({chapter.framework.id} {chapter.framework.version})"
    note = Paragraph(telling.say("review.made", framework=by), "note")
    table = record_table(telling, heading, chapter.sources)
    records = Folded(telling.say("yearly.sources.records", n=len(table.rows)), [table])
    return Section("sources", heading, [note, records])
