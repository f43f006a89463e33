"""What works and is handed on, and who exchanges it with whom."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.territories.process.practices.schemas import Exchange
from tests.territories.process.makers import City

OFFER: dict[str, Any] = {"title": "Groups in three languages", "kind_of": "training", "direction": "offers"}


def test_an_exchange_that_was_held_has_a_day() -> None:
    with pytest.raises(ValidationError, match="has a day"):
        Exchange.model_validate(OFFER | {"state": "held"})
    assert Exchange.model_validate(OFFER | {"state": "held", "held_on": "2026-03-01"}).outcome is None


@pytest.mark.parametrize("state", ["open", "agreed", "dropped"])
def test_an_outcome_is_told_afterwards(state: str) -> None:
    with pytest.raises(ValidationError, match="once the exchange was held"):
        Exchange.model_validate(OFFER | {"state": state, "outcome": "They hold groups now"})


async def test_a_city_asks_for_a_practice_that_another_released(city: City, public: dict[str, str]) -> None:
    practice = await city.record(
        "practices",
        title="Groups in the night shelter",
        text="We met at the shelter, after the meal, with a facilitator whom people knew.",
        language="en",
        components=["G01"],
        rights=["udhr/1"],
        link="https://praia.example/shelter",
        released=True,
    )
    other = await City(city.client, city.headers).settle(parent=city.territory, kind="neighbourhood")
    exchange = await other.record(
        "exchanges",
        title="Learn from the shelter",
        kind_of="visit",
        direction="asks",
        practice=practice["id"],
        with_platform=city.platform,
    )
    held = await other.change(
        "exchanges",
        exchange,
        state="held",
        held_on="2026-04-01",
        outcome="Two groups were held in our own shelter.",
        released=True,
    )
    assert held.status_code == 200
    seen = (await city.client.get(f"/v1/exchanges/{exchange['id']}", headers=public)).json()
    assert (seen["outcome"], seen["with_platform"]) == (
        "Two groups were held in our own shelter.",
        {"id": city.platform},
    )
    params = {"links_to": f"practice/{practice['id']}"}
    found = (await city.client.get("/v1/exchanges", params=params, headers=public)).json()["items"]
    assert [each["id"] for each in found] == [exchange["id"]]


async def test_nobody_exchanges_with_themselves(city: City) -> None:
    refused = await city.refused("exchanges", **OFFER, with_platform=city.platform)
    assert refused == [("/with_platform", "own-platform")]


async def test_open_offers_are_found(city: City) -> None:
    offer = await city.record("exchanges", **OFFER)
    request = await city.record("exchanges", **(OFFER | {"direction": "asks"}))
    await city.record("exchanges", **OFFER, state="dropped")
    params = {"platform_id": city.platform, "state": "open"}
    for asked, expected in (("offers", offer), ("asks", request)):
        answer = await city.client.get("/v1/exchanges", params={**params, asked: "true"}, headers=city.headers)
        assert [each["id"] for each in answer.json()["items"]] == [expected["id"]]
