"""Single criteria: adding, reading, changing, withdrawing, and the decisions on their codes."""

from typing import Any

import pytest

from shared.vocabulary.codebook import default_codebook
from tests.criteria.makers import City, at_once, criteria_of, criterion, fresh


async def test_a_criterion_is_added_and_read_back(city: City) -> None:
    body = criterion("one", text=" un  logement\u200b ", codes=["A01"], participant=3, language="FR")
    body |= {"territory_id": str(city.territory), "source": city.source}
    made = await city.client.post("/v1/criteria", json=body, headers=city.headers)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    read = await city.get(made.headers["location"])
    assert read.json() == made.json()
    assert (read.json()["text"], read.json()["language"], read.json()["code_status"]) == ("un logement", "fr", "human")
    assert read.json()["country"] == "BE"
    again = await city.client.post("/v1/criteria", json=body, headers=city.headers)
    assert (again.status_code, again.json()["code"]) == (409, "external-id-taken")


async def test_a_language_that_nobody_gave_is_detected(city: City) -> None:
    said = "nous voulons des écoles ouvertes à toutes les familles du quartier"
    assert (await city.one(group="pupils", text=said))["language"] == "fr"
    pushed = city.another_source()
    await pushed.pushed([criterion("a", group="pupils", text=said), criterion("b", group="pupils", text="💚")])
    kept = await pushed.kept()
    assert (kept["a"]["language"], kept["a"]["language_source"]) == ("fr", "detected")
    assert kept["b"]["language"] == "und"


async def test_what_is_wrong_with_a_criterion_is_told_with_its_place(city: City) -> None:
    base = criterion() | {"territory_id": str(city.territory), "source": city.source}
    for change, status, pointer in (
        ({"text": "\x00"}, 422, "/body/text"),
        ({"person": "Anna"}, 422, "/body/person"),
        ({"participant": False}, 422, "/body/participant"),
        ({"group": "nobody"}, 422, "/body/group"),
        ({"codes": ["Z99"]}, 422, "/body/codes"),
    ):
        response = await city.client.post("/v1/criteria", json=base | change, headers=city.headers)
        assert response.status_code == status
        assert response.json()["errors"][0]["pointer"] == pointer
        assert "Anna" not in response.text


