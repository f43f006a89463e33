"""Statements for the five situations, proposed from what people said: whose words, and in which situation."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.synthesis.process.proposals.placing import place
from tests.synthesis.chain import Chain

SAID = [
    ("illbeing", "A03/P15", "un loyer que personne ici ne peut payer"),
    ("illbeing", "A03/P10", "dormir dehors faute de chambre"),
    ("wellbeing", "A03/P10", "pouvoir demander un logement"),
    ("illbeing", "A03/O21", "trop peu de chambres au foyer"),
    ("wellbeing", "A03/O21", "avoir une clef à soi"),
    ("illbeing", "A03/Q51", "des murs humides partout"),
    ("wellbeing", "A03/Q51", "une maison claire et sèche"),
    ("wellbeing", "A03/S42", "un bail qui dure toute la vie"),
    ("action", "A03", "nous réparons ensemble nos fenêtres"),
    ("wellbeing", "A01", "du bon pain"),
]


@pytest.fixture(scope="module")
async def mons(chain: Chain) -> UUID:
    mons = await chain.territory("Mons")
    for number in range(3):
        group = await chain.group(mons, "homeless" if number else "elders", 2024 + number)
        for question, code, text in SAID:
            more = {"question": question, "codes": [code], "consent": "network", "visibility": "network"}
            await chain.say(mons, group, f"{text}{' vraiment' * number}", **more)
    await chain.settle()
    return mons


async def read(chain: Chain, territory: UUID, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
    asked = {"territory": str(territory), "component": "A03"} | params
    return await chain.ask("synthesis", "GET", "/v1/indicator-proposals", role, roots=roots, params=asked)


def levels(told: dict[str, Any]) -> dict[int, set[str]]:
    return {row["level"]: {words["text"].split(" vraiment")[0] for words in row["words"]} for row in told["situations"]}


async def test_each_criterion_is_proposed_in_the_situation_that_its_meaning_and_side_say(
    chain: Chain, mons: UUID
) -> None:
    answer = await read(chain, mons, words=20)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert levels(told) == {
        1: {"un loyer que personne ici ne peut payer", "dormir dehors faute de chambre"},
        2: {"pouvoir demander un logement", "trop peu de chambres au foyer"},
        3: {"avoir une clef à soi", "des murs humides partout"},
        4: {"une maison claire et sèche"},
        5: {"un bail qui dure toute la vie"},
    }
    assert [row["n_criteria"] for row in told["situations"]] == [6, 6, 6, 3, 3]
    assert {row["n_groups"] for row in told["situations"]} == {3}
    assert {words["text"].split(" vraiment")[0] for words in told["to_do"]} == {"nous réparons ensemble nos fenêtres"}
    assert (told["n_criteria"], told["n_placed"]) == (27, 24)
    first = told["situations"][0]["words"][0]
    assert (first["meaning_by"], first["placed_by"], first["question"]) == ("people", "meaning", "illbeing")
    assert "not a rule of the method" in told["reading"]


async def test_words_of_a_situation_come_from_different_groups(chain: Chain, mons: UUID) -> None:
    told = (await read(chain, mons, words=3)).json()
    for row in told["situations"]:
        groups = await chain.pool.fetch(
            "select distinct group_id from criterion where id = any($1)", [UUID(words["id"]) for words in row["words"]]
        )
        assert len(groups) == len(row["words"]) > 0


async def test_the_draft_is_a_body_of_an_indicator(chain: Chain, mons: UUID) -> None:
    told = (await read(chain, mons, words=2, lang="fr")).json()
    draft = told["draft"]
    assert draft["title"] == "Logement / ameublement"
    assert draft["components"] == ["provisional-2026/A03"]
    assert [row["level"] for row in draft["statements"]] == [1, 2, 3, 4, 5]
    assert set(draft["statements"][0]["texts"]) == {"fr"}
    assert draft["criteria"] == [words["id"] for row in told["situations"] for words in row["words"]]
    platform = await chain.made("territories", "platforms", territory_id=mons, name="Platform")
    kept = await chain.made("territories", "indicators", platform_id=platform["id"], **draft)
    assert kept["state"] == "proposed"


async def test_a_part_of_the_people_is_asked_for_by_itself(chain: Chain, mons: UUID) -> None:
    told = (await read(chain, mons, profile="elders")).json()
    assert told["n_criteria"] == 9
    assert (await read(chain, mons, year=2030)).json()["n_criteria"] == 0
    empty = (await read(chain, mons, component="D06")).json()
    assert [row["words"] for row in empty["situations"]] == [[], [], [], [], []]
    assert (empty["draft"]["statements"], empty["n_placed"]) == ([], 0)


async def test_proposals_are_for_staff_and_for_the_territorys_own(chain: Chain, mons: UUID) -> None:
    assert (await read(chain, mons, "public")).json()["code"] == "cube-not-public"
    assert (await read(chain, mons, "partner", [UUID(int=7)])).json()["code"] == "scope-not-yours"
    assert (await read(chain, mons, "partner", [mons])).status_code == 200
    assert (await read(chain, UUID(int=7))).status_code == 404
    unknown = await read(chain, mons, component="Z99")
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "code-unknown")


async def test_words_that_are_kept_private_are_quoted_to_their_own_only(chain: Chain, mons: UUID) -> None:
    group = await chain.group(mons, "migrants")
    more = {"codes": ["A03/S42"], "visibility": "private", "consent": "network"}
    await chain.say(mons, group, "rester là où sont mes morts", **more)
    await chain.settle()
    assert "mes morts" in (await read(chain, mons, "partner", [mons], profile="migrants")).text
    staff = (await read(chain, mons, "staff", profile="migrants")).text
    assert "mes morts" in staff  # the network's staff reads what every territory keeps
    assert "mes morts" not in (await read(chain, mons, "app", profile="migrants")).text


def test_what_is_done_and_what_stands_against_wellbeing_is_in_no_situation() -> None:
    assert place("action", "P") is None
    assert place("policy", None) is None
    assert place("wellbeing", "R") is None
    assert place("illbeing", "R") == (1, "meaning")
    assert place("illbeing", None) == (2, "question")
    assert place("wellbeing", None) == (4, "question")
    assert [place("illbeing", letter) for letter in "POQS"] == [(level, "meaning") for level in (1, 2, 3, 4)]
    assert [place("wellbeing", letter) for letter in "POQS"] == [(level, "meaning") for level in (2, 3, 4, 5)]
