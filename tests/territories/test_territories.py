"""Territories and collective actors, through the front door."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.territories.countries import country_id

Headers = Any


@pytest.fixture
def staff(as_role: Headers) -> dict[str, str]:
    return dict(as_role("staff"))


async def add(territories: httpx.AsyncClient, headers: dict[str, str], **body: Any) -> dict[str, Any]:
    body = {"kind": "municipality", "name": "Arlon"} | body
    if "parent_id" not in body:
        body.setdefault("country", "BE")
    answer = await territories.post("/v1/territories", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_city_is_added_below_its_country(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    body = {
        "kind": "municipality",
        "name": "Alhoceima",
        "names": {"FR": "Al Hoceïma", "ar": "الحسيمة", "ber-Tfng": "ⵍⵃⵓⵙⵉⵎⴰ"},
        "country": "ma",
        "location": {"lon": -3.93, "lat": 35.25},
        "codes": [{"scheme": "iso-3166-2", "code": "ma-hoc"}, {"scheme": "national", "version": "2014", "code": "051"}],
        "source": "old-database",
        "external_id": "GC136524",
    }
    answer = await territories.post("/v1/territories", json=body, headers=staff)
    city = answer.json()
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"] == f"/v1/territories/{city['id']}"
    assert city["parent_id"] == str(country_id("MA"))
    assert city["country"] == "MA"
    assert city["names"]["fr"] == "Al Hoceïma"
    assert city["codes"][0] == {"scheme": "iso-3166-2", "version": None, "code": "MA-HOC"}
    assert "path" not in city
    read = await territories.get(answer.headers["Location"], headers=staff)
    assert read.json() == city


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "county"}, "enum"),
        ({"name": ""}, "label-empty"),
        ({"name": "Arlon\x00"}, "text-character"),
        ({"names": {"not a language": "x"}}, "language"),
        ({"country": "XX"}, "country"),
        ({"location": {"lon": 181, "lat": 0}}, "less-than-equal"),
        ({"location": {"lon": True, "lat": 0}}, "float-type"),
        ({"codes": [{"scheme": "iso-3166-2", "code": "BE-ZZZ"}]}, "code-unknown"),
        ({"codes": [{"scheme": "nuts", "version": "2024", "code": "B-34"}]}, "code-unknown"),
        ({"codes": [{"scheme": "lau", "code": "81001"}]}, "code-version"),
        ({"population": 30000}, "extra-forbidden"),
        ({"revision": 7}, "extra-forbidden"),
    ],
)
async def test_what_is_wrong_is_named(
    territories: httpx.AsyncClient, staff: dict[str, str], wrong: dict[str, Any], code: str
) -> None:
    body = {"kind": "municipality", "name": "Arlon", "country": "BE"} | wrong
    answer = await territories.post("/v1/territories", json=body, headers=staff)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert code in [error["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("kind", "parent", "possible"),
    [
        ("region", "region", True),
        ("region", "municipality", False),
        ("municipality", "region", True),
        ("municipality", "municipality", False),
        ("neighbourhood", "municipality", True),
        ("neighbourhood", "neighbourhood", True),
        ("neighbourhood", "region", False),
        ("village", "municipality", True),
        ("village", "neighbourhood", False),
        ("school", "neighbourhood", True),
        ("company", "region", True),
        ("hospital", "school", False),
        ("association", "company", False),
    ],
)
async def test_only_possible_trees_grow(
    territories: httpx.AsyncClient, staff: dict[str, str], kind: str, parent: str, possible: bool
) -> None:
    country = str(country_id("CV"))
    city = await add(territories, staff, parent_id=country)
    above = {"parent_id": city["id"]} if parent == "neighbourhood" else {"parent_id": country}
    host = await add(territories, staff, kind=parent, **above)
    body = {"kind": kind, "name": "Barreiro", "parent_id": host["id"]}
    answer = await territories.post("/v1/territories", json=body, headers=staff)
    assert answer.status_code == (201 if possible else 422)
    assert possible or answer.json()["code"] == "impossible-tree"


async def test_a_place_must_hang_somewhere(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    body: dict[str, Any] = {"kind": "region", "name": "Nowhere"}
    answer = await territories.post("/v1/territories", json=body, headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (422, "impossible-tree")
    answer = await territories.post("/v1/territories", json=body | {"parent_id": str(uuid4())}, headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (422, "reference-unknown")
    assert answer.json()["errors"][0]["pointer"] == "/body/parent_id"
    elsewhere = {"parent_id": str(country_id("FR")), "country": "BE"}
    answer = await territories.post("/v1/territories", json=body | elsewhere, headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (422, "impossible-tree")


async def test_the_same_register_entry_is_kept_once(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    first = await add(territories, staff, source="walloon", external_id="GC241559")
    body = {"kind": "municipality", "name": "Arlon", "country": "BE", "source": "walloon", "external_id": "GC241559"}
    answer = await territories.post("/v1/territories", json=body, headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (409, "already-kept")
    assert answer.json()["id"] == first["id"]


async def test_a_correction_needs_the_version_it_corrects(
    territories: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    city = await add(territories, staff, name="Vielsam", location={"lon": 5.9, "lat": 50.3})
    path = f"/v1/territories/{city['id']}"
    missing = await territories.patch(path, json={"name": "Vielsalm"}, headers=staff)
    stale = await territories.patch(path, json={"name": "Vielsalm"}, headers={**staff, "If-Match": '"9"'})
    good = await territories.patch(
        path, json={"name": "Vielsalm", "location": None}, headers={**staff, "If-Match": '"1"'}
    )
    assert (missing.status_code, stale.status_code, good.status_code) == (428, 412, 200)
    assert good.headers["ETag"] == '"2"'
    assert (good.json()["name"], good.json()["location"]) == ("Vielsalm", None)
    assert good.json()["updated_at"] > city["updated_at"]
    same = await territories.patch(path, json={"name": "Vielsalm"}, headers={**staff, "If-Match": '"2"'})
    assert same.json()["revision"] == 2
    emptied = await territories.patch(path, json={"name": None}, headers={**staff, "If-Match": '"2"'})
    assert emptied.status_code == 422
    known = await territories.get(path, headers={**staff, "If-None-Match": '"2"'})
    assert (known.status_code, known.content) == (304, b"")


async def test_a_kind_changes_only_where_it_fits(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    city = await add(territories, staff)
    await add(territories, staff, kind="village", name="Frassem", parent_id=city["id"])
    path = f"/v1/territories/{city['id']}"
    as_village = await territories.patch(path, json={"kind": "village"}, headers={**staff, "If-Match": '"1"'})
    as_region = await territories.patch(path, json={"kind": "region"}, headers={**staff, "If-Match": '"1"'})
    as_country = await territories.patch(path, json={"kind": "country"}, headers={**staff, "If-Match": '"2"'})
    assert (as_village.status_code, as_village.json()["code"]) == (422, "impossible-tree")
    assert as_region.json()["kind"] == "region"
    assert (as_country.status_code, as_country.json()["code"]) == (422, "impossible-tree")


async def test_a_move_takes_all_that_is_below_along(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    city = await add(territories, staff, name="Moving")
    quarter = await add(territories, staff, kind="neighbourhood", parent_id=city["id"])
    school = await add(territories, staff, kind="school", parent_id=quarter["id"])
    region = await add(territories, staff, kind="region", country="LU")
    answer = await territories.patch(
        f"/v1/territories/{city['id']}", json={"parent_id": region["id"]}, headers={**staff, "If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json()["country"], answer.json()["revision"]) == (200, "LU", 2)
    below = await territories.get("/v1/territories", params={"under": region["id"]}, headers=staff)
    assert {place["id"] for place in below.json()["items"]} == {x["id"] for x in (region, city, quarter, school)}
    moved = (await territories.get(f"/v1/territories/{school['id']}", headers=staff)).json()
    assert (moved["country"], moved["revision"]) == ("LU", 2)


async def test_two_writers_of_one_place_do_not_overwrite_each_other(
    territories: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    city = await add(territories, staff)
    path = f"/v1/territories/{city['id']}"
    answers = await asyncio.gather(
        *(territories.patch(path, json={"name": f"Name {n}"}, headers={**staff, "If-Match": '"1"'}) for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412, 412]


async def test_a_list_is_walked_to_its_end_once(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    added = {(await add(territories, staff, country="IS", name=f"Town {n}"))["id"] for n in range(7)}
    seen: list[str] = []
    address: str | None = "/v1/territories?country=IS&kind=municipality&limit=3"
    while address:
        answer = await territories.get(address, headers=staff)
        seen += [place["id"] for place in answer.json()["items"]]
        address = answer.json()["next"]
        assert (address is None) == ("Link" not in answer.headers)
    assert seen == sorted(added)
    first = (await territories.get("/v1/territories?country=IS&limit=3", headers=staff)).json()["next"]
    foreign = await territories.get(first.replace("country=IS", "country=FR"), headers=staff)
    assert (foreign.status_code, foreign.json()["code"]) == (400, "cursor-mismatch")


@pytest.mark.parametrize("query", ["al hoc", "ALHOCEÏMA", "al-hoceima", "الحسيمة", "hoceima"])
async def test_a_place_is_found_by_any_of_its_spellings(
    territories: httpx.AsyncClient, staff: dict[str, str], query: str
) -> None:
    names = {"fr": "Al Hoceïma", "ar": "الحسيمة"}
    place = await add(territories, staff, country="MA", name="Alhoceima", names=names)
    found = await territories.get("/v1/territories", params={"q": query, "country": "MA"}, headers=staff)
    assert place["id"] in [each["id"] for each in found.json()["items"]]


async def test_places_are_found_by_code(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    codes = [
        {"scheme": "nuts", "version": "2024", "code": "be341"},
        {"scheme": "lau", "version": "2024", "code": "81001"},
    ]
    place = await add(territories, staff, codes=codes)
    for params, expected in (
        ({"code": "81001"}, 1),
        ({"code": "81001", "scheme": "lau"}, 1),
        ({"code": "81001", "scheme": "nuts"}, 0),
        ({"scheme": "nuts", "country": "BE"}, 1),
    ):
        found = (await territories.get("/v1/territories", params=params, headers=staff)).json()["items"]
        assert [each["id"] for each in found] == [place["id"]] * expected


async def test_a_partner_works_below_its_own_territories_only(
    territories: httpx.AsyncClient, staff: dict[str, str], as_role: Headers
) -> None:
    own, other = await add(territories, staff), await add(territories, staff, name="Ohey")
    partner = as_role("partner", [UUID(own["id"])])
    quarter = await add(territories, partner, kind="neighbourhood", parent_id=own["id"])
    body = {"kind": "neighbourhood", "name": "X", "parent_id": other["id"]}
    beside = await territories.post("/v1/territories", json=body, headers=partner)
    country = {"kind": "region", "name": "X", "country": "BE"}
    above = await territories.post("/v1/territories", json=country, headers=partner)
    match = {**partner, "If-Match": '"1"'}
    path = f"/v1/territories/{quarter['id']}"
    away = await territories.patch(path, json={"parent_id": other["id"]}, headers=match)
    foreign = await territories.patch(f"/v1/territories/{other['id']}", json={"name": "Mine"}, headers=match)
    for answer in (beside, above, away, foreign):
        assert (answer.status_code, answer.json()["code"]) == (403, "territory-not-yours")
    renamed = await territories.patch(f"/v1/territories/{own['id']}", json={"name": "Arlon/Arel"}, headers=match)
    assert renamed.status_code == 200


@pytest.mark.parametrize("role", ["public", "app", "service"])
async def test_readers_do_not_write(territories: httpx.AsyncClient, as_role: Headers, role: str) -> None:
    headers = {**as_role(role), "If-Match": "*"}
    country = country_id("FR")
    body = {"kind": "region", "name": "X", "country": "FR"}
    answers = [
        await territories.post("/v1/territories", json=body, headers=headers),
        await territories.post("/v1/territories/bulk", json={"items": []}, headers=headers),
        await territories.patch(f"/v1/territories/{country}", json={"name": "X"}, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (await territories.get("/v1/territories", headers=headers)).status_code == 200


async def test_nobody_is_answered_without_an_identity(territories: httpx.AsyncClient) -> None:
    for path in ("/v1/countries", "/v1/territories", "/v1/territories.geojson", "/v1/profiles", "/v1/platforms"):
        assert (await territories.get(path)).status_code == 401


async def test_an_unknown_place_is_not_found(territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
    assert (await territories.get(f"/v1/territories/{uuid4()}", headers=staff)).status_code == 404
    assert (await territories.get("/v1/territories/not-an-id", headers=staff)).status_code == 422
    assert (await territories.delete(f"/v1/territories/{uuid4()}", headers=staff)).status_code == 405
