"""Charts: lengths and places that are right, words that stay apart, and both reading directions."""

import math
import re
from random import Random
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from services.synthesis.syntheses.report.charts.bars import Bar, bars
from services.synthesis.syntheses.report.charts.forest import Dot, forest
from services.synthesis.syntheses.report.charts.lines import Step, line
from services.synthesis.syntheses.report.charts.scatter import Mark, scatter
from services.synthesis.syntheses.report.charts.svg import round_ticks, tag
from services.synthesis.syntheses.report.charts.tree import Branch, tree

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawn: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawn))


def percent(text: str | None) -> float:
    assert text is not None
    return float(text.removesuffix("%"))


def as_percent(value: float) -> str:
    return f"{value:.0%}"


def boxes(drawn: Markup, kind: str) -> list[tuple[float, float]]:
    found = [box for box in parsed(drawn).iter(f"{SVG}rect") if box.get("class") == kind]
    return [(percent(box.get("x")), percent(box.get("width"))) for box in found]


def test_bars_are_as_long_as_their_shares_and_full_as_far_as_people_coded() -> None:
    rows = [Bar("A", "40%", "", 0.4, 0.3, 0.5, 0.5), Bar("B", "10%", "", 0.1, 0.05, 0.15, 1.0)]
    drawn = bars("x", "title", "described", rows, as_percent)
    light = [width for _, width in boxes(drawn, "bar light")]
    assert light[0] == pytest.approx(4 * light[1], abs=0.02)
    assert [width for _, width in boxes(drawn, "bar")] == pytest.approx([light[0] / 2, light[1]], abs=0.02)


def test_in_arabic_bars_begin_on_the_right() -> None:
    rows = [Bar("A", "40%", "", 0.4), Bar("B", "10%", "", 0.1)]
    assert all(x + width == pytest.approx(100) for x, width in
               boxes(bars("x", "t", "d", rows, as_percent, rtl=True), "bar light"))  # fmt: skip


def test_no_bars_are_a_chart_all_the_same() -> None:
    assert parsed(bars("x", "t", "d", [], as_percent)).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("highest", "ticks"), [(0.37, [0, 0.1, 0.2, 0.3, 0.4]), (0.04, [0, 0.01, 0.02, 0.03, 0.04]), (0, [0, 1])]
)
def test_ticks_are_round_and_reach_the_highest(highest: float, ticks: list[float]) -> None:
    assert round_ticks(highest) == pytest.approx(ticks)


def dots(rows: list[Dot], *, rtl: bool = False) -> list[float]:
    drawn = parsed(forest("x", "t", "d", rows, lambda odds: f"{odds:g}", rtl=rtl))
    return [percent(circle.get("cx")) for circle in drawn.iter(f"{SVG}circle")]


def test_twice_as_often_and_half_as_often_lie_as_far_from_the_middle() -> None:
    twice, half = (Dot("A", "", "", sign * math.log(2), sign * 0.6, sign * 0.8, stands=True) for sign in (1, -1))
    right, left = dots([twice, half])
    assert right - 50 == pytest.approx(50 - left)
    assert right > 50
    assert dots([twice], rtl=True)[0] < 50


def test_what_does_not_stand_is_hollow_and_what_is_beyond_all_bounds_stays_on_the_chart() -> None:
    rows = [Dot("A", "", "", 9.0, 5.0, 30.0, stands=True), Dot("B", "", "", -0.1, -0.3, 0.2, stands=False)]
    assert dots(rows)[0] == 100
    assert "open" in str(forest("x", "t", "d", rows, str))


def test_a_tree_keeps_its_order_and_moves_finer_topics_in() -> None:
    branches = [Branch("broad", "1", 0, 0.5), Branch("fine", "2", 1, 0.3), Branch("finest", "3", 2, 0.1)]
    inner = [box for box in parsed(tree("x", "t", "d", branches)).iter(f"{SVG}svg") if box.get("width") == "100%"]
    assert [int(box.get("x") or 0) for box in inner[1:]] == [0, 22, 44]
    assert len(list(parsed(tree("x", "t", "d", branches)).iter(f"{SVG}path"))) == 2


def test_labels_on_a_map_never_cover_one_another() -> None:
    random = Random(5)
    marks = [
        Mark(f"A{number:02d} something to say", random.gauss(0, 1), random.gauss(0, 0.4), random.random(), number < 8)
        for number in range(70)
    ]
    drawn, left_out = scatter("x", "t", "d", marks, ("one", "two"))
    words = [text for text in parsed(drawn).iter(f"{SVG}text") if "label" in (text.get("class") or "")]
    assert len(words) + len(left_out) == 70
    assert len(words) > 10
    spans = [span(text) for text in words]
    for number, (left, right, y) in enumerate(spans):
        assert left >= 0
        assert right <= 720
        for other_left, other_right, other_y in spans[:number]:
            assert right <= other_left or other_right <= left or abs(y - other_y) >= 14


def span(text: ElementTree.Element) -> tuple[float, float, float]:
    x, y, width = float(text.get("x") or 0), float(text.get("y") or 0), 6.9 * len(text.text or "")
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor") or ""]
    return left, left + width, y


def test_points_that_are_all_in_the_middle_can_be_drawn() -> None:
    drawn, _ = scatter("x", "t", "d", [Mark("a", 0, 0, 0, True), Mark("b", 0, 0, 0, False)], ("one", "two"))
    assert "nan" not in str(drawn)


def test_years_keep_their_distance_in_time() -> None:
    steps = [Step(year, 0.1, 0.05, 0.15) for year in ("2015", "2016", "2020")]
    places = [
        float(dot.get("cx") or 0) for dot in parsed(line("x", "t", "d", steps, 0.2, as_percent)).iter(f"{SVG}circle")
    ]
    assert (places[2] - places[0]) == pytest.approx(5 * (places[1] - places[0]), abs=0.05)


@pytest.mark.parametrize("periods", [["2015"], ["2015", "2015"], ["before", "after"], []])
def test_any_periods_can_be_drawn(periods: list[str]) -> None:
    steps = [Step(period, 0.1, 0.05, 0.15) for period in periods]
    assert "nan" not in str(line("x", "t", "d", steps, 0.0, as_percent))


def test_a_hostile_label_is_escaped() -> None:
    drawn = str(bars("x", '"><script>', "</desc>", [Bar("</text><script>", "<", "&", 0.1)], as_percent))
    assert "<script>" not in drawn
    assert re.findall("</desc>", drawn) == ["</desc>"]
    assert str(tag("text", "<b>", lang='"')) == '<text lang="&quot;">&lt;b&gt;</text>'
