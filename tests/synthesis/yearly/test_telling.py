"""Small pieces of a told report: values with their days, ticks, and sentences without noughts."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.synthesis.syntheses.report.charts.bars import Bar
from services.synthesis.syntheses.report.phrases import plain
from services.synthesis.yearly.document import Measure, Value
from services.synthesis.yearly.telling.telling import DOT, Telling
from services.synthesis.yearly.telling.words import Words
from shared.vocabulary.codebook import default_codebook
from tests.synthesis.chain import Chain
from tests.synthesis.yearly.city import YEAR, City


def telling(language: str = "en") -> Telling:
    return Telling(Words(language), default_codebook())


def measure(first: date, last: date) -> Measure:
    baseline, latest = Value(on=first, value=14), Value(on=last, value=37)
    return Measure(
        id=UUID(int=1), kind="measure", title="Guests", href="/v1/measures/1", unit="guests", components=[],
        baseline=baseline, latest=latest, series=[latest],
    )  # fmt: skip


def test_values_of_one_year_are_told_with_their_months() -> None:
    spring, autumn = date(2026, 3, 1), date(2026, 10, 1)
    assert telling("fr").moved(measure(spring, autumn)) == "14 (mars\u00a02026) → 37 (oct.\u00a02026) guests"
    assert telling("fr").moved(measure(date(2024, 3, 1), autumn)) == "14 (2024) → 37 (2026) guests"


def test_days_in_a_table_are_not_broken_over_lines() -> None:
    assert telling("fr").date(date(2025, 12, 11)) == "11\u00a0déc.\u00a02025"


def test_whole_percentages_below_an_axis_have_no_decimal() -> None:
    told = telling()
    rows = [Bar("Housing", "17 %", "", 0.17)]
    figure = told.shares("x", (), rows, told.table((), ("code",), [("Housing",)]))
    assert ">5%<" in str(figure.charts[0])
    assert ">5.0%<" not in str(figure.charts[0])


def test_what_stands_between_parts_never_begins_a_line() -> None:
    assert DOT.startswith("\u00a0")


@pytest.mark.parametrize("lang", ["en", "fr", "pt", "it"])
async def test_a_year_without_meetings_is_not_told_in_noughts(chain: Chain, city: City, lang: str) -> None:
    def short(text: str) -> str:
        return text.split("## ")[1]

    async def year(number: int) -> Any:
        path = f"/v1/yearly-reports/{city.id}/{number}"
        return (await chain.ask("synthesis", "GET", path, "staff", params={"format": "md", "lang": lang})).text

    words = Words(lang)
    none = words.text("yearly.short.none-new")
    assert none not in short(await year(YEAR))
    later = short(await year(YEAR + 1))
    assert none in later
    standing = words.text("yearly.short.standing", n=2)
    assert standing in later
    assert plain(words.say("count.meetings", n=0)) not in later


async def test_each_kind_of_group_is_told_in_one_line_with_a_column_a_question(chain: Chain, city: City) -> None:
    path = f"/v1/yearly-reports/{city.id}/{YEAR}"
    page = (await chain.ask("synthesis", "GET", path, "staff", params={"format": "md", "lang": "fr"})).text
    [head] = [line for line in page.splitlines() if "Bien-être | Mal-être" in line]
    assert head.count("|") == 5
    assert page.count("| Personnes sans abri |") == 1
