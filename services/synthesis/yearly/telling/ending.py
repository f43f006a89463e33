"""Who was not heard, and the records that stand behind the report."""

from collections.abc import Sequence

from ...syntheses.report.blocks import Block, Folded, Pairs, Paragraph, Section, Table
from ...syntheses.report.phrases import Phrase, Span, phrase, seen
from ..document import Source, YearlyReport
from .telling import Telling


def unheard(telling: Telling, report: YearlyReport) -> Section:
    """Name the kinds of people who were not heard, or hardly."""
    heading = telling.say("yearly.unheard")
    if not report.unheard:
        return Section("unheard", heading, [Paragraph(telling.say("yearly.unheard.unknown"), "note")])
    rows = [
        (
            telling.names.value("profile", one.profile),
            telling.named("coverage", one.standing),
            telling.numerals.number(one.n_people) if one.n_people is not None else telling.numerals.share(one.share),
            telling.numerals.number(one.n_groups),
            seen(one.source or "") or telling.numerals.number(None),
        )
        for one in report.unheard
    ]
    columns = ("profile", "heard", "n-people", "groups", "known-from")
    note = Paragraph(telling.say("yearly.unheard.note"), "note")
    return Section("unheard", heading, [note, telling.table(heading, columns, rows, (2, 3))])


def sources(telling: Telling, report: YearlyReport) -> Section:
    """List the records that the report was made from, and the words it uses."""
    heading = telling.say("yearly.sources")
    blocks: list[Block] = [Paragraph(telling.say("yearly.sources.note"), "note")]
    if report.glossary:
        pairs = [(phrase(telling.coded(one)), phrase(telling.text("yearly.sources.term"))) for one in report.glossary]
        blocks.append(Folded(telling.say("yearly.sources.glossary", n=len(pairs)), [Pairs(pairs)]))
    table = record_table(telling, heading, report.sources)
    blocks.append(Folded(telling.say("yearly.sources.records", n=len(table.rows)), [table]))
    return Section("sources", heading, blocks)


def record_table(telling: Telling, heading: Phrase, found: Sequence[Source]) -> Table:
    """List records with who keeps them, who wrote their links, and when they last changed."""
    rows = [
        (
            phrase(Span(seen(one.title) or str(one.id), href=one.href)),
            telling.named("kind", one.kind),
            seen(one.platform or "") or telling.numerals.number(None),
            seen(", ".join(one.by)) or telling.numerals.number(None),
            telling.date(one.updated_at.date() if one.updated_at else None),
        )
        for one in found
    ]
    return telling.table(heading, ("record", "kind", "kept-by", "written-by", "changed-on"), rows)
