"""Groups: who may see them, what they are made of, what mixed groups take up."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.territories.countries import country_id

Headers = Any
FRANCE = country_id("FR")


@pytest.fixture
def staff(as_role: Headers) -> dict[str, str]:
    return dict(as_role("staff"))


@pytest.fixture
def city_hall(as_role: Headers) -> dict[str, str]:
    return dict(as_role("partner", [FRANCE]))


@pytest.fixture
def stranger(as_role: Headers) -> dict[str, str]:
    return dict(as_role("partner", [country_id("PT")]))


@pytest.fixture(scope="module")
async def platform(territories: httpx.AsyncClient, as_role: Headers) -> str:
    body = {"territory_id": str(FRANCE), "name": "Mulhouse"}
    return str((await territories.post("/v1/platforms", json=body, headers=as_role("staff"))).json()["id"])


async def write_down(
    territories: httpx.AsyncClient, headers: dict[str, str], platform: str, **body: Any
) -> dict[str, Any]:
    body = {"platform_id": platform, "label": "Elders of Bourtzwiller", "profile": "elders", "year": 2009} | body
    answer = await territories.post("/v1/groups", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_group_is_written_down(
    territories: httpx.AsyncClient, city_hall: dict[str, str], platform: str
) -> None:
    group = await write_down(
        territories, city_hall, platform, month=5, cycle=1, n_participants=9, language="fr", external_id="G7"
    )
    assert group["territory_id"] == str(FRANCE)
    assert (group["family"], group["mixed"], group["takes_up"], group["warnings"]) == ("age", False, [], [])
    read = await territories.get(f"/v1/groups/{group['id']}", headers=city_hall)
    assert (read.json(), read.headers["ETag"]) == (group, '"1"')
    body = {"platform_id": platform, "label": "Again", "profile": "youth", "year": 2010, "external_id": "G7"}
    twice = await territories.post("/v1/groups", json=body, headers=city_hall)
    assert (twice.status_code, twice.json()["code"]) == (409, "already-kept")


@pytest.mark.parametrize(("size", "unusual"), [(1, True), (6, True), (7, False), (12, False), (13, True), (1000, True)])
async def test_an_unusual_size_is_kept_with_a_warning(
    territories: httpx.AsyncClient, city_hall: dict[str, str], platform: str, size: int, unusual: bool
) -> None:
    group = await write_down(territories, city_hall, platform, n_participants=size)
    assert [each["code"] for each in group["warnings"]] == ["participants-unusual"] * unusual


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"profile": "Sans-abri"}, "profile-unknown"),
        ({"profile": "other:"}, "profile-unknown"),
        ({"n_participants": 0}, "greater-than-equal"),
        ({"n_participants": 1001}, "less-than-equal"),
        ({"n_participants": True}, "int-type"),
        ({"year": 1789}, "greater-than-equal"),
        ({"month": 13}, "less-than-equal"),
        ({"participants": ["Ana", "Rui"]}, "extra-forbidden"),
        ({"platform_id": str(uuid4())}, "reference-unknown"),
        ({"platform_id": None}, "reference-missing"),
        ({"takes_up_external_ids": ["nobody"]}, "reference-unknown"),
    ],
)
async def test_what_is_wrong_is_named(
    territories: httpx.AsyncClient, city_hall: dict[str, str], platform: str, wrong: dict[str, Any], code: str
) -> None:
    body = {"platform_id": platform, "label": "X", "profile": "elders", "year": 2009} | wrong
    answer = await territories.post("/v1/groups", json=body, headers=city_hall)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


async def test_an_unknown_profile_gets_a_suggestion_and_the_list_stays_open(
    territories: httpx.AsyncClient, city_hall: dict[str, str], platform: str
) -> None:
    body = {"platform_id": platform, "label": "X", "profile": "sans-abri", "year": 2009}
    answer = await territories.post("/v1/groups", json=body, headers=city_hall)
    assert "did you mean homeless" in answer.json()["errors"][0]["message"]
    group = await write_down(territories, city_hall, platform, profile="other:night-nurses")
    assert group["family"] == "other"


async def test_a_mixed_group_takes_up_from_groups_with_one_profile(
    territories: httpx.AsyncClient, city_hall: dict[str, str], platform: str
) -> None:
    elders = await write_down(territories, city_hall, platform, external_id="elders")
    youth = await write_down(territories, city_hall, platform, profile="youth", external_id="youth")
    mixed = await write_down(
        territories, city_hall, platform, profile="mixed", takes_up=[elders["id"]], takes_up_external_ids=["youth"]
    )
    assert (mixed["mixed"], mixed["family"]) == (True, "mixed")
    assert mixed["takes_up"] == sorted([elders["id"], youth["id"]])
    match = {**city_hall, "If-Match": '"1"'}
    loop = await territories.patch(
        f"/v1/groups/{elders['id']}", json={"mixed": True, "takes_up": [mixed["id"]]}, headers=match
    )
    plain = await territories.patch(f"/v1/groups/{elders['id']}", json={"takes_up": [youth["id"]]}, headers=match)
    unmixed = await territories.patch(f"/v1/groups/{mixed['id']}", json={"mixed": False}, headers=match)
    promoted = await territories.patch(f"/v1/groups/{elders['id']}", json={"mixed": True}, headers=match)
    for answer in (loop, plain, unmixed, promoted):
        assert (answer.status_code, answer.json()["code"]) == (422, "impossible-group")
    used = await territories.delete(f"/v1/groups/{elders['id']}", headers=match)
    assert (used.status_code, used.json()["code"]) == (409, "still-in-use")
    fewer = await territories.patch(f"/v1/groups/{mixed['id']}", json={"takes_up": [youth["id"]]}, headers=match)
    assert fewer.json()["takes_up"] == [youth["id"]]
    assert (await territories.delete(f"/v1/groups/{elders['id']}", headers=match)).status_code == 204


async def test_a_correction_needs_the_version_it_corrects(
    territories: httpx.AsyncClient, city_hall: dict[str, str], platform: str
) -> None:
    group = await write_down(territories, city_hall, platform, month=5, n_participants=3)
    path = f"/v1/groups/{group['id']}"
    assert (await territories.patch(path, json={"year": 2010}, headers=city_hall)).status_code == 428
    stale = await territories.patch(path, json={"year": 2010}, headers={**city_hall, "If-Match": '"2"'})
    assert stale.status_code == 412
    body = {"year": 2010, "month": None, "n_participants": 8, "profile": "women"}
    good = (await territories.patch(path, json=body, headers={**city_hall, "If-Match": '"1"'})).json()
    assert (good["year"], good["month"], good["family"], good["warnings"]) == (2010, None, "gender", [])
    assert good["revision"] == 2


async def test_the_public_never_sees_a_group(
    territories: httpx.AsyncClient, city_hall: dict[str, str], as_role: Headers, platform: str
) -> None:
    group = await write_down(territories, city_hall, platform)
    for role in ("public", "app"):
        one = await territories.get(f"/v1/groups/{group['id']}", headers=as_role(role))
        listed = await territories.get("/v1/groups", headers=as_role(role))
        assert (one.status_code, listed.status_code) == (404, 403)
    for role in ("staff", "admin", "service"):
        assert (await territories.get(f"/v1/groups/{group['id']}", headers=as_role(role))).status_code == 200


async def test_a_partner_sees_its_own_groups_only(
    territories: httpx.AsyncClient, city_hall: dict[str, str], stranger: dict[str, str], platform: str
) -> None:
    group = await write_down(territories, city_hall, platform, external_id="own")
    path, match = f"/v1/groups/{group['id']}", {**stranger, "If-Match": '"1"'}
    body = {"platform_id": platform, "label": "X", "profile": "youth", "year": 2009, "external_id": "own"}
    assert (await territories.get(path, headers=stranger)).status_code == 404
    assert (await territories.patch(path, json={"year": 2010}, headers=match)).status_code == 404
    assert (await territories.delete(path, headers=match)).status_code == 404
    assert (await territories.post("/v1/groups", json=body, headers=stranger)).status_code == 403
    assert (await territories.get("/v1/groups", headers=stranger)).json()["items"] == []
    own = await territories.get("/v1/groups", params={"limit": 1000}, headers=city_hall)
    assert group["id"] in [each["id"] for each in own.json()["items"]]


async def test_a_partner_without_territories_sees_and_writes_nothing(
    territories: httpx.AsyncClient, as_role: Headers, platform: str
) -> None:
    nobody = as_role("partner", [])
    body = {"platform_id": platform, "label": "X", "profile": "youth", "year": 2009}
    assert (await territories.get("/v1/groups", headers=nobody)).json()["items"] == []
    assert (await territories.post("/v1/groups", json=body, headers=nobody)).status_code == 403


async def test_nobody_takes_up_from_groups_they_do_not_see(
    territories: httpx.AsyncClient, city_hall: dict[str, str], stranger: dict[str, str], platform: str
) -> None:
    hidden = await write_down(territories, city_hall, platform)
    body = {"territory_id": str(country_id("PT")), "name": "Caminha"}
    own = (await territories.post("/v1/platforms", json=body, headers=stranger)).json()["id"]
    group = {"platform_id": own, "label": "X", "profile": "mixed", "year": 2012, "takes_up": [hidden["id"]]}
    answer = await territories.post("/v1/groups", json=group, headers=stranger)
    assert (answer.status_code, answer.json()["code"]) == (422, "reference-unknown")


async def test_groups_are_listed_by_place_profile_and_year(
    territories: httpx.AsyncClient, staff: dict[str, str], platform: str
) -> None:
    group = await write_down(territories, staff, platform, profile="prisoners", year=1999)
    for params, expected in (
        ({"profile": "prisoners"}, True),
        ({"year": 1999}, True),
        ({"year": 1998}, False),
        ({"platform_id": platform}, True),
        ({"under": str(FRANCE), "profile": "prisoners"}, True),
        ({"under": str(country_id("PT"))}, False),
    ):
        found = await territories.get("/v1/groups", params={**params, "limit": 1000}, headers=staff)
        assert (UUID(group["id"]) in {UUID(each["id"]) for each in found.json()["items"]}) is expected