async def test_a_change_is_made_on_the_version_its_author_has_seen(city: City) -> None:
    path = f"/v1/criteria/{(await city.one())['id']}"
    assert (await city.patch(path, {"text": "x"})).status_code == 428
    assert (await city.patch(path, {"text": "x"}, **{"If-Match": '"7"'})).status_code == 412
    assert (await city.patch(path, {"text": "x"}, **{"If-Match": 'W/"1"'})).status_code == 412
    changed = await city.patch(path, {"text": "autre", "visibility": "public"}, **{"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["text"]) == (200, '"2"', "autre")
    nothing = await city.patch(path, {"text": "autre"}, **{"If-Match": '"9", "2"'})
    assert (nothing.status_code, nothing.headers["etag"]) == (200, '"2"')
    assert (await city.delete(path)).status_code == 428
    assert (await city.delete(path, **{"If-Match": '"1"'})).status_code == 412
    assert (await city.delete(path, **{"If-Match": '"2"'})).status_code == 204
    for response in (await city.get(path), await city.patch(path, {"text": "x"}), await city.delete(path)):
        assert (response.status_code, response.json()["code"]) == (410, "criterion-withdrawn")


async def test_what_has_not_changed_is_not_sent_again(city: City) -> None:
    path = f"/v1/criteria/{(await city.one())['id']}"
    tag = (await city.get(path)).headers["etag"]
    for given in (tag, f'"0", {tag}', "*", f"W/{tag}"):
        response = await city.get(path, headers={"If-None-Match": given})
        assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", tag)
    await city.patch(path, {"text": "autre"}, **{"If-Match": tag})
    assert (await city.get(path, headers={"If-None-Match": tag})).status_code == 200


async def test_of_two_who_change_one_version_one_wins(city: City) -> None:
    for _ in range(10):
        path = f"/v1/criteria/{(await city.one())['id']}"
        changes = (city.patch(path, {"text": f"version {at}"}, **{"If-Match": '"1"'}) for at in range(4))
        answers = await at_once(*changes, city.delete(path, **{"If-Match": '"1"'}))
        assert sum(answer.is_success for answer in answers) == 1
        assert {answer.status_code for answer in answers if not answer.is_success} <= {412, 410}


async def test_a_change_may_name_another_group_and_refuses_one_elsewhere(city: City, places: Any) -> None:
    path = f"/v1/criteria/{(await city.one())['id']}"
    moved = await city.patch(path, {"group": "pupils", "consent": "open", "language": "nl"}, **{"If-Match": "*"})
    assert (moved.json()["group_id"], moved.json()["consent"]) == (str(places.pupils), "open")
    assert (moved.json()["language"], moved.json()["language_source"]) == ("nl", "given")
    elsewhere = await city.patch(path, {"group": str(places.elders_of_liege)}, **{"If-Match": "*"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "group-unknown")


async def test_what_is_withdrawn_leaves_no_words(city: City, pool: Any) -> None:
    made = await city.one(codes=["A01"], participant=3, taken_up_from=["y"])
    await _code(city, made["id"], ["B02"], note="une note")
    await city.delete(f"/v1/criteria/{made['id']}", **{"If-Match": "*"})
    row = await pool.fetchrow("select * from criterion where id = $1", made["id"])
    assert (row["text"], row["codes"], row["participant"], row["taken_up_from"]) == (None, None, None, None)
    assert await pool.fetchval("select count(*) from coding where criterion_id = $1", made["id"]) == 0


async def test_a_list_is_walked_to_its_end_and_filters_hold(city: City) -> None:
    records = [*criteria_of(25), criterion("policy", question="policy", language="nl", state="noted", codes=["B02"])]
    await city.pushed(records)
    for limit in (1, 7, 26, 1000):
        seen: list[str] = []
        address = f"/v1/criteria?source={city.source}&limit={limit}"
        while address:
            response = await city.get(address)
            page = response.json()
            seen += [item["external_id"] for item in page["items"]]
            assert ("next" in page) == ("link" in response.headers)
            address = page.get("next")
        assert sorted(seen) == sorted(record["external_id"] for record in records)
    for name, value in (
        ("question", "policy"), ("language", "nl"), ("state", "noted"), ("code", "B"), ("code", "B02"),
        ("external_id", "policy"),
    ):  # fmt: skip
        page = (await city.get("/v1/criteria", params={"source": city.source, name: value})).json()
        assert [item["external_id"] for item in page["items"]] == ["policy"], name
    for name, number in (("country", 26), ("under", 26), ("territory_id", 26)):
        value = "BE" if name == "country" else str(city.territory)
        page = (await city.get("/v1/criteria", params={"source": city.source, name: value})).json()
        assert len(page["items"]) == number
    forged = await city.get("/v1/criteria", params={"after": "AAAA", "source": city.source})
    elsewhere = address_of_page = (await city.get(f"/v1/criteria?source={city.source}&limit=1")).json()["next"]
    assert (forged.status_code, forged.json()["code"]) == (400, "cursor-mismatch")
    assert (await city.get(elsewhere.replace(city.source, "another"))).status_code == 400
    assert (await city.get(address_of_page)).status_code == 200


async def _code(city: City, identity: str, codes: list[str], decision: str = "coded", **more: Any) -> Any:
    body = {"codes": codes, "decision": decision} | more
    return await city.client.post(f"/v1/criteria/{identity}/codings", json=body, headers=city.headers)


async def _standing(city: City, identity: str) -> tuple[Any, Any]:
    record = (await city.get(f"/v1/criteria/{identity}")).json()
    return record.get("codes"), record.get("code_status")


async def test_a_validated_code_stands_before_later_ones_and_a_rejection_clears(city: City, places: Any) -> None:
    identity = (await city.one(codes=["A01"]))["id"]
    assert await _standing(city, identity) == (["A01"], "human")
    for codes, decision, expected in (
        (["B02"], "coded", (["B02"], "human")),
        (["A02", "B02"], "validated", (["A02", "B02"], "validated")),
        (["B01"], "coded", (["A02", "B02"], "validated")),
        (["B01"], "validated", (["B01"], "validated")),
        ([], "rejected", ([], None)),
        (["A01"], "coded", (["A01"], "human")),
    ):
        answer = await _code(city, identity, codes, decision)
        assert answer.status_code == 201, answer.text
        assert await _standing(city, identity) == expected
    history = (await city.get(f"/v1/criteria/{identity}/codings")).json()
    assert [coding["number"] for coding in history] == [1, 2, 3, 4, 5, 6, 7]
    assert {coding["author"] for coding in history} == {"mons"}
    assert {coding["codebook"] for coding in history} == {default_codebook().version}
    assert (await city.get(f"/v1/criteria/{identity}")).headers["etag"] == '"7"'


@pytest.mark.parametrize(
    "body",
    [
        {"codes": ["Z99"]}, {"codes": []}, {"codes": ["A01"], "decision": "rejected"}, {"codes": ["A01"] * 11},
        {"codes": ["A01"], "codebook": "no such"}, {"codes": [], "decision": "rejected", "codebook": "no such"},
        {"codes": ["A01"], "decision": "maybe"}, {}, {"codes": "A01"}, {"codes": ["A01"], "note": "\x00"},
    ],
)  # fmt: skip
async def test_a_decision_that_makes_no_sense_is_refused(city: City, body: Any) -> None:
    identity = (await city.one())["id"]
    path = f"/v1/criteria/{identity}/codings"
    assert (await city.client.post(path, json=body, headers=city.headers)).status_code == 422
    assert (await city.get(path)).json() == []


async def test_many_who_code_at_once_all_stand_in_the_history(city: City) -> None:
    identity = (await city.one())["id"]
    answers = await at_once(*(_code(city, identity, ["A01"], note=f"note {at}") for at in range(12)))
    assert {answer.status_code for answer in answers} == {201}
    history = (await city.get(f"/v1/criteria/{identity}/codings")).json()
    assert [coding["number"] for coding in history] == list(range(1, 13))


async def test_codes_that_are_pushed_again_are_not_a_new_decision(city: City) -> None:
    await city.pushed([criterion("a", codes=["A01"])])
    identity = (await city.kept())["a"]["id"]
    await city.pushed([criterion("a", codes=["A01"], text="autre")])
    assert len((await city.get(f"/v1/criteria/{identity}/codings")).json()) == 1
    await _code(city, identity, ["B02"], "validated")
    await city.pushed([criterion("a", codes=["A02"], text="autre")])
    assert await _standing(city, identity) == (["B02"], "validated")
    assert len((await city.get(f"/v1/criteria/{identity}/codings")).json()) == 3


async def test_a_push_and_single_decisions_at_once_do_not_break(city: City) -> None:
    await city.pushed(criteria_of(20, "x", codes=["A01"]))
    kept = await city.kept()
    pushes = [city.push(criteria_of(20, "x", codes=[code]), key=fresh()) for code in ("A02", "B01", "B02")]
    decisions = [_code(city, record["id"], ["A01"], "validated") for record in kept.values()]
    answers = await at_once(*pushes, *decisions)
    assert {answer.status_code for answer in answers} == {201, 202}
