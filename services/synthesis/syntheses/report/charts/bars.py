"""Horizontal bars with intervals: how often each thing is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import Side, chart, figure, label, round_ticks, tag

ROW = 46
"""Pixels a bar takes with the label above it."""

_AXIS = 24


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its figure with what there is only room for on a wide screen, its length and interval."""

    label: str
    text: str
    aside: str
    value: float
    low: float | None = None
    high: float | None = None
    solid: float = 1.0
    language: str | None = None


def bars(
    identity: str,
    title: str,
    description: str,
    rows: Sequence[Bar],
    tick: Callable[[float], str],
    *,
    rtl: bool = False,
) -> Markup:
    """Draw a bar for each row, from the top down in the order given.

    ``value``, ``low`` and ``high`` are in one unit (shares between 0 and 1 for us) and ``tick`` writes that unit.
    ``solid`` (0 to 1) is the part of the bar drawn full, here what people coded; the rest is drawn light.
    The label stands above its bar, so that bars are as long on a telephone as the screen is wide.
    """
    side = Side(rtl)
    ticks = round_ticks(max((row.high if row.high is not None else row.value for row in rows), default=0))
    foot = len(rows) * ROW
    grid = [_grid(side, value / ticks[-1], foot, tick(value)) for value in ticks]
    drawn = [_bar(side, row, number * ROW, ticks[-1]) for number, row in enumerate(rows)]
    return chart(identity, title, description, foot + _AXIS, *grid, *drawn)


def _grid(side: Side, place: float, foot: float, text: str) -> Markup:
    anchor = side.start if place == 0 else side.end if place == 1 else "middle"
    line = tag("line", x1=side.at(place), x2=side.at(place), y1=0, y2=foot, class_="grid")
    return line + tag("text", text, x=side.at(place), y=foot + 17, text_anchor=anchor, class_="tick")


def _bar(side: Side, row: Bar, top: float, whole: float) -> Markup:
    value, middle = min(row.value / whole, 1), top + 26
    return Markup("").join(
        [
            label(row.label, x=side.at(0), y=top + 15, text_anchor=side.start, lang=row.language),
            figure(row.text, row.aside, x=side.at(1), y=top + 15, text_anchor=side.end),
            side.box(0, value, y=top + 21, height=10, class_="bar light"),
            side.box(0, value * row.solid, y=top + 21, height=10, class_="bar"),
            _whisker(side, row, middle, whole),
        ]
    )


def _whisker(side: Side, row: Bar, middle: float, whole: float) -> Markup:
    if row.low is None or row.high is None:
        return Markup("")
    low, high = (side.at(min(max(bound / whole, 0), 1)) for bound in (row.low, row.high))
    caps = [tag("line", x1=end, x2=end, y1=middle - 3.5, y2=middle + 3.5, class_="interval") for end in (low, high)]
    halo = tag("line", x1=low, x2=high, y1=middle, y2=middle, class_="halo")
    return halo + tag("line", x1=low, x2=high, y1=middle, y2=middle, class_="interval") + Markup("").join(caps)
