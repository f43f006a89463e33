"""Similar territories through the web."""

from typing import Any
from uuid import UUID, uuid4

from tests.synthesis.chain import Chain
from tests.synthesis.change.country import Country


async def ask(chain: Chain, territory: UUID, role: str = "staff", roots: Any = (), **params: Any) -> Any:
    params |= {"territory": str(territory)}
    return await chain.ask("synthesis", "GET", "/v1/similar-territories", role, roots=roots, params=params)


async def test_a_town_finds_those_that_hear_the_same(chain: Chain, land: Country) -> None:
    answer = (await ask(chain, land.towns["Mons"], question="illbeing")).json()
    assert (answer["name"], answer["kind"]) == ("Mons", "municipality")
    (question,) = answer["questions"]
    assert (question["n_groups"], question["needed"], question["n_compared"]) == (8, 0, 2)
    liege, namur = question["items"]
    assert [liege["name"], namur["name"]] == ["Liège", "Namur"]
    assert liege["affinity"]["low"] > namur["affinity"]["high"]
    assert (liege["shared"], namur["shared"]) == (["D01"], [])
    assert liege["mix_overlap"] == 1
    assert namur["affinity"]["value"] < question["usual"] < liege["affinity"]["value"]


async def test_a_lead_names_a_town_that_does_more_about_what_is_ill_here(chain: Chain, land: Country) -> None:
    answer = (await ask(chain, land.towns["Mons"])).json()
    assert [question["question"] for question in answer["questions"]] == ["wellbeing", "illbeing", "action"]
    assert [(lead["code"], lead["name"]) for lead in answer["leads"]] == [("D01", "Liège")]
    assert answer["leads"][0]["more_action"]["value"] == 1
    assert answer["leads"][0]["label"]
    assert "no ranking" in answer["reading"] or "nothing about who does better" in answer["reading"]


async def test_a_town_that_was_hardly_heard_is_told_how_many_groups_it_lacks(chain: Chain, land: Country) -> None:
    answer = (await ask(chain, land.elsewhere)).json()
    (wellbeing,) = [each for each in answer["questions"] if each["question"] == "wellbeing"]
    assert (wellbeing["n_groups"], wellbeing["needed"], wellbeing["items"]) == (2, 3, [])
    of_mons = (await ask(chain, land.towns["Mons"], question="wellbeing")).json()["questions"][0]
    assert (of_mons["n_compared"], of_mons["n_too_few"]) == (2, 1)
    assert (await ask(chain, land.elsewhere, question="policy")).json()["questions"] == []


async def test_a_school_counts_for_its_town_and_regions_are_compared_with_regions(chain: Chain, land: Country) -> None:
    region = (await ask(chain, land.region, question="illbeing")).json()
    (question,) = region["questions"]
    assert (region["kind"], question["n_groups"], question["items"]) == ("region", 24, [])


async def test_only_what_is_in_reach_is_compared(chain: Chain, land: Country) -> None:
    mons = land.towns["Mons"]
    for territory, under, status, code in (
        (mons, None, 403, "scope-not-yours"), (mons, land.towns["Namur"], 403, "scope-not-yours"),
        (land.elsewhere, land.region, 404, "scope-unknown"), (uuid4(), land.region, 404, "scope-unknown"),
    ):  # fmt: skip
        params = {"under": str(under)} if under else {}
        answer = await ask(chain, territory, "partner", [land.region] if status == 404 else [mons], **params)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    inside = (await ask(chain, mons, "partner", [mons], under=str(mons), question="illbeing")).json()
    assert inside["questions"][0]["items"] == []
    region = (await ask(chain, mons, "partner", [land.region], under=str(land.region), question="illbeing")).json()
    assert len(region["questions"][0]["items"]) == 2
    assert (await ask(chain, uuid4())).status_code == 404
    assert (await ask(chain, mons, limit=1, question="illbeing")).json()["questions"][0]["items"][0]["name"] == "Liège"
