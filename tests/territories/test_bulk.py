"""Many records in one call: each has its own outcome, and sending them again changes nothing."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.territories.countries import country_id

Headers = Any
PORTUGAL = country_id("PT")


@pytest.fixture
def partner(as_role: Headers) -> dict[str, str]:
    return dict(as_role("partner", [PORTUGAL]))


async def put(
    territories: httpx.AsyncClient, headers: dict[str, str], kind: str, items: list[Any]
) -> tuple[list[Any], dict[str, int]]:
    answer = await territories.post(f"/v1/{kind}/bulk", json={"items": items}, headers=headers)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert [item["index"] for item in body["items"]] == list(range(len(items)))
    assert sum(body["counts"].values()) == len(items)
    return body["items"], {outcome: n for outcome, n in body["counts"].items() if n}


def region(name: str, **more: Any) -> dict[str, Any]:
    return {"kind": "region", "name": name, "source": "crp", "external_id": name, "country": "PT"} | more


async def test_a_whole_tree_comes_in_one_call(territories: httpx.AsyncClient, partner: dict[str, str]) -> None:
    items: list[dict[str, Any]] = [region("Minho")]
    below = {"kind": "municipality", "parent_external_id": "Minho"}
    items += [{"source": "crp", "name": name, "external_id": name, **below} for name in ("Caminha", "Braga")]
    done, counts = await put(territories, partner, "territories", items)
    assert counts == {"created": 3}
    listed = await territories.get("/v1/territories", params={"under": done[0]["id"]}, headers=partner)
    assert {place["name"] for place in listed.json()["items"]} == {"Minho", "Caminha", "Braga"}
    again, counts = await put(territories, partner, "territories", items)
    assert counts == {"unchanged": 3}
    assert [item["id"] for item in again] == [item["id"] for item in done]
    assert {item["revision"] for item in again} == {1}


async def test_what_an_item_does_not_mention_stays(territories: httpx.AsyncClient, partner: dict[str, str]) -> None:
    point, names = {"lon": -8.8, "lat": 41.9}, {"fr": "Le Nord"}
    await put(territories, partner, "territories", [region("Norte", location=point, names=names)])
    [done], counts = await put(territories, partner, "territories", [region("Norte") | {"name": "North"}])
    kept = (await territories.get(f"/v1/territories/{done['id']}", headers=partner)).json()
    assert counts == {"updated": 1}
    assert (kept["name"], kept["location"], kept["names"], kept["revision"]) == ("North", point, names, 2)
    [_], counts = await put(territories, partner, "territories", [region("Norte", location=None)])
    kept = (await territories.get(f"/v1/territories/{done['id']}", headers=partner)).json()
    assert (counts, kept["location"], kept["name"]) == ({"updated": 1}, None, "Norte")


async def test_a_bad_item_does_not_refuse_the_good_ones(
    territories: httpx.AsyncClient, partner: dict[str, str]
) -> None:
    items = [
        region("Good"),
        "not an object",
        region("No kind", kind="county"),
        {"kind": "region", "name": "No external id", "country": "PT", "source": "crp"},
        region("Elsewhere", country="FR"),
        region("Lost", parent_external_id="never sent"),
        region("In a village", kind="neighbourhood"),
        region("Also good"),
    ]
    done, counts = await put(territories, partner, "territories", items)
    assert counts == {"created": 2, "rejected": 6}
    faults = [(error["pointer"], error["code"]) for item in done for error in item["errors"]]
    assert faults == [
        ("", "model-type"),
        ("/kind", "enum"),
        ("/external_id", "missing"),
        ("", "territory-not-yours"),
        ("/parent_external_id", "reference-unknown"),
        ("", "impossible-tree"),
    ]
    assert all((item["id"] is None) == (item["outcome"] == "rejected") for item in done)


async def test_items_move_and_never_into_themselves(territories: httpx.AsyncClient, partner: dict[str, str]) -> None:
    items = [region("A"), region("B", parent_external_id="A"), region("C", parent_external_id="B")]
    done, _ = await put(territories, partner, "territories", items)
    loop, counts = await put(territories, partner, "territories", [region("A", parent_external_id="C")])
    assert (counts, loop[0]["errors"][0]["code"]) == ({"rejected": 1}, "impossible-tree")
    _, counts = await put(territories, partner, "territories", [region("C", parent_external_id="A")])
    assert counts == {"updated": 1}
    under_b = await territories.get("/v1/territories", params={"under": done[1]["id"]}, headers=partner)
    assert [place["name"] for place in under_b.json()["items"]] == ["B"]


async def test_a_country_alone_does_not_lift_a_place_out_of_its_region(
    territories: httpx.AsyncClient, partner: dict[str, str]
) -> None:
    items = [region("Above"), region("Below", parent_external_id="Above")]
    await put(territories, partner, "territories", items)
    _, counts = await put(territories, partner, "territories", [region("Below")])
    assert counts == {"unchanged": 1}


async def test_nobody_takes_over_what_another_register_entry_is(
    territories: httpx.AsyncClient, partner: dict[str, str], as_role: Headers
) -> None:
    await put(territories, partner, "territories", [region("Ours")])
    stranger = as_role("partner", [country_id("FR")])
    done, counts = await put(territories, stranger, "territories", [region("Ours") | {"name": "Theirs"}])
    assert (counts, done[0]["errors"][0]["code"]) == ({"rejected": 1}, "territory-not-yours")


async def test_platforms_and_groups_refer_to_what_came_before(
    territories: httpx.AsyncClient, partner: dict[str, str]
) -> None:
    await put(territories, partner, "territories", [region("Alentejo")])
    own: dict[str, Any] = {"source": "crp", "territory_external_id": "Alentejo"}
    platforms = [
        {**own, "external_id": "P1", "name": "Council"},
        {**own, "external_id": "P2", "name": "Village", "referent_external_id": "P1", "cycles": [{"number": 1}]},
        {**own, "external_id": "P3", "name": "Lost", "referent_external_id": "P9"},
    ]
    done, counts = await put(territories, partner, "platforms", platforms)
    assert counts == {"created": 2, "rejected": 1}
    assert (await put(territories, partner, "platforms", platforms))[1] == {"unchanged": 2, "rejected": 1}
    loop = [{**own, "external_id": "P1", "name": "Council", "referent_external_id": "P2"}]
    assert (await put(territories, partner, "platforms", loop))[0][0]["errors"][0]["code"] == "impossible-tree"

    at: dict[str, Any] = {"source": "crp", "platform_external_id": "P2", "year": 2012}
    groups = [
        {**at, "external_id": "G1", "label": "Elders", "profile": "elders", "n_participants": 3},
        {**at, "external_id": "G2", "label": "All", "profile": "mixed", "takes_up_external_ids": ["G1"]},
        {**at, "external_id": "G3", "label": "Who", "profile": "eldres"},
    ]
    done, counts = await put(territories, partner, "groups", groups)
    assert counts == {"created": 2, "rejected": 1}
    assert [warning["code"] for warning in done[0]["warnings"]] == ["participants-unusual"]
    assert "elders" in done[2]["errors"][0]["message"]
    assert (await put(territories, partner, "groups", groups))[1] == {"unchanged": 2, "rejected": 1}
    changed = [groups[0] | {"n_participants": 9}, groups[1] | {"takes_up_external_ids": []}]
    assert (await put(territories, partner, "groups", changed))[1] == {"updated": 2}


async def test_an_external_id_on_two_platforms_is_ambiguous(
    territories: httpx.AsyncClient, partner: dict[str, str]
) -> None:
    done, _ = await put(territories, partner, "territories", [region("East"), region("West")])
    platforms = [{"source": "crp", "external_id": "twin", "name": "Twin", "territory_id": item["id"]} for item in done]
    twins, _ = await put(territories, partner, "platforms", platforms)
    group = {"source": "crp", "external_id": "G", "label": "X", "profile": "men", "year": 2012}
    refused, _ = await put(territories, partner, "groups", [group | {"platform_external_id": "twin"}])
    assert refused[0]["errors"][0]["code"] == "reference-ambiguous"
    _, counts = await put(territories, partner, "groups", [group | {"platform_id": twin["id"]} for twin in twins])
    assert counts == {"created": 2}


async def test_a_call_takes_a_thousand_records_and_no_more(
    territories: httpx.AsyncClient, partner: dict[str, str]
) -> None:
    items = [region(f"R{n}") for n in range(1001)]
    refused = await territories.post("/v1/territories/bulk", json={"items": items}, headers=partner)
    assert refused.status_code == 422
    done, counts = await put(territories, partner, "territories", items[:1000])
    assert counts == {"created": 1000}
    assert len({UUID(item["id"]) for item in done}) == 1000


async def test_only_writers_may_put_records(territories: httpx.AsyncClient, as_role: Headers) -> None:
    for kind in ("territories", "platforms", "groups"):
        answer = await territories.post(f"/v1/{kind}/bulk", json={"items": []}, headers=as_role("public"))
        assert answer.status_code == 403
