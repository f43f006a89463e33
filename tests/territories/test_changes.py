"""The change feed: nothing is lost, nothing comes twice, and what is gone leaves a tombstone."""

from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from services.territories.countries import country_id
from shared.contracts.places import PlaceFeedPage
from shared.database import service_dsn
from shared.settings import CommonSettings

Headers = Any
FEED = "/v1/territories/changes"


@pytest.fixture
def service(as_role: Headers) -> dict[str, str]:
    return dict(as_role("service"))


async def read_all(
    territories: httpx.AsyncClient, headers: dict[str, str], after: str | None = None, limit: int = 5000
) -> tuple[list[Any], str]:
    items: list[Any] = []
    while True:
        params: dict[str, Any] = {"limit": limit} | ({"after": after} if after else {})
        answer = await territories.get(FEED, params=params, headers=headers)
        page = PlaceFeedPage.model_validate_json(answer.content)
        items += page.items
        after = page.cursor
        if not page.items:
            return items, after


async def test_the_feed_begins_with_the_countries(territories: httpx.AsyncClient, service: dict[str, str]) -> None:
    items, _ = await read_all(territories, service, limit=100)
    countries = [item for item in items if item.record.kind == "country"]
    assert len(countries) == len({item.id for item in countries}) == 249


async def test_every_write_leaves_its_change(
    territories: httpx.AsyncClient, service: dict[str, str], as_role: Headers
) -> None:
    staff = as_role("staff")
    _, after = await read_all(territories, service)
    body: dict[str, Any] = {"kind": "municipality", "name": "Mons", "country": "BE"}
    city = (await territories.post("/v1/territories", json=body, headers=staff)).json()
    body = {"territory_id": city["id"], "name": "Mons en commun"}
    platform = (await territories.post("/v1/platforms", json=body, headers=staff)).json()
    body = {"platform_id": platform["id"], "label": "X", "profile": "youth", "year": 2015, "n_participants": 9}
    group = (await territories.post("/v1/groups", json=body, headers=staff)).json()
    items, after = await read_all(territories, service, after)
    assert [(item.kind, str(item.id), item.revision) for item in items] == [
        ("territory", city["id"], 1),
        ("platform", platform["id"], 1),
        ("group", group["id"], 1),
    ]
    assert items[0].record.model_dump(mode="json") == {
        "id": city["id"],
        "parent_id": str(country_id("BE")),
        "kind": "municipality",
        "country": "BE",
        "name": "Mons",
    }
    assert (items[2].record.family, str(items[2].record.territory_id)) == ("age", city["id"])

    match = {**staff, "If-Match": '"1"'}
    await territories.patch(f"/v1/groups/{group['id']}", json={"year": 2016}, headers=match)
    await territories.delete(f"/v1/groups/{group['id']}", headers={**staff, "If-Match": '"2"'})
    await territories.delete(f"/v1/platforms/{platform['id']}", headers=match)
    items, after = await read_all(territories, service, after)
    assert [(item.kind, item.revision, item.tombstone, item.record) for item in items] == [
        ("group", 3, True, None),
        ("platform", 2, True, None),
    ]
    assert await read_all(territories, service, after) == ([], after)


async def test_a_refused_write_leaves_no_change(
    territories: httpx.AsyncClient, service: dict[str, str], as_role: Headers
) -> None:
    _, after = await read_all(territories, service)
    wrong = {"items": [{"kind": "region", "name": "X", "source": "x", "external_id": "x"}]}
    await territories.post("/v1/territories/bulk", json=wrong, headers=as_role("staff"))
    body = {"kind": "municipality", "name": "X", "parent_id": str(uuid4())}
    await territories.post("/v1/territories", json=body, headers=as_role("staff"))
    assert (await read_all(territories, service, after))[0] == []


async def test_a_record_withdrawn_since_is_told_by_its_tombstone_only(
    territories: httpx.AsyncClient, service: dict[str, str], as_role: Headers
) -> None:
    staff = as_role("staff")
    _, after = await read_all(territories, service)
    body = {"territory_id": str(country_id("BE")), "name": "Short-lived"}
    platform = (await territories.post("/v1/platforms", json=body, headers=staff)).json()
    await territories.delete(f"/v1/platforms/{platform['id']}", headers={**staff, "If-Match": '"1"'})
    first = await territories.get(FEED, params={"after": after, "limit": 1}, headers=service)
    assert first.json()["items"] == []
    assert first.json()["cursor"] != after
    second = await territories.get(FEED, params={"after": first.json()["cursor"]}, headers=service)
    assert [item["tombstone"] for item in second.json()["items"]] == [True]


async def test_a_late_commit_is_not_lost(
    territories: httpx.AsyncClient,
    service: dict[str, str],
    as_role: Headers,
    database: str,
    settings: CommonSettings,
) -> None:
    _, after = await read_all(territories, service)
    slow: asyncpg.Connection = await asyncpg.connect(service_dsn("territories", settings, database))
    try:
        writing = slow.transaction()
        await writing.start()
        country = country_id("LU")
        await slow.execute("update territory set revision = revision + 1 where id = $1", country)
        await slow.execute("insert into change (kind, id, revision) values ('territory', $1, 2)", country)
        # A quick writer overtakes the slow one: later number, earlier commit.
        body = {"kind": "region", "name": "Quick", "country": "BE"}
        await territories.post("/v1/territories", json=body, headers=as_role("staff"))
        early, after = await read_all(territories, service, after)
        await writing.commit()
    finally:
        await slow.close()
    late, _ = await read_all(territories, service, after)
    seen = [item.record.name for item in early + late]
    assert seen == ["Luxembourg", "Quick"]


async def test_only_services_and_staff_follow(territories: httpx.AsyncClient, as_role: Headers) -> None:
    for role, status in (("public", 403), ("app", 403), ("partner", 403), ("staff", 200), ("service", 200)):
        assert (await territories.get(FEED, headers=as_role(role))).status_code == status


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"limit": 5001}, 422),
        ({"limit": 0}, 422),
        ({"after": "rubbish"}, 400),
        ({"after": "other-epoch.1.1"}, 410),
    ],
)
async def test_a_cursor_is_checked(
    territories: httpx.AsyncClient, service: dict[str, str], params: dict[str, Any], status: int
) -> None:
    assert (await territories.get(FEED, params=params, headers=service)).status_code == status
