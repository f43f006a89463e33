"""Categories of a collective actor, and what is known of a population."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.territories.process.makers import City

Headers = Callable[..., dict[str, str]]


@pytest.fixture
async def school(territories: httpx.AsyncClient, as_role: Headers, city: City) -> City:
    return await City(territories, as_role("staff")).settle("school", city.territory)


async def test_a_school_has_students_teachers_and_maintenance_staff(school: City, public: dict[str, str]) -> None:
    for name, profile, n_people in (
        ("Students", "students", 412),
        ("Teachers", "teachers", 31),
        ("Maintenance staff", "other:maintenance", 6),
    ):
        group = await school.group(profile)
        made = await school.record(
            "categories", name=name, profile=profile, n_people=n_people, groups=[group], released=True
        )
        assert (made["profile"], made["groups"]) == ({"profile": profile}, [{"id": group}])
        seen = (await school.client.get(f"/v1/categories/{made['id']}", headers=public)).json()
        assert (seen["n_people"], seen["groups"]) == (n_people, [])


async def test_a_territory_has_no_categories(city: City) -> None:
    refused = await city.refused("categories", name="Students", profile="students")
    assert refused == [("/platform_id", "not-a-collective-actor")]


async def test_the_groups_of_a_category_are_of_its_profile_and_its_platform(school: City, city: City) -> None:
    students, teachers = await school.group("students"), await school.group("teachers")
    elsewhere = await City(school.client, school.headers).settle("school", city.territory)
    stranger = await elsewhere.group("students")
    refused = await school.refused(
        "categories", name="Students", profile="students", groups=[students, teachers, stranger]
    )
    assert refused == [("/groups/1", "group-profile"), ("/groups/2", "group-elsewhere")]


async def test_a_population_is_noted_once_for_a_profile_and_a_year(city: City) -> None:
    said: dict[str, Any] = {"profile": "homeless", "year": 2024, "known_from": "count at night"}
    first = await city.record("population-notes", **said, n_people=80)
    assert await city.refused("population-notes", **said, n_people=90) == [("/profile", "population-twice")]
    other_year = await city.record("population-notes", **(said | {"year": 2025}), share=0.002)
    moved = await city.change("population-notes", other_year, year=2024)
    assert (moved.status_code, moved.json()["errors"][0]["code"]) == (422, "population-twice")
    assert (await city.change("population-notes", first, n_people=85)).json()["n_people"] == 85
    await city.withdraw("population-notes", {**first, "revision": 2})
    assert (await city.change("population-notes", other_year, year=2024)).status_code == 200


async def test_another_platform_may_note_the_same(city: City, school: City) -> None:
    said = {"profile": "youth", "year": 2024, "known_from": "register", "n_people": 80}
    await city.record("population-notes", **said)
    await school.record("population-notes", **said)


async def test_of_two_notes_in_one_table_the_second_is_refused(city: City) -> None:
    table = (
        "external_id,platform_id,profile,year,n_people,share,known_from\n"
        f'a,{city.platform},elders,2021,"1 250",,census\n'
        f'b,{city.platform},elders,2021,,"0,12",census\n'
        f'c,{city.platform},elders,2022,,"0,12",estimate\n'
    )
    headers = city.headers | {"Content-Type": "text/csv"}
    told = (await city.client.post("/v1/population-notes/import", content=table, headers=headers)).json()
    assert [each["outcome"] for each in told["items"]] == ["created", "rejected", "created"]
    assert [each["code"] for each in told["items"][1]["errors"]] == ["population-twice"]
    read = (await city.client.get(f"/v1/population-notes/{told['items'][2]['id']}", headers=city.headers)).json()
    assert (read["share"], read["n_people"]) == (0.12, None)


async def test_notes_are_found_by_profile(city: City) -> None:
    said = {"year": 2024, "known_from": "register", "n_people": 80}
    for profile in ("youth", "elders"):
        await city.record("population-notes", profile=profile, **said)
    params = {"platform_id": city.platform, "links_to": "profile/youth"}
    found = (await city.client.get("/v1/population-notes", params=params, headers=city.headers)).json()["items"]
    assert [each["profile"]["profile"] for each in found] == ["youth"]
