"""Correspondence maps: which groups, countries or years go with which components."""

from collections.abc import Sequence

from ...document import Map, Point
from ..blocks import Card, Figure, Paragraph, Section, Table
from ..charts.scatter import Mark, scatter
from ..phrases import Phrase, Span, phrase, plain
from .telling import Telling

WELL = 0.3
"""Cosine squared on the two axes from which a point is well enough represented to be named on the map."""


def maps(telling: Telling) -> Section | None:
    """Draw every map that has two axes."""
    cards = [_card(telling, number, found) for number, found in enumerate(telling.document.maps) if _drawable(found)]
    if not cards:
        return None
    note = Paragraph(telling.say("maps.note"), "note")
    return Section("maps", telling.say("maps.title"), [note, *cards])


def _drawable(found: Map) -> bool:
    return len(found.shares) > 1 and bool(found.rows) and bool(found.columns)


def _card(telling: Telling, number: int, found: Map) -> Card:
    heading = telling.say(f"maps.by_{found.axis}", level=telling.text(f"level.{found.level}"))
    return Card(heading, [_figure(telling, number, found, heading)], f"map-{number}")


def _figure(telling: Telling, number: int, found: Map, heading: Phrase) -> Figure:
    share = telling.numerals.share
    marks = [*_marks(telling, found, found.rows, row=True), *_marks(telling, found, found.columns, row=False)]
    axes = tuple(telling.text("maps.axis", n=axis + 1, share=share(found.shares[axis])) for axis in (0, 1))
    described = telling.text("maps.described", share=share(sum(found.shares[:2])), n=len(marks))
    drawn, left_out = scatter(f"chart-map-{number}", plain(heading), described, marks, (axes[0], axes[1]))
    note = phrase(telling.say("maps.read", share=share(sum(found.shares[:2]))))
    if left_out:
        note = phrase(note, " ", telling.say("maps.left_out", names=", ".join(left_out)))
    return Figure((), [drawn], _table(telling, found, heading), note)


def _marks(telling: Telling, found: Map, points: Sequence[Point], *, row: bool) -> list[Mark]:
    marks = []
    for point in points:
        if len(point.coordinates) < 2:
            continue
        name = telling.names.value(found.axis, point.value, point.name) if row else telling.names.code(point.value)
        x, y = point.coordinates[:2]
        marks.append(
            Mark(
                name.text,
                x,
                y,
                point.mass or 0.0,
                row,
                _quality(point) >= WELL,
                "" if row else point.value,
                name.language,
            )
        )
    return marks


def _quality(point: Point) -> float:
    return sum(value for value in point.cos2[:2] if value is not None)


def _table(telling: Telling, found: Map, caption: Phrase) -> Table:
    numerals = telling.numerals
    rows: list[Sequence[str | Span | Phrase]] = []
    for point, is_row in [*((point, True) for point in found.rows), *((point, False) for point in found.columns)]:
        name = telling.names.value(found.axis, point.value, point.name) if is_row else telling.names.code(point.value)
        axes = [[*values[:2], None, None][:2] for values in (point.coordinates, point.contributions)]
        cells = [numerals.number(value, 2) for value in axes[0]] + [numerals.share(value) for value in axes[1]]
        rows.append((name, numerals.share(point.mass), *cells, numerals.share(_quality(point))))
    columns = ("point", "mass", "axis1", "axis2", "contribution1", "contribution2", "quality")
    return telling.table(caption, columns, rows)
