"""Who was not heard in the territory of a synthesis, beside what is known of the people who live there."""

from collections.abc import Sequence

from ....process.coverage.schemas import Coverage, KindOfPeople
from ..blocks import Block, Folded, Paragraph, Points, Section, Table
from ..phrases import phrase
from .telling import Telling

_LISTS = ("not_heard", "under_heard", "hardly_heard")


def coverage(telling: Telling) -> Section | None:
    """Name the kinds of people that were not heard, or hardly, and tell the figures of all that are known here."""
    found = telling.synthesis.coverage
    if found is None:
        return None
    place = telling.say("coverage.lead", place=found.territory_name, day=telling.numerals.day(found.as_of))
    blocks: list[Block] = [Paragraph(place, "note")]
    for name in _LISTS:
        if profiles := getattr(found, name):
            blocks += [Paragraph(telling.say(f"coverage.{name}")), _named(telling, profiles)]
    if not any(getattr(found, name) for name in _LISTS):
        blocks.append(Paragraph(telling.say("coverage.all_heard")))
    if known := [kind for kind in found.kinds if kind.known_here]:
        blocks.append(_table(telling, known))
    blocks += _elsewhere(telling, found)
    return Section(
        "coverage", telling.say("coverage.title"), [*blocks, Paragraph(telling.say("coverage.read"), "note")]
    )


def _named(telling: Telling, profiles: Sequence[str]) -> Points:
    return Points([phrase(telling.names.value("profile", profile)) for profile in profiles], "chips")


def _table(telling: Telling, kinds: Sequence[KindOfPeople]) -> Table:
    numerals = telling.numerals
    return telling.table(
        telling.say("coverage.table"),
        ("profile", "groups", "people", "share_heard", "share_known", "n_people", "last_heard"),
        [
            (
                telling.names.value("profile", kind.profile),
                numerals.number(kind.n_groups),
                numerals.number(kind.n_participants),
                numerals.share(kind.share_heard),
                numerals.share(kind.share_known),
                numerals.number(next((known.n_people for known in kind.population if known.n_people), None)),
                str(kind.last_year or ""),
            )
            for kind in kinds
        ],
    )


def _elsewhere(telling: Telling, found: Coverage) -> list[Block]:
    if not found.never_looked_for:
        return []
    return [Folded(telling.say("coverage.never_looked_for"), [_named(telling, found.never_looked_for)])]
