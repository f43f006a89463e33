"""Marks on a scale of five situations: where groups saw something before, where they see it now, what they wish."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ...syntheses.report.charts.svg import Side, chart, figure, label, tag

ROW = 44
"""Pixels a row takes with the label above it."""

_HEAD = 26


@dataclass(frozen=True)
class Marks:
    """One row: a level before, one now, and one that is wished, as far as they are known; from 1 to 5."""

    label: str
    text: str
    aside: str
    before: float | None
    now: float | None
    wished: float | None = None


def scale(
    identity: str, title: str, description: str, rows: Sequence[Marks], tick: Callable[[int], str], *, rtl: bool = False
) -> Markup:
    """Draw a row of marks for each: hollow before, full now, a bar across where it is wished.

    All rows share one axis from 1 to 5, which ``tick`` names. The line between before and now is of the colour of
    more where it rose, and of less where it fell.
    """
    side = Side(rtl)
    foot = _HEAD + len(rows) * ROW
    grid = [_mark(side, level, foot, tick(level)) for level in range(1, 6)]
    drawn = [_row(side, row, _HEAD + number * ROW) for number, row in enumerate(rows)]
    return chart(identity, title, description, foot + 4, *grid, *drawn)


def _at(side: Side, level: float) -> str:
    return side.at(0.02 + 0.96 * (level - 1) / 4)


def _mark(side: Side, level: int, foot: float, text: str) -> Markup:
    anchor = side.start if level == 1 else side.end if level == 5 else "middle"
    kind = "middle" if level == 3 else "grid"
    line = tag("line", x1=_at(side, level), x2=_at(side, level), y1=_HEAD - 6, y2=foot, class_=kind)
    wide = tag("tspan", f" {text}", class_="broad")
    place = side.at({1: 0.0, 5: 1.0}.get(level, 0.02 + 0.96 * (level - 1) / 4))
    return line + tag("text", str(level), wide, x=place, y=13, text_anchor=anchor, class_="tick")


def _row(side: Side, row: Marks, top: float) -> Markup:
    middle = top + 27
    pieces = [
        label(row.label, x=side.at(0), y=top + 15, text_anchor=side.start),
        figure(row.text, row.aside, x=side.at(1), y=top + 15, text_anchor=side.end),
    ]
    kind = "flat"
    if row.before is not None and row.now is not None:
        kind = "more" if row.now > row.before else "less" if row.now < row.before else "flat"
        ends = {"x1": _at(side, row.before), "x2": _at(side, row.now)}
        pieces.append(tag("line", **ends, y1=middle, y2=middle, class_=f"reach {kind}"))
    if row.wished is not None:
        ends = {"x1": _at(side, row.wished), "x2": _at(side, row.wished)}
        pieces.append(tag("line", **ends, y1=middle - 8, y2=middle + 8, class_="interval"))
    for value, hollow in ((row.before, " open"), (row.now, "")):
        if value is not None:
            pieces.append(tag("circle", cx=_at(side, value), cy=middle, r=5, class_=f"dot {kind}{hollow}"))
    return Markup("").join(pieces)
