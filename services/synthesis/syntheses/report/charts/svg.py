"""Small pieces that all charts are made of: escaped tags, a titled frame, round ticks, both reading directions."""

import math
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

Attribute = str | float | None

NARROW = 38
"""Letters of a label that a telephone has room for."""


def tag(name: str, *content: str | Markup, **attributes: Attribute) -> Markup:
    """Give one SVG element; content and attributes are escaped unless they are markup already.

    Attributes are written with underscores: ``text_anchor``, ``class_``. Lengths are rounded to hundredths of a pixel.
    """
    written = "".join(
        f' {_name(key)}="{escape(_value(value))}"' for key, value in attributes.items() if value is not None
    )
    inside = "".join(piece if isinstance(piece, Markup) else escape(piece) for piece in content)
    # All that is not ours was escaped just now.
    return Markup(f"<{name}{written}>{inside}</{name}>")  # noqa: S704


def chart(
    identity: str, title: str, description: str, height: float, *content: Markup, width: float | None = None
) -> Markup:
    """Give a whole chart with its title and description for those who do not see it.

    ``height`` and ``width`` are in pixels. Without a width the chart is as wide as its column and horizontal
    positions in it are percentages, so that its words keep their size on a telephone.
    """
    size: dict[str, Attribute] = (
        {"width": "100%", "height": height} if width is None else {"viewBox": f"0 0 {width:g} {height:g}"}
    )
    return tag(
        "svg",
        tag("title", title, id=f"{identity}-title"),
        tag("desc", description, id=f"{identity}-desc"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{identity}-title {identity}-desc",
        class_="fluid" if width is None else "fixed",
        **size,
    )


@dataclass(frozen=True)
class Side:
    """Where a line of reading begins: on the left, or on the right in Arabic."""

    rtl: bool = False

    def at(self, share: float) -> str:
        """Give a horizontal position, 0 at the beginning of the line and 1 at its end."""
        return f"{100 * (1 - share if self.rtl else share):.2f}%"

    def box(self, start: float, end: float, **attributes: Attribute) -> Markup:
        """Give a rectangle between two positions."""
        left = 1 - end if self.rtl else start
        return tag("rect", x=f"{100 * left:.2f}%", width=f"{100 * max(end - start, 0):.2f}%", **attributes)

    @property
    def start(self) -> str:
        """Give the ``text-anchor`` of words that begin at a position."""
        return "end" if self.rtl else "start"

    @property
    def end(self) -> str:
        """Give the ``text-anchor`` of words that end at a position."""
        return "start" if self.rtl else "end"


def round_ticks(highest: float, wanted: int = 4) -> list[float]:
    """Give round values from 0 to at least the highest: steps of 1, 2 or 5 times a power of ten."""
    if not highest > 0:
        return [0.0, 1.0]
    rough = highest / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    return [step * number for number in range(math.ceil(highest / step - 1e-9) + 1)]


def shortened(text: str, letters: int) -> str:
    """Give at most so many letters, with an ellipsis where some are left out."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def label(text: str, **attributes: Attribute) -> Markup:
    """Give the name of a row: whole on a wide screen, its beginning on a narrow one."""
    whole = shortened(text, 62)
    attributes = {"class_": "label", **attributes}
    if len(whole) <= NARROW:
        return tag("text", whole, **attributes)
    rest = tag("tspan", whole[NARROW - 1 :], class_="broad")
    return tag("text", whole[: NARROW - 1], rest, tag("tspan", "…", class_="brief"), **attributes)


def figure(text: str, aside: str, **attributes: Attribute) -> Markup:
    """Give the figure of a row; what is said aside is left out on a narrow screen."""
    return tag("text", text, tag("tspan", aside, class_="broad"), class_="value", **attributes)


@lru_cache(maxsize=256)
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: Attribute) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
