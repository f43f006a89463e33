"""A map of points with labels that keep out of one another's way."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import chart, shortened, tag

WIDTH, HEIGHT = 720.0, 560.0
"""Pixels of the drawing; on a narrow screen it can be moved sideways."""

_EDGE = 34.0
_LINE = 15.0
_LETTER = 6.9

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mark:
    """A point: where it lies, how heavy it is, and whether it is a row or a column of the table behind the map."""

    label: str
    x: float
    y: float
    mass: float
    row: bool
    labelled: bool = True
    short: str = ""
    language: str | None = None


def scatter(
    identity: str, title: str, description: str, marks: Sequence[Mark], axes: tuple[str, str]
) -> tuple[Markup, list[str]]:
    """Draw points on two axes of one scale, and give the labels that found no place.

    Coordinates are in any unit, the same for both axes, with the origin in the drawing. Rows are squares and columns
    are discs, with an area in proportion to their mass. Heavier points are labelled first; where the label would
    cover another, or a point, the short one is tried, and then none.
    """
    scale = _scale(marks)
    spots = [(mark, WIDTH / 2 + mark.x * scale, HEIGHT / 2 - mark.y * scale) for mark in marks]
    heaviest = max((mark.mass for mark in marks), default=0) or 1
    shapes = [_shape(mark, x, y, _radius(mark, heaviest)) for mark, x, y in spots]
    taken: list[Box] = [_around(x, y, _radius(mark, heaviest)) for mark, x, y in spots]
    words, left_out = [], []
    for mark, x, y in sorted(spots, key=lambda spot: (not spot[0].row, -spot[0].mass)):
        if not mark.labelled:
            continue
        written = [shortened(mark.label, 30), mark.short] if mark.short else [shortened(mark.label, 30)]
        found = ((text, _free(text, x, y, _radius(mark, heaviest), taken)) for text in written)
        text, place = next(((text, place) for text, place in found if place), ("", None))
        if place is None:
            left_out.append(mark.label)
            continue
        taken.append(place[1])
        words.append(_word(mark, text, *place))
    return chart(identity, title, description, HEIGHT, *_axes(axes), *shapes, *words, width=WIDTH), left_out


def _scale(marks: Sequence[Mark]) -> float:
    wide = max((abs(mark.x) for mark in marks), default=0)
    high = max((abs(mark.y) for mark in marks), default=0)
    fits = [room / 2 / reach for room, reach in ((WIDTH - 6 * _EDGE, wide), (HEIGHT - 3 * _EDGE, high)) if reach > 0]
    return min(fits, default=1.0)


def _radius(mark: Mark, heaviest: float) -> float:
    return 3.0 + 8.0 * math.sqrt(max(mark.mass, 0) / heaviest)


def _shape(mark: Mark, x: float, y: float, radius: float) -> Markup:
    faint = "" if mark.labelled else " faint"
    if mark.row:
        side = radius * 1.8
        return tag("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, class_=f"mark row{faint}")
    return tag("circle", cx=x, cy=y, r=radius, class_=f"mark column{faint}")


def _around(x: float, y: float, radius: float) -> Box:
    return (x - radius, y - radius, x + radius, y + radius)


def _free(text: str, x: float, y: float, radius: float, taken: list[Box]) -> tuple[str, Box] | None:
    width, gap = len(text) * _LETTER, radius + 3
    for across, up in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
        left = x + gap if across > 0 else x - gap - width if across < 0 else x - width / 2
        top = y - _LINE / 2 + up * (gap + _LINE / 2)
        box = (left, top, left + width, top + _LINE)
        inside = left >= 2 and box[2] <= WIDTH - 2 and top >= 2 and box[3] <= HEIGHT - 2
        if inside and not any(_meet(box, other) for other in taken):
            return ("start" if across > 0 else "end" if across < 0 else "middle"), box
    return None


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _word(mark: Mark, text: str, anchor: str, box: Box) -> Markup:
    x = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor]
    kind = "label strong" if mark.row else "label"
    return tag("text", text, x=x, y=box[1] + 11.5, text_anchor=anchor, class_=kind,
               lang=mark.language)  # fmt: skip


def _axes(names: tuple[str, str]) -> list[Markup]:
    return [
        tag("line", x1=0, x2=WIDTH, y1=HEIGHT / 2, y2=HEIGHT / 2, class_="middle"),
        tag("line", x1=WIDTH / 2, x2=WIDTH / 2, y1=0, y2=HEIGHT, class_="middle"),
        tag("text", names[0], x=WIDTH - 2, y=HEIGHT - 8, text_anchor="end", class_="tick"),
        tag("text", names[1], x=4, y=14, text_anchor="start", class_="tick"),
    ]
