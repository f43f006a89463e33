"""Countries and profile types: what everybody refers to."""

from typing import Any

import httpx
import pytest

from services.territories.countries import LANGUAGES, country_id
from services.territories.profiles import profiles, suggestions

Headers = Any


async def test_every_country_is_there_with_its_names(territories: httpx.AsyncClient, as_role: Headers) -> None:
    answer = (await territories.get("/v1/countries", headers=as_role("public"))).json()
    by_code = {country["code"]: country for country in answer["items"]}
    assert len(by_code) == 249
    assert list(by_code) == sorted(by_code)
    assert by_code["GR"]["names"]["el"] == "Ελλάδα"
    assert by_code["PT"]["id"] == str(country_id("PT"))


async def test_a_country_is_a_territory_without_a_parent(territories: httpx.AsyncClient, as_role: Headers) -> None:
    answer = await territories.get(f"/v1/territories/{country_id('BE')}", headers=as_role("public"))
    country = answer.json()
    assert (country["kind"], country["country"], country["parent_id"]) == ("country", "BE", None)
    assert country["codes"] == [{"scheme": "iso-3166-1", "version": None, "code": "BE"}]
    assert country["names"]["nl"] == "België"
    assert set(country["names"]) == {"en", *LANGUAGES}


async def test_nobody_adds_a_country(territories: httpx.AsyncClient, as_role: Headers) -> None:
    body = {"kind": "country", "name": "Utopia", "country": "FR"}
    answer = await territories.post("/v1/territories", json=body, headers=as_role("admin"))
    assert (answer.status_code, answer.json()["code"]) == (422, "impossible-tree")


async def test_the_list_of_profiles_is_versioned(territories: httpx.AsyncClient, as_role: Headers) -> None:
    answer = await territories.get("/v1/profiles", headers=as_role("public"))
    version = answer.json()["version"]
    again = {**as_role("public"), "If-None-Match": answer.headers["ETag"]}
    assert version in answer.headers["ETag"]
    assert (await territories.get("/v1/profiles", headers=again)).status_code == 304


def test_every_profile_has_a_family_and_all_its_labels() -> None:
    listed = profiles()
    families = {family.family for family in listed.families}
    labels = [family.labels for family in listed.families] + [profile.labels for profile in listed.profiles]
    for each in labels:
        assert set(each) == {"en", *LANGUAGES}
        assert all(each.values())
    assert {entry.family for entry in listed.profiles} <= families
    assert len({entry.profile for entry in listed.profiles}) == len(listed.profiles) >= 30


@pytest.mark.parametrize(
    ("written", "meant"),
    [("elder", "elders"), ("Jovens", "youth"), ("Sans-abri", "homeless"), ("seniors", None), ("zzzz", None)],
)
def test_a_profile_is_suggested_in_any_language(written: str, meant: str | None) -> None:
    assert meant is None or meant in suggestions(written)
    assert len(suggestions(written)) <= 3
