"""A small line with its interval: how one share moved over periods."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import chart, tag

WIDTH, HEIGHT = 220.0, 116.0
"""Pixels of one small chart; many stand side by side."""

_LEFT, _RIGHT, _TOP, _FOOT = 10.0, 44.0, 12.0, 22.0


@dataclass(frozen=True)
class Step:
    """A share in one period, with its interval."""

    period: str
    value: float
    low: float
    high: float


def line(
    identity: str,
    title: str,
    description: str,
    steps: Sequence[Step],
    highest: float,
    tick: Callable[[float], str],
    *,
    kind: str = "flat",
) -> Markup:
    """Draw a line through the periods and a band for its intervals.

    Values are in one unit, from 0 to ``highest``: give the same to all charts that stand side by side. Periods that
    are years keep their distance in time. ``kind`` is ``more``, ``less`` or ``flat``, and gives the colour.
    """
    places = _places([step.period for step in steps])
    height = HEIGHT - _TOP - _FOOT
    top = [HEIGHT - _FOOT - height * min(step.high / (highest or 1), 1) for step in steps]
    low = [HEIGHT - _FOOT - height * min(max(step.low, 0) / (highest or 1), 1) for step in steps]
    middle = [HEIGHT - _FOOT - height * min(step.value / (highest or 1), 1) for step in steps]
    band = [*zip(places, top, strict=True), *reversed([*zip(places, low, strict=True)])]
    drawn = [
        tag("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=HEIGHT - _FOOT, y2=HEIGHT - _FOOT, class_="middle"),
        tag("polygon", points=_path(band), class_=f"band {kind}"),
        tag("polyline", points=_path([*zip(places, middle, strict=True)]), class_=f"line {kind}"),
        *(tag("circle", cx=x, cy=y, r=3, class_=f"dot {kind}") for x, y in zip(places, middle, strict=True)),
    ]
    return chart(identity, title, description, HEIGHT, *drawn, *_words(steps, places, middle, tick), width=WIDTH)


def _places(periods: Sequence[str]) -> list[float]:
    room = WIDTH - _LEFT - _RIGHT
    numbers = (
        [float(period) for period in periods]
        if all(map(str.isdecimal, periods))
        else [*map(float, range(len(periods)))]
    )
    if len(numbers) < 2 or max(numbers) == min(numbers):
        return [_LEFT + room / 2] * len(numbers)
    return [_LEFT + room * (number - min(numbers)) / (max(numbers) - min(numbers)) for number in numbers]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _words(
    steps: Sequence[Step], places: Sequence[float], middle: Sequence[float], tick: Callable[[float], str]
) -> list[Markup]:
    if not steps:
        return []
    ends = [(0, "start")] if len(steps) == 1 else [(0, "start"), (-1, "end")]
    years = [
        tag("text", steps[end].period, x=places[end] + (-4 if anchor == "start" else 4), y=HEIGHT - 6,
            text_anchor=anchor, class_="tick")
        for end, anchor in ends
    ]  # fmt: skip
    return [*years, tag("text", tick(steps[-1].value), x=places[-1] + 8, y=middle[-1] + 4, class_="value")]
