"""A synthesis from the question to the record: who was heard, what stands out, every criterion in it."""

from typing import Any
from uuid import UUID

from services.synthesis.syntheses.working import Works
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import SAID, Region
from tests.synthesis.syntheses.conftest import Ask, finish, posted


def test_everybody_who_was_heard_is_counted(made: dict[str, Any]) -> None:
    voices = made["document"]["voices"]
    assert (voices["n_criteria"], voices["n_groups"], voices["n_participants"]) == (216, 18, 162)
    assert {heard["value"]: heard["n_groups"] for heard in voices["by_profile"]} == dict.fromkeys(SAID, 6)


def test_every_criterion_is_in_one_topic_of_every_layer(made: dict[str, Any]) -> None:
    layers = made["document"]["layers"]
    assert layers
    for layer in layers:
        assert sum(topic["n_criteria"] for topic in layer["topics"]) == 216
    for number, layer in enumerate(layers[:-1]):
        parents = {topic["parent"] for topic in layer["topics"]}
        assert parents <= {topic["topic"] for topic in layers[number + 1]["topics"]}


def test_what_the_homeless_groups_say_differently_comes_out_with_their_words(made: dict[str, Any]) -> None:
    differences = made["document"]["contrasts"][0]["differences"]
    more = {row["code"] for row in differences if row["value"] == "homeless" and row["direction"] == "more"}
    assert {"I01", "C01"} <= more
    found = next(row for row in differences if row["value"] == "homeless" and row["code"] == "I01")
    assert found["n_groups_naming"] == 6
    assert found["interval"]["low"] > 0
    assert found["rank"] == 1
    words = [made["quotes"][id]["text"] for id in found["exemplars"]]
    assert words
    assert all("regarde" in text for text in words)


def test_what_nobody_names_is_told(made: dict[str, Any]) -> None:
    profile = made["document"]["profiles"][0]
    assert profile["question"] == "wellbeing"
    assert "B05" in profile["never"]
    assert {row["code"]: row["n_criteria"] for row in profile["components"]}["D03"] == 48


def test_what_the_two_groups_gave_that_gave_most_is_known(made: dict[str, Any]) -> None:
    components = {row["code"]: row for row in made["document"]["profiles"][0]["components"]}
    assert (components["D03"]["largest_two"], components["B05"]["largest_two"]) == (8, 0)
    for layer in made["document"]["layers"]:
        for topic in layer["topics"]:
            assert min(topic["n_criteria"], topic["n_groups"], 2) <= topic["largest_two"] <= topic["n_criteria"]
            if topic["n_groups"] <= 2:
                assert topic["largest_two"] == topic["n_criteria"]


def test_a_record_tells_all_that_is_needed_to_make_it_again(made: dict[str, Any]) -> None:
    found = made["provenance"]
    assert found["seed"] == 7
    assert found["threads"] >= 1
    assert set(found["feeds"]) == {"criteria", "territories"}
    assert all(found["feeds"].values())
    assert len(found["inputs_sha256"]) == len(found["document_sha256"]) == 64


async def test_the_same_key_finds_the_same_synthesis(chain: Chain, region: Region, ask: Ask, works: Works) -> None:
    scope = {"under": str(region.city)}
    first, second = [await ask(key="once", scope=scope) for _ in range(2)]
    assert first["id"] == second["id"]
    other = await posted(chain, "staff", (), "once", {"scope": {"country": "BE"}})
    assert (other.status_code, other.json()["code"]) == (422, "synthesis-key-reused")
    await finish(chain, works)


async def test_without_a_key_of_the_request_nothing_begins(chain: Chain) -> None:
    answer = await chain.ask("synthesis", "POST", "/v1/syntheses", "staff", json={})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


async def test_a_scope_where_nobody_spoke_gives_an_empty_synthesis(chain: Chain, ask: Ask, works: Works) -> None:
    empty = await chain.territory("Nulle part")
    await chain.settle()
    asked = await ask(scope={"under": str(empty)})
    await finish(chain, works)
    found = (await chain.ask("synthesis", "GET", asked["links"]["self"], "staff")).json()
    assert found["state"] == "done"
    assert found["document"]["voices"]["n_criteria"] == 0
    for form in ("html", "md", "csv", "json"):
        report = await chain.ask("synthesis", "GET", f"{asked['links']['report']}.{form}", "staff")
        assert report.status_code == 200, report.text


async def test_an_unknown_place_is_refused(chain: Chain) -> None:
    for scope in ({"under": str(UUID(int=5))}, {"country": "XX"}, {"group": str(UUID(int=6))}):
        answer = await posted(chain, "staff", (), str(scope), {"scope": scope})
        assert (answer.status_code, answer.json()["code"]) == (404, "scope-unknown")


async def test_two_places_at_once_are_refused_where_they_stand(chain: Chain, region: Region) -> None:
    body = {"scope": {"under": str(region.id), "country": "BE"}}
    answer = await posted(chain, "staff", (), "two", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/body/scope")


async def test_a_synthesis_follows_only_a_finished_one_of_its_own_scope(
    chain: Chain, region: Region, made: dict[str, Any], ask: Ask, works: Works
) -> None:
    waiting = await ask(scope={"under": str(region.id), "year_from": 2024}, resamplings=200)
    cases = {"no such": (str(UUID(int=9)), region.id), "queued": (waiting["id"], region.id),
             "another scope": (made["id"], region.city)}  # fmt: skip
    for reason, (followed, under) in cases.items():
        body = {"scope": {"under": str(under)}, "follows": followed}
        answer = await posted(chain, "staff", (), reason, body)
        assert answer.status_code == 422, answer.text
        place = answer.json()["errors"][0]
        assert place["pointer"] == "/body/follows"
        assert reason in place["message"]
    # What was refused has left nothing behind that the same key would find.
    assert (await posted(chain, "staff", (), "no such", {"scope": {"under": str(region.id)}})).status_code == 202
    asked = await ask(scope={"under": str(region.id), "year_from": 2019}, follows=made["id"], resamplings=200)
    await finish(chain, works)
    found = (await chain.ask("synthesis", "GET", asked["links"]["self"], "staff")).json()
    assert found["document"]["lineage"]["previous"] == made["id"]


async def test_a_group_and_a_country_and_the_network_are_scopes_too(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    group = region.groups["youth"][0]
    scopes: list[dict[str, str]] = [{"group": str(group)}, {"country": "BE"}, {}]
    asked = [await ask(scope=scope, resamplings=200) for scope in scopes]
    await finish(chain, works)
    numbers = []
    for one in asked:
        found = (await chain.ask("synthesis", "GET", one["links"]["self"], "staff")).json()
        numbers.append(found["document"]["voices"]["n_criteria"])
    assert numbers[0] == 12
    assert numbers[2] >= numbers[1] >= 216
