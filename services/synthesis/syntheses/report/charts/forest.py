"""Dots with intervals about a middle line: what a part says more, and less, than the rest."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import Side, chart, figure, label, tag

ROW = 44
"""Pixels a dot takes with the label above it."""

_HEAD = 26
_SCALES = ((2, (2.0,)), (4, (2.0, 4.0)), (16, (4.0, 16.0)), (64, (8.0, 64.0)))


@dataclass(frozen=True)
class Dot:
    """One difference: a log odds with its interval, and whether it stands."""

    label: str
    text: str
    aside: str
    value: float
    low: float
    high: float
    stands: bool
    language: str | None = None


def forest(
    identity: str, title: str, description: str, rows: Sequence[Dot], tick: Callable[[float], str], *, rtl: bool = False
) -> Markup:
    """Draw a dot and its interval for each row, on one axis of log odds (natural logarithm).

    ``tick`` writes an odds ratio (2 is twice as often, 0.5 half as often). The axis is the same distance on both
    sides and reaches 2, 4, 16 or 64 times; what lies further is cut there. A dot that does not stand is hollow.
    """
    side = Side(rtl)
    reach = max((abs(bound) for row in rows for bound in (row.value, row.low, row.high)), default=0.0)
    widest, steps = next((scale for scale in _SCALES if math.log(scale[0]) >= reach), _SCALES[-1])
    scale = _Scale(math.log(widest) * 1.04)
    marks = sorted({1.0, *steps, *(1 / step for step in steps)})
    foot = _HEAD + len(rows) * ROW
    grid = [_mark(side, scale, odds, foot, tick(odds)) for odds in marks]
    drawn = [_dot(side, scale, row, _HEAD + number * ROW) for number, row in enumerate(rows)]
    return chart(identity, title, description, foot + 4, *grid, *drawn)


@dataclass(frozen=True)
class _Scale:
    reach: float

    def at(self, log_odds: float) -> float:
        return 0.5 + 0.5 * max(min(log_odds / self.reach, 1), -1)


def _mark(side: Side, scale: _Scale, odds: float, foot: float, text: str) -> Markup:
    place = scale.at(math.log(odds))
    anchor = side.start if place < 0.1 else side.end if place > 0.9 else "middle"
    kind = "middle" if odds == 1 else "grid"
    line = tag("line", x1=side.at(place), x2=side.at(place), y1=_HEAD - 6, y2=foot, class_=kind)
    return line + tag("text", text, x=side.at(place), y=13, text_anchor=anchor, class_="tick")


def _dot(side: Side, scale: _Scale, row: Dot, top: float) -> Markup:
    low, value, high = (side.at(scale.at(bound)) for bound in (row.low, row.value, row.high))
    kind = ("more" if row.value > 0 else "less") + ("" if row.stands else " open")
    return Markup("").join(
        [
            label(row.label, x=side.at(0), y=top + 15, text_anchor=side.start, lang=row.language),
            figure(row.text, row.aside, x=side.at(1), y=top + 15, text_anchor=side.end),
            tag("line", x1=low, x2=high, y1=top + 27, y2=top + 27, class_=f"reach {kind}"),
            tag("circle", cx=value, cy=top + 27, r=5, class_=f"dot {kind}"),
        ]
    )
