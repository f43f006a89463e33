"""Which kinds of people were heard in a territory and which were not, beside what is known of who lives there."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet


async def read(chain: Chain, territory: UUID, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
    asked = {"territory": str(territory)} | params
    return await chain.ask("synthesis", "GET", "/v1/coverage", role, roots=roots, params=asked)


async def found(chain: Chain, territory: UUID, **params: Any) -> dict[str, Any]:
    answer = await read(chain, territory, **params)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def kind(told: dict[str, Any], profile: str) -> dict[str, Any]:
    return next(row for row in told["kinds"] if row["profile"] == profile)


@pytest.fixture(scope="module")
async def mons(chain: Chain, cabinet: Cabinet) -> UUID:
    """Elders were heard four times, homeless people once long ago; migrants are in the register and said nothing."""
    mons = await chain.territory("Mons", kind="municipality")
    quarter = await chain.territory("Centre", kind="neighbourhood", parent_id=mons)
    for number in range(4):
        group = await chain.group(quarter, "elders", 2025, n_participants=10)
        await chain.say(mons, group, f"un banc {number}", consent="network")
    homeless = await chain.group(mons, "homeless", 2012, n_participants=5)
    await chain.say(mons, homeless, "un regard", consent="network")
    await chain.group(mons, "migrants", 2025, n_participants=8)
    await chain.group(mons, "mixed", 2025, n_participants=8)
    await note(cabinet, mons, "homeless", n_people=250, share=0.3, year=2024)
    await note(cabinet, mons, "elders", share=0.2, year=2024)
    await note(cabinet, quarter, "people-with-disabilities", n_people=40, year=2023)
    await note(cabinet, mons, "prisoners", n_people=0, year=2024)
    await chain.settle()
    return mons


async def note(cabinet: Cabinet, territory: UUID, profile: str, **body: Any) -> None:
    links = {"profile": ("profile", profile)}
    await cabinet.put("population-note", territory, profile, {"known_from": "census"} | body, links=links)


async def test_who_was_not_heard_is_told_by_name(chain: Chain, mons: UUID) -> None:
    told = await found(chain, mons)
    assert told["not_heard"] == ["migrants", "people-with-disabilities"]
    assert told["under_heard"] == ["homeless"]
    assert told["hardly_heard"] == []
    assert (told["n_groups"], told["n_participants"], told["n_criteria"]) == (5, 45, 5)
    migrants = kind(told, "migrants")
    assert (migrants["n_groups"], migrants["n_groups_met"], migrants["known_from"]) == (0, 1, ["groups", "list"])
    # A note that nobody of a kind lives here is no reason to look for them.
    assert "prisoners" in told["never_looked_for"]
    assert "mixed" not in [row["profile"] for row in told["kinds"]]


async def test_figures_stand_beside_what_is_known(chain: Chain, mons: UUID) -> None:
    told = await found(chain, mons)
    homeless, elders = kind(told, "homeless"), kind(told, "elders")
    assert (homeless["share_known"], homeless["share_heard"]) == (0.3, round(5 / 45, 6))
    assert (homeless["per_thousand"], homeless["last_year"]) == (20.0, 2012)
    assert (homeless["population"][0]["known_from"], homeless["population"][0]["year"]) == ("census", 2024)
    assert (elders["standing"], elders["n_groups"], elders["family"]) == ("heard", 4, "age")
    # What is known of a part of the territory is shown, and is not taken for the whole.
    part = kind(told, "people-with-disabilities")
    assert (part["population"][0]["territory_name"], part.get("per_thousand")) == ("Centre", None)


async def test_years_are_asked_for(chain: Chain, mons: UUID) -> None:
    told = await found(chain, mons, year_from=2020)
    assert "homeless" in told["not_heard"]
    assert (kind(told, "homeless")["last_year"], told["n_groups"]) == (2012, 4)
    before = await found(chain, mons, year_to=2015)
    assert (kind(before, "homeless")["n_groups"], before["n_groups"]) == (1, 1)
    assert "share_known" not in kind(before, "homeless")  # the note is of a later year


async def test_categories_of_a_collective_actor_are_compared_with_one_another(chain: Chain, cabinet: Cabinet) -> None:
    town = await chain.territory("Salaspils", kind="municipality")
    school = await chain.territory("School", kind="school", parent_id=town)
    for profile, n_people in (("students", 450), ("teachers", 40), ("staff", 10)):
        links = {"profile": ("profile", profile)}
        await cabinet.put("category", school, profile, {"name": profile, "n_people": n_people}, links=links)
    for number in range(3):
        group = await chain.group(school, "teachers", n_participants=10)
        await chain.say(town, group, f"du calme {number}", consent="network")
    group = await chain.group(school, "students", n_participants=10)
    await chain.say(town, group, "jouer", consent="network")
    await chain.settle()
    told = await found(chain, school, lang="fr")
    assert (told["not_heard"], told["under_heard"]) == (["staff"], ["students"])
    assert kind(told, "students")["share_known"] == 0.9
    assert kind(told, "teachers")["label"] == "Enseignants"


async def test_who_was_heard_is_for_staff_and_for_the_territorys_own(chain: Chain, mons: UUID) -> None:
    for role in ("public", "app"):
        answer = await read(chain, mons, role)
        assert (answer.status_code, answer.json()["code"]) == (403, "cube-not-public")
    stranger = await read(chain, mons, "partner", [UUID(int=7)])
    assert (stranger.status_code, stranger.json()["code"]) == (403, "scope-not-yours")
    assert (await read(chain, mons, "partner", [mons])).status_code == 200
    assert (await read(chain, UUID(int=7))).status_code == 404
    assert (await read(chain, mons, year="2020")).status_code == 422
