"""Platforms and their cycles, through the front door."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.territories.countries import country_id

Headers = Any
CAPE_VERDE = str(country_id("CV"))


@pytest.fixture
def staff(as_role: Headers) -> dict[str, str]:
    return dict(as_role("staff"))


async def open_platform(territories: httpx.AsyncClient, headers: dict[str, str], **body: Any) -> dict[str, Any]:
    body = {"territory_id": CAPE_VERDE, "name": "A CRP de Maio"} | body
    answer = await territories.post("/v1/platforms", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_platform_looks_to_a_referent(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    council = await open_platform(territories, staff)
    body = {
        "territory_id": CAPE_VERDE,
        "name": "Barreiro",
        "referent_id": council["id"],
        "language": "PT-cv",
        "cycles": [{"number": 1, "started_on": "2014-03-01"}, {"number": 0, "ended_on": "2014-02-28"}],
        "source": "old-database",
        "external_id": "GC279754",
    }
    answer = await territories.post("/v1/platforms", json=body, headers=staff)
    platform = answer.json()
    assert answer.headers["Location"] == f"/v1/platforms/{platform['id']}"
    assert platform["language"] == "pt-CV"
    assert [cycle["number"] for cycle in platform["cycles"]] == [0, 1]
    assert platform["cycles"][1] == {"number": 1, "started_on": "2014-03-01", "ended_on": None}
    read = await territories.get(f"/v1/platforms/{platform['id']}", headers=staff)
    assert (read.json(), read.headers["ETag"]) == (platform, '"1"')
    below = await territories.get("/v1/platforms", params={"referent_id": council["id"]}, headers=staff)
    assert [each["id"] for each in below.json()["items"]] == [platform["id"]]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"cycles": [{"number": 4}]}, "less-than-equal"),
        ({"cycles": [{"number": 1}, {"number": 1}]}, "cycle-twice"),
        ({"cycles": [{"number": 1, "started_on": "2014-01-02", "ended_on": "2014-01-01"}]}, "cycle-dates"),
        ({"cycles": [{"number": 1, "started_on": 20140101}]}, "day"),
        ({"language": "klingonese"}, "language"),
        ({"territory_id": str(uuid4())}, "reference-unknown"),
        ({"territory_id": None}, "reference-missing"),
        ({"referent_id": str(uuid4())}, "reference-unknown"),
    ],
)
async def test_what_is_wrong_is_named(
    territories: httpx.AsyncClient, staff: dict[str, str], wrong: dict[str, Any], code: str
) -> None:
    body = {"territory_id": CAPE_VERDE, "name": "Barreiro"} | wrong
    answer = await territories.post("/v1/platforms", json=body, headers=staff)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


async def test_referents_never_form_a_loop(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    first = await open_platform(territories, staff)
    second = await open_platform(territories, staff, referent_id=first["id"])
    third = await open_platform(territories, staff, referent_id=second["id"])
    match = {**staff, "If-Match": '"1"'}
    for referent in (first, second, third):
        answer = await territories.patch(
            f"/v1/platforms/{first['id']}", json={"referent_id": referent["id"]}, headers=match
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "impossible-tree")
    free = await territories.patch(f"/v1/platforms/{third['id']}", json={"referent_id": None}, headers=match)
    assert (free.json()["referent_id"], free.json()["revision"]) == (None, 2)


async def test_a_platform_is_withdrawn_when_nothing_hangs_from_it(
    territories: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    council = await open_platform(territories, staff)
    platform = await open_platform(territories, staff, referent_id=council["id"])
    match = {**staff, "If-Match": '"1"'}
    assert (await territories.delete(f"/v1/platforms/{council['id']}", headers=staff)).status_code == 428
    used = await territories.delete(f"/v1/platforms/{council['id']}", headers=match)
    assert (used.status_code, used.json()["code"]) == (409, "still-in-use")
    for each in (platform, council):
        assert (await territories.delete(f"/v1/platforms/{each['id']}", headers=match)).status_code == 204
        assert (await territories.get(f"/v1/platforms/{each['id']}", headers=staff)).status_code == 404


async def test_a_partners_own_references_are_its_own(
    territories: httpx.AsyncClient, staff: dict[str, str], as_role: Headers
) -> None:
    platform = await open_platform(territories, staff, source="island", external_id="secret-17")
    path = f"/v1/platforms/{platform['id']}"
    others = [as_role("public"), as_role("app"), as_role("partner", [country_id("PT")])]
    own = as_role("partner", [UUID(CAPE_VERDE)])
    for headers in others:
        seen = (await territories.get(path, headers=headers)).json()
        listed = await territories.get("/v1/platforms", headers=headers)
        assert (seen["name"], seen["external_id"], seen["source"]) == ("A CRP de Maio", None, None)
        assert "secret-17" not in listed.text
    assert (await territories.get(path, headers=own)).json()["external_id"] == "secret-17"


async def test_a_partner_opens_platforms_for_its_own_territory_only(
    territories: httpx.AsyncClient, staff: dict[str, str], as_role: Headers
) -> None:
    stranger = as_role("partner", [country_id("PT")])
    body = {"territory_id": CAPE_VERDE, "name": "Ours now"}
    platform = await open_platform(territories, staff)
    path, match = f"/v1/platforms/{platform['id']}", {**stranger, "If-Match": '"1"'}
    answers = [
        await territories.post("/v1/platforms", json=body, headers=stranger),
        await territories.patch(path, json={"name": "Ours now"}, headers=match),
        await territories.delete(path, headers=match),
    ]
    assert [answer.json()["code"] for answer in answers] == ["territory-not-yours"] * 3
    await open_platform(territories, as_role("partner", [UUID(CAPE_VERDE)]))
