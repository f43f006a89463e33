"""A tree of topics with a bar for the size of each, from broad to fine."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import Side, chart, label, tag

ROW = 34
"""Pixels a topic takes."""

INDENT = 22
"""Pixels that each finer layer moves in."""


@dataclass(frozen=True)
class Branch:
    """A topic in the tree."""

    label: str
    text: str
    depth: int
    share: float
    language: str | None = None


def tree(identity: str, title: str, description: str, branches: Sequence[Branch], *, rtl: bool = False) -> Markup:
    """Draw branches from the top down in the order given, each under the last one that is less deep.

    ``depth`` is 0 for the broadest layer; ``share`` (0 to 1) is the length of the bar, in one unit for all layers.
    """
    side = Side(rtl)
    longest = max((branch.share for branch in branches), default=0) or 1
    drawn = [_branch(side, branch, number * ROW, longest) for number, branch in enumerate(branches)]
    return chart(identity, title, description, len(branches) * ROW + 4, *_elbows(side, branches), *drawn)


def _branch(side: Side, branch: Branch, top: float, longest: float) -> Markup:
    inside = tag(
        "svg",
        label(branch.label, x=side.at(0), y=16, text_anchor=side.start, lang=branch.language,
              class_="label" if branch.depth else "label strong"),
        side.box(0, 0.9 * branch.share / longest, y=21, height=5, class_=f"bar depth{min(branch.depth, 3)}"),
        x=branch.depth * INDENT * (-1 if side.rtl else 1), y=top, width="100%", height=ROW, overflow="visible",
    )  # fmt: skip
    return inside + tag("text", branch.text, x=side.at(1), y=top + 16, text_anchor=side.end, class_="value")


def _elbows(side: Side, branches: Sequence[Branch]) -> list[Markup]:
    last: dict[int, int] = {}
    found = []
    for number, branch in enumerate(branches):
        if branch.depth and branch.depth - 1 in last:
            found.append(_elbow(side, branch.depth, last[branch.depth - 1] * ROW + 28, number * ROW + 12))
        last[branch.depth] = number
    return found


def _elbow(side: Side, depth: int, top: float, foot: float) -> Markup:
    # Percentages and pixels do not mix in a path: the elbow is drawn from its own corner.
    back = -1 if side.rtl else 1
    x = back * ((depth - 1) * INDENT + 6)
    path = tag("path", d=f"M{x} {top:g}V{foot:g}h{back * (INDENT - 10)}", class_="elbow")
    return tag("svg", path, x=side.at(0), overflow="visible")
