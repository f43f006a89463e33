"""Who may ask for a synthesis, read it, act on it; what the public sees; what happens when words are withdrawn."""

from typing import Any
from uuid import uuid4

from services.synthesis.syntheses.working import Works
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region
from tests.synthesis.syntheses.conftest import Ask, finish, posted


async def test_a_partner_asks_for_its_own_territory_only(chain: Chain, region: Region, ask: Ask, works: Works) -> None:
    asked = await ask("partner", [region.id], scope={"under": str(region.city)}, resamplings=200)
    assert asked["includes_local"]
    for scope in ({}, {"country": "BE"}):
        answer = await posted(chain, "partner", [region.id], str(uuid4()), {"scope": scope})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-not-yours")
    elsewhere = await chain.territory("Ailleurs")
    await chain.settle()
    answer = await posted(chain, "partner", [region.id], str(uuid4()), {"scope": {"under": str(elsewhere)}})
    assert answer.status_code == 403
    await finish(chain, works)
    # What counts criteria that stay local is its territory's own.
    assert (await chain.ask("synthesis", "GET", asked["links"]["self"], "staff")).status_code == 404
    own = await chain.ask("synthesis", "GET", asked["links"]["self"], "partner", roots=[region.id])
    assert own.json()["document"]["voices"]["n_criteria"] >= 216
    listed = (await chain.ask("synthesis", "GET", "/v1/syntheses", "partner", roots=[region.id])).json()["items"]
    assert asked["id"] in {row["id"] for row in listed}
    listed = (await chain.ask("synthesis", "GET", "/v1/syntheses", "staff")).json()["items"]
    assert asked["id"] not in {row["id"] for row in listed}


