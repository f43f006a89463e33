"""Territories that hear the same things, and so may learn from one another."""

from ..blocks import Paragraph, Section
from ..charts.bars import Bar
from ..phrases import phrase, seen
from .telling import TO_SHOW, Telling


def alike(telling: Telling) -> Section | None:
    """Tell which territories are alike, how much, and in what."""
    pairs = sorted(telling.document.alike, key=lambda pair: -(pair.likeness or 0.0))
    if not pairs:
        return None
    numerals = telling.numerals
    table = telling.table(
        telling.say("alike.table"),
        ("territories", "shared", "likeness", "interval"),
        [
            (
                f"{seen(pair.first_name)} – {seen(pair.second_name)}",
                telling.codes(pair.shared),
                numerals.number(pair.likeness, 2),
                f"{numerals.number(pair.interval.low, 2)}\u00a0–\u00a0{numerals.number(pair.interval.high, 2)}",
            )
            for pair in pairs
        ],
        words=2,
    )
    rows = [
        Bar(
            f"{seen(pair.first_name)} – {seen(pair.second_name)}",
            numerals.number(pair.likeness, 2),
            "",
            pair.likeness or 0.0,
            pair.interval.low,
            pair.interval.high,
        )
        for pair in pairs[:TO_SHOW]
    ]
    note = Paragraph(telling.say("alike.note"), "note")
    figure = telling.bars("chart-alike", phrase(telling.say("alike.figure")), (), rows, table)
    return Section("alike", telling.say("alike.title"), [note, figure])
