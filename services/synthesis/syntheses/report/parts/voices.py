"""Who was heard, and who was not."""

from collections.abc import Sequence

from ...document import Heard
from ..blocks import Block, Card, Counts, Paragraph, Points, Section, Table
from ..phrases import phrase
from ..wording import catalogue
from .telling import Telling

FEW_GROUPS = 3
"""With fewer groups than this, a kind of group was hardly heard."""

_AXES = (
    ("profile", "by_profile"),
    ("country", "by_country"),
    ("territory", "by_territory"),
    ("year", "by_year"),
    ("language", "by_language"),
    ("question", "by_question"),
    ("status", "by_status"),
)


def voices(telling: Telling) -> Section:
    """Count criteria, groups and people by what is known of the groups, and name who is missing."""
    heard = telling.document.voices
    counts = Counts(
        [
            (telling.numerals.number(value), telling.say(f"counted.{what}", n=value))
            for what, value in (
                ("criteria", heard.n_criteria),
                ("groups", heard.n_groups),
                ("people", heard.n_participants),
                ("territories", heard.n_territories),
                ("countries", heard.n_countries),
            )
        ]
    )
    tables = [_table(telling, axis, getattr(heard, field)) for axis, field in _AXES if getattr(heard, field)]
    note = Paragraph(telling.say("voices.note", n=heard.n_statements), "note")
    return Section("voices", telling.say("voices.title"), [counts, note, *_missing(telling), *tables])


def _table(telling: Telling, axis: str, rows: Sequence[Heard]) -> Table:
    # Years keep their order in time; everything else is told from the most heard to the least.
    ordered = sorted(rows, key=lambda row: row.value if axis == "year" else f"{10**12 - (row.n_criteria or 0)}")
    return telling.table(
        telling.say(f"voices.{axis}"),
        (axis, "criteria", "groups", "people"),
        [
            (telling.names.value(axis, row.value, row.name), *map(telling.numerals.number, _figures(row)))
            for row in ordered
        ],
    )


def _figures(row: Heard) -> tuple[int, int, int]:
    return row.n_criteria, row.n_groups, row.n_participants


def _missing(telling: Telling) -> list[Block]:
    heard, scope = telling.document.voices, telling.synthesis.request.scope
    # Where the territory is known, a part of its own tells who was not heard.
    if scope.group or scope.profiles or telling.public or telling.synthesis.coverage or not heard.by_profile:
        return []
    names = telling.names
    few = [row for row in heard.by_profile if row.n_groups is not None and row.n_groups < FEW_GROUPS]
    known = [key.removeprefix("profile.") for key in catalogue("en") if key.startswith("profile.")]
    absent = sorted(set(known) - {row.value for row in heard.by_profile})
    found: list[Block] = []
    if few:
        found += [Paragraph(telling.say("voices.few"))]
        found += [Points([phrase(names.value("profile", row.value, row.name)) for row in few], "chips")]
    if absent:
        found += [Paragraph(telling.say("voices.absent"))]
        found += [Points([phrase(names.value("profile", value)) for value in absent], "chips")]
    return [Card(telling.say("voices.missing"), found)] if found else []
