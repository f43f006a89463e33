"""Figures as each language writes them."""

from datetime import UTC, datetime

import pytest

from services.synthesis.syntheses.report.numerals import Numerals


@pytest.mark.parametrize(
    ("language", "number", "share", "small"),
    [
        ("en", "12,345", "12%", "4.0%"),
        ("fr", "12\u202f345", "12\u00a0%", "4,0\u00a0%"),
        ("pt", "12\u00a0345", "12%", "4,0%"),
        ("it", "12.345", "12%", "4,0%"),
    ],
)
def test_numbers_and_shares_are_written_as_a_language_writes_them(
    language: str, number: str, share: str, small: str
) -> None:
    numerals = Numerals(language)
    assert numerals.number(12345) == number
    assert numerals.share(0.1234) == share
    assert numerals.share(0.04) == small


def test_a_share_too_small_to_write_is_told_as_small_and_none_as_none() -> None:
    assert Numerals("en").share(0.0001) == "<\u00a00.1%"
    assert Numerals("en").share(0.0) == "0%"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_no_figure_is_a_dash(value: float | None) -> None:
    numerals = Numerals("en")
    assert [numerals.number(value), numerals.share(value), numerals.times(value), numerals.points(value)] == ["–"] * 4


def test_an_odds_ratio_and_points_are_rounded_to_what_can_be_said() -> None:
    numerals = Numerals("fr")
    assert numerals.times(2.4449) == "2,4\u00a0×"
    assert numerals.times(23.7) == "24\u00a0×"
    assert numerals.points(0.0512) == "+5,1"
    assert numerals.points(-0.02) == "-2"


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "14 March 2026"), ("fr", "14 mars 2026"), ("pt", "14 de março de 2026"), ("it", "14 marzo 2026")],
)
def test_days_are_written_out(language: str, day: str) -> None:
    assert Numerals(language).day(datetime(2026, 3, 14, 9, 30, tzinfo=UTC)) == day
