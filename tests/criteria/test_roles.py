"""Who may do what, and who sees what."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest

from tests.criteria.makers import City, criterion, fresh, ndjson

ROLES = ("public", "app", "owner", "other", "above", "staff", "admin", "service")


@pytest.fixture
def as_speaker(places: Any, speaking: Any) -> Any:
    def headers(who: str) -> dict[str, str]:
        roots = {"owner": [places.mons], "other": [places.liege], "above": [places.region]}.get(who, [])
        return dict(speaking("partner" if roots else who, roots, f"{who} of roles"))

    return headers


@pytest.fixture(scope="module")
async def kept(mons: City) -> dict[str, dict[str, Any]]:
    """One criterion of each visibility."""
    return {
        visibility: await mons.one(
            visibility=visibility, participant=7, taken_up_from=["x"], codes=["A01"], consent="open"
        )
        for visibility in ("private", "network", "public")
    }


READ = {
    "private": {"owner": 200, "above": 200, "staff": 200, "admin": 200, "service": 200},
    "network": {"owner": 200, "above": 200, "other": 200, "staff": 200, "admin": 200, "service": 200},
    "public": dict.fromkeys(ROLES, 200),
}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("visibility", sorted(READ))
async def test_what_one_may_not_see_is_not_there(
    who: str, visibility: str, kept: Any, as_speaker: Any, mons: City
) -> None:
    record, headers = kept[visibility], as_speaker(who)
    expected = READ[visibility].get(who, 404)
    response = await mons.client.get(f"/v1/criteria/{record['id']}", headers=headers)
    assert response.status_code == expected
    listed = set()
    address = "/v1/criteria?limit=1"
    while address:
        page = (await mons.client.get(address, headers=headers)).json()
        listed |= {item["id"] for item in page["items"]}
        address = page.get("next")
    assert (record["id"] in listed) == (expected == 200)
    exported = await mons.client.get("/v1/criteria/export.csv", headers=headers)
    assert (record["id"] in exported.text) == (expected == 200)
    if expected == 404:
        for response in (
            await mons.client.patch(f"/v1/criteria/{record['id']}", json={"text": "x"}, headers=headers),
            await mons.client.delete(f"/v1/criteria/{record['id']}", headers=headers),
        ):
            assert (response.status_code, response.json()["code"]) == (404, "criterion-unknown")


OWN = {"source", "external_id", "participant", "taken_up_from"}
INSIDE = {"territory_id", "group_id", "created_at", "updated_at"}


@pytest.mark.parametrize("who", ROLES)
async def test_what_would_tie_statements_together_is_for_their_owner(
    who: str, kept: Any, as_speaker: Any, mons: City
) -> None:
    shown = {"owner": OWN | INSIDE, "above": OWN | INSIDE, "admin": OWN | INSIDE, "staff": INSIDE, "service": INSIDE}
    identity = kept["public"]["id"]
    one = (await mons.client.get(f"/v1/criteria/{identity}", headers=as_speaker(who))).json()
    page = (await mons.client.get("/v1/criteria?limit=1000", headers=as_speaker(who))).json()["items"]
    listed = next(item for item in page if item["id"] == identity)
    exports = (await mons.client.get("/v1/criteria/export.ndjson", headers=as_speaker(who))).text.splitlines()
    exported = next(item for item in map(_loads, exports) if item["id"] == identity)
    for record in (one, listed, exported):
        told = {name for name in OWN | INSIDE if record.get(name) is not None}
        assert told == shown.get(who, set())


def _loads(line: str) -> dict[str, Any]:
    return dict(json.loads(line))


@pytest.mark.parametrize("who", ["public", "app", "other"])
async def test_what_one_is_not_shown_one_cannot_search_by(who: str, kept: Any, as_speaker: Any, mons: City) -> None:
    record = kept["public"]
    for name in ("source", "external_id", "group_id", "territory_id"):
        for path in ("/v1/criteria", "/v1/criteria/export.ndjson"):
            response = await mons.client.get(path, params={name: record[name]}, headers=as_speaker(who))
            assert response.status_code == (200 if who == "other" else 403)
            assert record["id"] not in response.text
    owner = await mons.client.get("/v1/criteria", params={"source": mons.source}, headers=as_speaker("owner"))
    assert {item["id"] for item in owner.json()["items"]} == {one["id"] for one in kept.values()}


async def test_neither_the_order_nor_a_cursor_tells_the_territory(
    kept: Any, as_speaker: Any, mons: City, liege: City
) -> None:
    for _ in range(4):
        await liege.one(visibility="public")
        await mons.one(visibility="public")
    page = await mons.client.get("/v1/criteria", params={"limit": "2"}, headers=as_speaker("public"))
    cursor = page.json()["next"].split("after=")[1]
    inside = base64.urlsafe_b64decode(cursor + "==")
    assert str(mons.territory).encode() not in inside
    assert str(liege.territory).encode() not in inside
    everything = await mons.client.get("/v1/criteria?limit=1000", headers=as_speaker("public"))
    ids = [item["id"] for item in everything.json()["items"]]
    assert ids == sorted(ids)


async def test_only_the_owning_partner_writes(as_speaker: Any, mons: City, places: Any) -> None:
    expected = {"owner": 201, "above": 201, "admin": 201}
    for who in ROLES:
        writer = City(mons.client, mons.territory, as_speaker(who))
        body = criterion() | {"territory_id": str(places.mons), "source": fresh()}
        response = await mons.client.post("/v1/criteria", json=body, headers=writer.headers)
        assert response.status_code == expected.get(who, 403), who
        assert (await writer.push([criterion()])).status_code == (202 if who in expected else 403), who
        begun = await mons.client.post(
            "/v1/uploads",
            params={"territory": str(places.mons)},
            headers=writer.headers | {"Idempotency-Key": fresh()},
        )
        assert begun.status_code == expected.get(who, 403), who


async def test_only_the_owning_partner_changes_and_withdraws(as_speaker: Any, mons: City) -> None:
    for who in ROLES:
        record = await mons.one(visibility="public")
        path, headers = f"/v1/criteria/{record['id']}", as_speaker(who) | {"If-Match": '"1"'}
        allowed = who in ("owner", "above", "admin")
        changed = await mons.client.patch(path, json={"text": "autre"}, headers=headers)
        assert changed.status_code == (200 if allowed else 403), who
        withdrawn = await mons.client.delete(path, headers=headers | {"If-Match": "*"})
        assert withdrawn.status_code == (204 if allowed else 403), who


async def test_partners_and_staff_code(as_speaker: Any, kept: Any, mons: City) -> None:
    path = f"/v1/criteria/{kept['public']['id']}/codings"
    for who in ROLES:
        added = await mons.client.post(path, json={"codes": ["B02"]}, headers=as_speaker(who))
        read = await mons.client.get(path, headers=as_speaker(who))
        assert added.status_code == (201 if who in ("owner", "above", "staff", "admin") else 403), who
        assert read.status_code == (403 if who in ("public", "app", "service") else 200), who


async def test_the_feed_is_for_services_and_staff(as_speaker: Any, mons: City) -> None:
    for who in ROLES:
        response = await mons.client.get("/v1/criteria/changes", headers=as_speaker(who))
        assert response.status_code == (200 if who in ("staff", "admin", "service") else 403), who


async def test_imports_are_for_those_who_push(as_speaker: Any, mons: City) -> None:
    for who in ROLES:
        response = await mons.client.get("/v1/imports", headers=as_speaker(who))
        assert response.status_code == (403 if who in ("public", "app", "service") else 200), who


async def test_everybody_reads_the_questions_and_the_limits(as_speaker: Any, mons: City) -> None:
    for who in ROLES:
        versions = (await mons.client.get("/v1/questionnaires", headers=as_speaker(who))).json()
        roles = {question["role"] for question in versions[0]["questions"]}
        assert roles == {"wellbeing", "illbeing", "action", "policy"}
        one = await mons.client.get(f"/v1/questionnaires/{versions[0]['version']}", headers=as_speaker(who))
        assert one.json() == versions[0]
        assert (await mons.client.get("/v1/questionnaires/1848", headers=as_speaker(who))).status_code == 404
        limits = (await mons.client.get("/v1/limits", headers=as_speaker(who))).json()
        assert limits["text_characters"] == 2000


async def test_nobody_is_answered_without_a_statement_of_identity(mons: City, as_role: Any) -> None:
    other_service = as_role("partner", [mons.territory], "territories")
    for headers in ({}, {"Spiral-Identity": "x.y.z"}, other_service):
        for path in ("/v1/criteria", "/v1/imports", "/v1/limits", "/v1/criteria/changes", "/v1/criteria/export.csv"):
            response = await mons.client.get(path, headers=headers)
            assert (response.status_code, response.json()["code"]) == (401, "identity-missing")


async def test_a_territory_or_a_criterion_that_nobody_knows(mons: City) -> None:
    nowhere = City(mons.client, uuid4(), mons.headers)
    assert (await nowhere.push(ndjson([criterion()]))).json()["code"] == "territory-unknown"
    assert (await mons.get(f"/v1/criteria/{uuid4()}")).json()["code"] == "criterion-unknown"
    assert (await mons.get(f"/v1/imports/{uuid4()}")).json()["code"] == "import-unknown"
    assert (await mons.get(f"/v1/uploads/{uuid4()}")).json()["code"] == "import-unknown"
