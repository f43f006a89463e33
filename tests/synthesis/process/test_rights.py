"""Frameworks, crosswalk, and what people said read by right: a help for reading, never a measure."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet

HOMELESS = [
    ("A03", "un toit"),
    ("A03/P15", "un loyer que je peux payer"),
    ("A03/P14", "qu'on me loue"),
    ("D06", "mon chien"),
]


async def read(chain: Chain, path: str, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
    asked = {name: str(value) if isinstance(value, UUID) else value for name, value in params.items()}
    return await chain.ask("synthesis", "GET", f"/v1/rights/{path}", role, roots=roots, params=asked)


async def found(chain: Chain, path: str, role: str = "staff", roots: Any = (), **params: Any) -> Any:
    answer = await read(chain, path, role, roots, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
async def mons(chain: Chain) -> UUID:
    mons = await chain.territory("Mons")
    homeless = await chain.group(mons, "homeless", 2024, n_participants=9)
    elders = await chain.group(mons, "elders", 2025, n_participants=8)
    for code, text in HOMELESS:
        await chain.say(mons, homeless, text, codes=[code], consent="network")
    await chain.say(mons, elders, "une maison", codes=["A03"], question="illbeing", consent="network")
    await chain.settle()
    return mons


def right(told: dict[str, Any], item: str) -> dict[str, Any]:
    return next(row for row in told["rights"] if row["item"] == item)


async def test_frameworks_are_told_to_everybody_with_what_was_checked(chain: Chain) -> None:
    listed = {row["id"]: row for row in await found(chain, "frameworks", "public")}
    assert set(listed) >= {"udhr", "charter-agenda", "european-charter", "eu-charter", "sdg", "gwangju", "fra"}
    assert listed["udhr"]["n_items"] == 30
    whole = await found(chain, "frameworks/udhr", "public")
    items = {item["item"]: item for item in whole["items"]}
    assert items["25"]["expressible"]
    assert "A03" in items["25"]["components"]
    assert not items["14"]["expressible"]
    assert "no measure of violation" in whole["note"]
    answer = await read(chain, "frameworks/uhdr")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "framework-unknown")


async def test_a_criterion_is_divided_among_the_rights_of_its_component(chain: Chain, mons: UUID) -> None:
    told = await found(chain, "reading", territory=mons, framework="udhr")
    assert (told["n_criteria"], told["n_coded"], told["n_named"]) == (5, 5, 4)
    assert sum(row["weight"] for row in told["rights"]) == pytest.approx(4)
    living = right(told, "25")
    housing = next(row for row in living["components"] if row["code"] == "A03")
    assert living["weight"] == pytest.approx(4 / housing["divided_among"])
    assert (living["n_criteria"], living["n_groups"], living["n_participants"]) == (4, 2, 17)
    assert living["by_question"]["wellbeing"] == pytest.approx(3 / housing["divided_among"])
    assert living["flag"] == "low_reliability"
    assert "no measure of violation or compliance" in told["note"]


async def test_what_no_right_names_and_what_nobody_said_are_kept_apart(chain: Chain, mons: UUID) -> None:
    told = await found(chain, "reading", territory=mons, framework="udhr")
    assert [(row["code"], row["n_criteria"], row["n_groups"]) for row in told["unnamed"]] == [("D06", 1, 1)]
    assert [row["item"] for row in told["inexpressible"]] == ["14", "15", "30"]
    unspoken = {row["item"] for row in told["unspoken"]}
    assert "26" in unspoken
    every = {row["item"] for part in ("rights", "unspoken", "inexpressible", "beyond_strength") for row in told[part]}
    assert every == {str(number) for number in range(1, 31)}
    direct = await found(chain, "reading", territory=mons, framework="udhr", strength="direct")
    assert direct["beyond_strength"]
    assert {row["strength"] for one in direct["rights"] for row in one["components"]} == {"direct"}


async def test_bars_discrimination_and_cost_sharpen_the_reading(chain: Chain, mons: UUID) -> None:
    told = await found(chain, "reading", territory=mons, framework="udhr")
    assert right(told, "25")["barriers"] == {"legal": 0, "discrimination": 1, "cost": 1, "by_people": 2}
    pointing = {row["meaning"]: row for row in told["meanings"]}
    assert (pointing["P15"]["items"], pointing["P15"]["n_criteria"]) == (["22", "25"], 1)
    assert pointing["P14"]["items"] == ["2", "7"]
    assert (pointing["P13"]["n_criteria"], pointing["P13"]["n_groups"]) == (0, 0)
    elders = await found(chain, "reading", territory=mons, profile="elders")
    assert right(elders, "25")["barriers"]["cost"] == 0


async def test_a_part_of_the_people_is_read_by_itself(chain: Chain, mons: UUID) -> None:
    one = await found(chain, "reading", territory=mons, question="illbeing")
    assert (one["n_criteria"], one["n_groups"]) == (1, 1)
    assert set(right(one, "25")["by_question"]) == {"illbeing"}
    assert (await found(chain, "reading", territory=mons, year=2024))["n_criteria"] == 4
    nobody = await found(chain, "reading", territory=mons, year=1999)
    assert (nobody["rights"], nobody["n_criteria"]) == ([], 0)
    assert len(nobody["unspoken"]) == 27


async def test_platforms_add_links_of_their_own(chain: Chain, mons: UUID, cabinet: Cabinet) -> None:
    body = {"strength": "direct", "author": "City of Mons", "dated_on": "2026-03-03", "note": "a dog is family"}
    links = {"component": ("component", "provisional-2026/D06"), "right": ("right", "udhr/1948/16")}
    id = await cabinet.put("crosswalk", mons, "Ours", body, links=links)
    rows = (await found(chain, "crosswalk", territory=mons, crosswalk="platforms"))["rows"]
    assert [(row["record"], row["author"], row["item"], row["proposal"]) for row in rows] == [
        (str(id), "City of Mons", "16", False)
    ]
    own = await found(chain, "reading", territory=mons, crosswalk="platforms")
    assert [(row["item"], row["weight"]) for row in own["rights"]] == [("16", 1.0)]
    assert "25" in [row["item"] for row in own["inexpressible"]]  # no link of their own leads there
    both = await found(chain, "reading", territory=mons, crosswalk="both")
    assert (both["n_named"], both["unnamed"]) == (5, [])
    # It was not released, and is another's business elsewhere.
    assert (await found(chain, "crosswalk", "public", crosswalk="platforms"))["rows"] == []
    elsewhere = await chain.territory("Namur")
    await chain.settle()
    assert (await found(chain, "crosswalk", territory=elsewhere, crosswalk="platforms"))["rows"] == []


async def test_the_proposal_is_told_with_its_author_and_date(chain: Chain) -> None:
    rows = (await found(chain, "crosswalk", "public", framework="udhr", component="A03"))["rows"]
    assert {row["component"] for row in rows} == {"A03"}
    assert all(row["proposal"] and row["author"] and row["dated_on"] for row in rows)
    assert (await found(chain, "crosswalk", component="A", framework="sdg", strength="direct"))["rows"]


async def test_exact_readings_are_for_staff_and_for_a_territorys_own(chain: Chain, mons: UUID) -> None:
    for role in ("public", "app"):
        answer = await read(chain, "reading", role, territory=mons)
        assert (answer.status_code, answer.json()["code"]) == (403, "cube-not-public")
    stranger = await read(chain, "reading", "partner", [UUID(int=7)], territory=mons)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "scope-not-yours")
    assert (await read(chain, "reading", "partner", [mons], territory=mons)).status_code == 200
    assert (await read(chain, "reading")).status_code == 200


async def test_what_people_say_is_not_read_under_how_a_city_goes_about_it(chain: Chain, mons: UUID) -> None:
    answer = await read(chain, "reading", territory=mons, framework="gwangju")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "framework-not-read")
    answer = await read(chain, "reading", territory=mons, framework="udhr", version="1950")
    assert answer.json()["errors"][0]["code"] == "framework-unknown"


async def test_a_meaning_that_people_gave_leaves_with_the_words(chain: Chain, mons: UUID) -> None:
    group = await chain.group(mons, "migrants")
    said = await chain.say(mons, group, "des papiers", codes=["C01/P13"], consent="network")
    await chain.settle()
    told = await found(chain, "reading", territory=mons)
    assert [row["n_criteria"] for row in told["meanings"] if row["meaning"] == "P13"] == [1]
    await chain.withdraw(said["id"])
    await chain.settle()
    told = await found(chain, "reading", territory=mons)
    assert [row["n_criteria"] for row in told["meanings"] if row["meaning"] == "P13"] == [0]