async def test_the_public_reads_only_what_was_validated_and_released(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    said = await chain.say(region.id, region.groups["elders"][0], "pas pour tous", codes=["A02"], consent="network")
    asked = await ask(scope={"under": str(region.id), "open_only": True}, resamplings=200)
    await finish(chain, works)
    here = asked["links"]["self"]
    assert (await chain.ask("synthesis", "GET", here, "public")).status_code == 404
    early = await chain.ask("synthesis", "PUT", f"{here}/release", "staff")
    assert (early.status_code, early.json()["code"]) == (409, "not-validated")
    validated = (await chain.ask("synthesis", "POST", f"{here}/validate", "staff")).json()
    assert validated["standing"] == "validated"
    assert validated["validated_by"]
    assert (await chain.ask("synthesis", "PUT", f"{here}/release", "staff")).json()["released"]
    put = await chain.ask("synthesis", "PUT", f"{here}/topics/0/0/names/fr", "staff", json={"name": "Tous"})
    assert put.status_code == 204, put.text
    found = (await chain.ask("synthesis", "GET", here, "public")).json()
    assert found["audience"] == "public"
    assert "3 groups" in found["rule"]
    assert found["document"]["voices"]["n_criteria"] == 215  # 216, without what was given to the network only
    assert found["released_at"] >= found["validated_at"]
    assert found["validated_by"] is None
    assert [(name["name"], name["named_by"]) for name in found["names"]] == [("Tous", None)]
    _singles_nobody_out(found)
    _words_are_of_what_is_shown(found)
    gone = await chain.ask("synthesis", "DELETE", here, "staff")
    assert (gone.status_code, gone.json()["code"]) == (409, "synthesis-stands-firm")
    await chain.withdraw(said["id"])
    await chain.ask("synthesis", "DELETE", f"{here}/release", "staff")
    assert (await chain.ask("synthesis", "GET", here, "public")).status_code == 404


def _words_are_of_what_is_shown(found: dict[str, Any]) -> None:
    document = found["document"]
    assert found["quotes"]
    assert {id for id in found["quotes"] if id not in str(document)} == set()
    for contrast in document["contrasts"]:  # a quote beside a kind of group would say who said it
        assert [row for row in (*contrast["differences"], *contrast["plot"]) if row["exemplars"]] == []
        assert [row for part in contrast["own"] for row in part["ranked"] if row["exemplars"]] == []


def _singles_nobody_out(found: dict[str, Any]) -> None:
    document = found["document"]
    told = [row for profile in document["profiles"] for row in (*profile["dimensions"], *profile["components"])]
    told += [topic for layer in document["layers"] for topic in layer["topics"]]
    assert told
    for row in told:
        assert row["largest_two"] is None
        assert row["n_groups"] >= 3
        assert row["n_participants"] >= 20
        assert row["n_criteria"] % 5 == 0
    assert document["isolated"]["criteria"] == []
    assert document["maps"] == []
    assert all(
        quote.get("profile") is None and quote.get("territory_name") is None for quote in found["quotes"].values()
    )


async def test_every_link_of_a_record_leads_somewhere(chain: Chain, made: dict[str, Any]) -> None:
    for link in made["links"].values():
        assert (await chain.ask("synthesis", "GET", link, "staff")).status_code == 200


async def test_what_is_not_open_data_alone_is_never_released(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    who: dict[str, Any] = {"role": "partner", "roots": [region.id]}
    for role in ({"role": "staff"}, who):
        asked = await ask(**role, scope={"under": str(region.city)}, resamplings=200)
        await finish(chain, works)
        await chain.ask("synthesis", "POST", f"{asked['links']['self']}/validate", **role)
        refused = await chain.ask("synthesis", "PUT", f"{asked['links']['self']}/release", **role)
        assert (refused.status_code, refused.json()["code"]) == (409, "not-open-data")
    said = await chain.say(region.city, region.groups["youth"][0], "à nous seuls", codes=["A02"], consent="local")
    asked = await ask(**who, scope={"under": str(region.city), "open_only": True}, resamplings=200)
    assert asked["includes_local"] is False
    await finish(chain, works)
    rows = await chain.ask("synthesis", "GET", asked["links"]["criteria"], "partner", roots=[region.id])
    assert "qu'on me regarde" in rows.text
    assert "à nous seuls" not in rows.text
    await chain.ask("synthesis", "POST", f"{asked['links']['self']}/validate", **who)
    assert (await chain.ask("synthesis", "PUT", f"{asked['links']['self']}/release", **who)).status_code == 200
    await chain.withdraw(said["id"])


async def test_a_scope_of_too_few_is_not_released(chain: Chain, region: Region, ask: Ask, works: Works) -> None:
    asked = await ask(scope={"group": str(region.groups["elders"][1]), "open_only": True}, resamplings=200)
    await finish(chain, works)
    here = asked["links"]["self"]
    await chain.ask("synthesis", "POST", f"{here}/validate", "staff")
    refused = await chain.ask("synthesis", "PUT", f"{here}/release", "staff")
    assert (refused.status_code, refused.json()["code"]) == (409, "too-few-to-release")
    assert (await chain.ask("synthesis", "GET", here, "public")).status_code == 404


async def test_a_page_is_as_long_as_was_asked_for_though_others_have_their_own(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    mine = [await ask(scope={"group": str(region.groups["youth"][2])}, resamplings=200) for _ in range(2)]
    await ask("partner", [region.id], scope={"group": str(region.groups["youth"][2])}, resamplings=200)
    answer = await chain.ask("synthesis", "GET", "/v1/syntheses", "staff", params={"limit": 2})
    assert [row["id"] for row in answer.json()["items"]] == [row["id"] for row in reversed(mine)]
    await finish(chain, works)


async def test_a_withdrawn_criterion_leaves_its_exemplars_and_is_told(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    group = region.groups["homeless"][0]
    said = await chain.say(
        region.id, group, "une phrase qui s'en va", codes=["I01"], visibility="public", consent="open"
    )
    asked = await ask(scope={"group": str(group)}, resamplings=200)
    await finish(chain, works)
    before = (await chain.ask("synthesis", "GET", asked["links"]["self"], "staff")).json()
    assert said["id"] in before["quotes"] or said["id"] in str(before["document"])
    await chain.withdraw(said["id"])
    await chain.settle()
    after = (await chain.ask("synthesis", "GET", asked["links"]["self"], "staff")).json()
    assert after["n_withdrawn_since"] == 1
    assert said["id"] not in str(after["document"])
    assert said["id"] not in after["quotes"]
    assert after["document"]["voices"] == before["document"]["voices"]
    report = await chain.ask("synthesis", "GET", asked["links"]["report"] + ".html", "staff")
    assert "une phrase qui s'en va" not in report.text


async def test_people_name_topics_and_the_machines_label_stays(chain: Chain, made: dict[str, Any]) -> None:
    here = made["links"]["self"]
    labels = made["document"]["layers"][-1]["topics"][0]["labels"]
    put = await chain.ask("synthesis", "PUT", f"{here}/topics/0/0/names/fr", "staff", json={"name": "Le respect"})
    assert put.status_code == 204
    told = await chain.ask(
        "synthesis", "POST", f"{here}/remarks", "staff", json={"text": "à discuter", "layer": 0, "topic": 0}
    )
    assert told.status_code == 201
    found = (await chain.ask("synthesis", "GET", here, "staff")).json()
    assert [name["name"] for name in found["names"]] == ["Le respect"]
    assert [remark["text"] for remark in found["remarks"]] == ["à discuter"]
    assert found["document"]["layers"][-1]["topics"][0]["labels"] == labels
    for place, status in (({"layer": 0}, 422), ({"topic": 0}, 422), ({"layer": 99, "topic": 0}, 404)):
        half = await chain.ask("synthesis", "POST", f"{here}/remarks", "staff", json={"text": "où ?", **place})
        assert half.status_code == status, half.text
    unknown = await chain.ask("synthesis", "PUT", f"{here}/topics/0/9999/names/fr", "staff", json={"name": "x"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "topic-unknown")


async def test_reports_come_in_every_form_and_language(chain: Chain, made: dict[str, Any]) -> None:
    for form, begin in (("html", "<!doctype html"), ("md", "# "), ("json", "{")):
        answer = await chain.ask(
            "synthesis", "GET", f"{made['links']['report']}.{form}", "staff", params={"lang": "fr"}
        )
        assert answer.status_code == 200
        assert answer.text.lower().startswith(begin), answer.text[:80]
    page = await chain.ask("synthesis", "GET", made["links"]["report"], "staff", headers={"Accept": "text/html"})
    assert "default-src 'none'" in page.headers["content-security-policy"]
    table = await chain.ask("synthesis", "GET", made["links"]["criteria"], "staff")
    assert len(table.text.splitlines()) == 217
    corpus = await chain.ask("synthesis", "GET", made["links"]["criteria"].replace(".csv", ".txt"), "staff")
    assert corpus.text.count("****") == 216


async def test_what_was_said_since_is_placed_without_making_topics_anew(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    group = region.groups["youth"][1]
    asked = await ask(scope={"group": str(group)}, resamplings=200)
    await finish(chain, works)
    await chain.say(region.id, group, "une bonne école 999", codes=["A05"])
    await chain.settle()
    found = (await chain.ask("synthesis", "GET", f"{asked['links']['self']}/since", "staff")).json()
    assert found["n_criteria"] == 1
    assert {row["n_criteria"] for row in found["topics"]} == {1}
