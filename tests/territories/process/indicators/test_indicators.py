"""Indicators, observations and measures, through the front door."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.territories.process.makers import City

Headers = Callable[..., dict[str, str]]

STATEMENTS = [
    {"level": 5, "texts": {"en": "Everybody has a dry home", "fr": "Tous ont un logement sec"}},
    {"level": 1, "texts": {"en": "Most homes are damp"}},
]
DAY = "2025-03-01"


async def indicator(city: City, **fields: Any) -> dict[str, Any]:
    return await city.record("indicators", **{"title": "A dry home", "components": ["A03"]} | fields)


async def diagnosis(city: City, of: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = await city.client.get(f"/v1/indicators/{of['id']}/diagnosis", headers=headers or city.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_an_indicator_tells_five_situations_in_many_languages(city: City) -> None:
    kept = await indicator(city, statements=STATEMENTS, criteria=[str(uuid4())], state="agreed")
    assert [each["level"] for each in kept["statements"]] == [1, 5]
    assert (kept["label_set"], kept["components"][0]["code"]) == ("spiral-5", "A03")


@pytest.mark.parametrize(
    ("path", "fields", "fault"),
    [
        ("indicators", {"title": "X", "statements": STATEMENTS * 3}, ("/statements", "too-long")),
        ("indicators", {"title": "X", "statements": STATEMENTS[:1] * 2}, ("/statements", "situation-twice")),
        ("indicators", {"title": "X", "label_set": "stars"}, ("/label_set", "label-set-unknown")),
        ("indicators", {"title": "X", "statements": [{"level": 6, "texts": {"en": "Y"}}]},
         ("/statements/0/level", "less-than-equal")),
        ("indicators", {"title": "X", "statements": [{"level": 1, "texts": {}}]}, ("/statements/0/texts", "too-short")),
        ("observations", {"indicator": "none", "level": 1, "observed_on": DAY}, ("/indicator", "reference-unknown")),
        ("measures", {"title": "X", "unit": "%", "direction": "up"}, ("/direction", "enum")),
        ("measures", {"title": "X", "unit": "%", "direction": "wellbeing",
                      "series": [{"on": DAY, "value": 1}, {"on": DAY, "value": 2}]}, ("/series", "day-twice")),
        ("measures", {"title": "X", "unit": "%", "direction": "wellbeing", "baseline": {"on": DAY, "value": "2"}},
         ("/baseline/value", "float-type")),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named(city: City, path: str, fields: dict[str, Any], fault: tuple[str, str]) -> None:
    assert await city.refused(path, **fields) == [fault]


async def test_a_diagnosis_shows_present_reached_and_wished_by_group(city: City, public: dict[str, str]) -> None:
    home = await indicator(city)
    for level, profile in ((1, "elders"), (2, "youth"), (2, "women")):
        told = {"indicator": home["id"], "group": await city.group(profile), "observed_on": DAY}
        await city.record("observations", **told, level=level, n_participants=9)
        await city.record("observations", **told, level=4, situation_of="wished")
    await city.record("observations", indicator=home["id"], level=3, observed_on=DAY, note="As the platform sees it")

    [year] = (await diagnosis(city, home))["years"]
    assert year["present"]["levels"] == {"1": 1, "2": 2, "3": 0, "4": 0, "5": 0}
    assert (year["gap"]["n_groups"], year["gap"]["mean"]) == (3, pytest.approx(7 / 3))
    assert (year["reached"], year["platform"]) == (None, {"present": 3})

    hidden = await city.client.get(f"/v1/indicators/{home['id']}/diagnosis", headers=public)
    assert hidden.status_code == 404
    released = await city.change("indicators", home, released=True)
    assert released.status_code == 200, released.text
    seen = await diagnosis(city, home, public)
    assert (seen["fewest_groups"], seen["latest"]) == (3, None)
    assert (seen["years"][0]["present"]["n_groups"], seen["years"][0]["platform"]) == (3, {})


async def test_observations_are_never_released(city: City, public: dict[str, str]) -> None:
    home = await indicator(city)
    told = {"indicator": home["id"], "level": 2, "observed_on": DAY}
    assert [code for _, code in await city.refused("observations", **told, released=True)] == ["not-releasable"]
    await city.record("observations", **told)
    answer = await city.client.get("/v1/observations", headers=public)
    assert answer.json()["items"] == []


async def test_a_withdrawn_observation_is_no_longer_counted(city: City) -> None:
    home = await indicator(city)
    told = await city.record("observations", indicator=home["id"], group=await city.group(), level=2, observed_on=DAY)
    assert len((await diagnosis(city, home))["years"]) == 1
    assert (await city.withdraw("observations", told)).status_code == 204
    assert (await diagnosis(city, home))["years"] == []


async def test_a_partner_reads_of_its_own_groups_only(city: City, as_role: Headers) -> None:
    """An indicator that another city uses too: what that city's groups told stays theirs."""
    home = await indicator(city, released=True)
    elsewhere = await City(city.client, as_role("staff")).settle()
    told = {"indicator": home["id"], "level": 2, "observed_on": DAY}
    await elsewhere.record("observations", **told, group=await elsewhere.group())
    assert (await diagnosis(city, home))["years"] == []
    assert len((await diagnosis(city, home, as_role("staff")))["years"]) == 1
    theirs = as_role("partner", roots=[UUID(elsewhere.territory)])
    assert (await diagnosis(city, home, theirs))["fewest_groups"] == 3


async def test_measures_stand_between_nought_and_one_for_their_own_platform(city: City, public: dict[str, str]) -> None:
    home = await indicator(city)
    await city.record(
        "measures", title="Damp homes", unit="%", direction="illbeing", components=["A03"], indicators=[home["id"]],
        baseline={"on": "2023-12-31", "value": 30}, target={"on": "2027-12-31", "value": 10},
        series=[{"on": "2024-12-31", "value": 24, "note": "After the works in the harbour"}],
    )  # fmt: skip
    address, params = "/v1/measures/index", {"platform_id": city.platform}
    told = (await city.client.get(address, params=params, headers=city.headers)).json()
    assert [(each["year"], each["mean"]) for each in told["years"]] == [(2023, 0.0), (2024, pytest.approx(0.3))]
    [component] = told["years"][1]["components"]
    assert component.endswith("/A03")
    nothing = (await city.client.get(address, params=params, headers=public)).json()
    assert (nothing["measures"], nothing["years"]) == ([], [])
    assert (await city.client.get(address, headers=city.headers)).status_code == 422


async def test_observations_come_as_a_table_and_a_bad_row_is_named(city: City) -> None:
    await indicator(city, external_id="home")
    rows = (
        "external_id,platform_id,indicator,level,situation_of,observed_on\n"
        f"o1,{city.platform},home,2,present,{DAY}\n"
        f"o2,{city.platform},home,9,present,{DAY}\n"
    )
    headers = city.headers | {"Content-Type": "text/csv"}
    answer = await city.client.post("/v1/observations/import", content=rows.encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    assert "less-than-equal" in answer.text
    out = await city.client.get("/v1/observations/export", params={"platform_id": city.platform}, headers=city.headers)
    assert [line.split(",")[0] for line in out.text.splitlines()[1:]] != []
