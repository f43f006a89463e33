"""A whole report from a synthesis: its head, its notices and its parts in their order."""

import re
from dataclasses import replace

from shared.vocabulary.codebook import Codebook

from ..schemas import Synthesis
from .blocks import Paragraph, Report, Section
from .parts.alike import alike
from .parts.changes import changes
from .parts.contrasts import contrasts
from .parts.countries import countries
from .parts.coverage import coverage
from .parts.disagreements import disagreements
from .parts.in_short import in_short
from .parts.making import making
from .parts.maps import maps
from .parts.profiles import profiles
from .parts.telling import Telling
from .parts.topics import topics
from .parts.voices import voices
from .phrases import Phrase, Span, phrase, seen
from .wording import Wording

_PARTS = (
    in_short,
    voices,
    coverage,
    profiles,
    contrasts,
    topics,
    disagreements,
    changes,
    maps,
    alike,
    countries,
    making,
)
_INVENTED = re.compile(
    "synth[eé]ti|sint[eéè]ti|sintet|fictif|fict[ií]ci|inventat|invented|demonstra|d[ée]monstra", re.I
)


def tell(synthesis: Synthesis, codebook: Codebook, language: str) -> Report:
    """Give the report of a synthesis in a language; one that is not done yet has a head and no parts."""
    wording = Wording(language)
    return Report(
        language=wording.language,
        spoken=wording.spoken,
        rtl=wording.rtl,
        kind=wording.text("report.kind"),
        title=seen(synthesis.title or "") or wording.text("report.untitled", scope=seen(synthesis.scope_name)),
        subtitle=_subtitle(synthesis, wording),
        badges=_badges(synthesis, wording),
        notices=_notices(synthesis, codebook, wording),
        contents=wording.text("report.contents"),
        figures=wording.text("report.figures"),
        made=wording.say("report.made", id=str(synthesis.id), day=wording.numerals.instant(synthesis.finished_at)),
        sections=_sections(synthesis, codebook, wording),
    )


def _sections(synthesis: Synthesis, codebook: Codebook, wording: Wording) -> list[Section]:
    if synthesis.document is None:
        return []
    telling = Telling(synthesis, synthesis.document, codebook, wording)
    found = [section for part in _PARTS if (section := part(telling)) is not None]
    return [replace(section, number=number) for number, section in enumerate(found, 1)]


def _subtitle(synthesis: Synthesis, wording: Wording) -> Phrase:
    return phrase(seen(synthesis.scope_name), " · ", wording.numerals.day(synthesis.finished_at or synthesis.asked_at))


def _badges(synthesis: Synthesis, wording: Wording) -> list[Phrase]:
    found = [wording.say(f"standing.{synthesis.standing}")]
    if synthesis.codebook.provisional:
        found.append(wording.say("badge.provisional"))
    if synthesis.audience == "public":
        found.append(wording.say("badge.public"))
    return found


def _notices(synthesis: Synthesis, codebook: Codebook, wording: Wording) -> list[Paragraph]:
    found: list[Paragraph] = []
    if _INVENTED.search(f"{synthesis.title or ''} {synthesis.scope_name}"):
        found.append(Paragraph(wording.say("notice.invented"), "warning"))
    if synthesis.state != "done":
        found.append(Paragraph(wording.say(f"state.{synthesis.state}"), "warning"))
    if synthesis.standing == "draft":
        found.append(Paragraph(wording.say("notice.draft")))
    if synthesis.codebook.provisional:
        notice = Span(synthesis.codebook.notice or codebook.notice, None if wording.spoken == "en" else "en")
        found.append(Paragraph(wording.say("notice.provisional", version=synthesis.codebook.version, notice=notice)))
    if synthesis.audience == "public":
        rule = Span(seen(synthesis.rule or ""), None if wording.spoken == "en" else "en")
        found.append(Paragraph(wording.say("notice.public", rule=rule)))
    if synthesis.includes_local:
        found.append(Paragraph(wording.say("notice.local"), "warning"))
    if synthesis.n_withdrawn_since:
        found.append(Paragraph(wording.say("notice.withdrawn", n=synthesis.n_withdrawn_since)))
    return found
