"""A whole yearly report as blocks: its head, its notices, and its parts in their order."""

from dataclasses import replace

from shared.vocabulary.codebook import Codebook

from ...syntheses.report.blocks import Paragraph, Report
from ...syntheses.report.phrases import Phrase, Span, phrase, seen
from ..document import YearlyReport
from .changed import changed
from .decided import decided
from .done import done
from .ending import sources, unheard
from .said import said
from .short import in_short
from .telling import Telling
from .words import Words

_PARTS = (in_short, said, decided, done, changed, unheard, sources)


def tell(report: YearlyReport, codebook: Codebook, language: str) -> Report:
    """Give a yearly report in a language, ready to be written as a page or a text."""
    telling = Telling(Words(language), codebook)
    sections = [replace(part(telling, report), number=number) for number, part in enumerate(_PARTS, 1)]
    name = seen(report.territory.name)
    return Report(
        language=telling.words.language,
        spoken=telling.words.spoken,
        rtl=telling.words.rtl,
        kind=telling.text("yearly.kind"),
        title=telling.text("yearly.title", place=name, year=str(report.year)),
        subtitle=telling.say("yearly.subtitle", day=telling.day(report.as_of)),
        badges=badges(telling, report.audience, report.codebook.provisional),
        notices=notices(telling, report),
        contents=telling.text("report.contents"),
        figures=telling.text("report.figures"),
        made=telling.say("yearly.made", day=telling.numerals.instant(report.made_at)),
        sections=sections,
    )


def badges(telling: Telling, audience: str, provisional: bool) -> list[Phrase]:
    """Say for whom it is, and that its codes may change."""
    found = [telling.say("badge.public")] if audience == "public" else [telling.say("yearly.badge.inside")]
    return found + ([telling.say("badge.provisional")] if provisional else [])


def notices(telling: Telling, report: YearlyReport) -> list[Paragraph]:
    """Say what must be known before reading."""
    english = None if telling.words.spoken == "en" else "en"
    found = []
    if report.codebook.provisional:
        notice = Span(report.codebook.notice, english)
        said = telling.say("notice.provisional", version=report.codebook.version, notice=notice)
        found.append(Paragraph(said))
    if report.audience == "public":
        rule = phrase(Span(seen(report.said.rule or ""), english))
        found.append(Paragraph(telling.say("yearly.notice.public", rule=rule)))
    else:
        found.append(Paragraph(telling.say("yearly.notice.inside"), "warning"))
    return found
