"""The change feed forgets nothing, tells nothing too much, and keeps its order."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from shared.contracts.criteria import CriterionFeedRecord
from shared.database import service_dsn
from shared.feed import FeedPage
from tests.criteria.makers import City, criteria_of, criterion


@pytest.fixture
def read(city: City, speaking: Any) -> Any:
    """Reads the feed from a cursor to its end."""

    async def reading(after: str | None = None, limit: int = 1000) -> tuple[list[Any], str]:
        items: list[Any] = []
        while True:
            params = {"limit": limit} | ({"after": after} if after else {})
            response = await city.client.get("/v1/criteria/changes", params=params, headers=speaking("service"))
            assert response.status_code == 200, response.text
            page = FeedPage[CriterionFeedRecord].model_validate_json(response.content)
            items += page.items
            after = page.cursor
            if not page.items:
                return items, after

    return reading


async def test_every_change_is_told_once_and_in_order(city: City, read: Any) -> None:
    _, cursor = await read()
    await city.pushed(criteria_of(7, "a"))
    await city.pushed(criteria_of(7, "a", text="autrement dit"))
    one = await city.one()
    kept = await city.kept()
    changes, end = await read(cursor, limit=4)
    assert [change.revision for change in changes if change.id != one["id"]][-1] in (1, 2)
    latest = {str(change.id): change for change in changes}
    assert set(latest) == {record["id"] for record in kept.values()}
    for record in kept.values():
        told = latest[record["id"]]
        assert (told.revision, told.record.text, told.record.group_id) == (
            record["revision"], record["text"], told.record.group_id,
        )  # fmt: skip
    assert (await read(end))[0] == []


async def test_a_withdrawal_leaves_a_tombstone_and_a_restored_criterion_comes_back(city: City, read: Any) -> None:
    _, cursor = await read()
    made = await city.one(external_id="x")
    await city.delete(f"/v1/criteria/{made['id']}", **{"If-Match": "*"})
    changes, cursor = await read(cursor)
    assert [(str(change.id), change.tombstone, change.record) for change in changes] == [(made["id"], True, None)]
    await city.pushed([criterion("x", text="de retour")], restore="true")
    changes, cursor = await read(cursor)
    assert [(change.tombstone, change.record.text) for change in changes] == [(False, "de retour")]


async def test_the_feed_tells_codes_and_never_who_or_where_from(city: City, read: Any, speaking: Any) -> None:
    _, cursor = await read()
    made = await city.one(
        external_id="secret-name", participant=777, codes=["A01"], taken_up_from=["other-secret"], consent="open"
    )
    path = f"/v1/criteria/{made['id']}/codings"
    await city.client.post(path, json={"codes": ["B02"], "decision": "validated"}, headers=city.headers)
    await city.client.post(path, json={"codes": ["A02"]}, headers=city.headers)
    params = {"after": cursor}
    for role in ("service", "staff"):
        response = await city.client.get("/v1/criteria/changes", params=params, headers=speaking(role))
        item = response.json()["items"][-1]
        assert set(item["record"]) == set(CriterionFeedRecord.model_fields)
        for secret in ("secret", "777", city.source, "participant", "external_id", "author"):
            assert secret not in response.text
        assert [(code["code"], code["status"]) for code in item["record"]["codes"]] == [("B02", "validated")]
        assert item["record"]["taken_up"] is True
    await city.client.post(path, json={"codes": [], "decision": "rejected"}, headers=city.headers)
    assert (await read(cursor))[0][-1].record.codes == []


async def test_a_change_that_is_committed_late_is_not_lost(
    city: City, read: Any, criteria_database: str, criteria_settings: Any
) -> None:
    _, cursor = await read()
    late = (await city.one(external_id="late"))["id"]
    changes, cursor = await read(cursor)
    assert [str(change.id) for change in changes] == [late]
    slow = await asyncpg.connect(service_dsn("criteria", criteria_settings, criteria_database))
    try:
        held = slow.transaction()
        await held.start()
        await slow.execute("update criterion set text = 'en retard', revision = 2 where id = $1", late)
        await slow.execute("insert into change (kind, id, revision) values ('criterion', $1, 2)", late)
        for at in range(5):
            await city.one(external_id=f"in time {at}")
        seen, cursor = await read(cursor)
        assert seen == []  # nothing above the slow writer, or it would be stepped over
        await held.commit()
    finally:
        await slow.close()
    changes, cursor = await read(cursor)
    names = {record["id"]: name for name, record in (await city.kept()).items()}
    assert [names[str(change.id)] for change in changes] == ["late", *(f"in time {at}" for at in range(5))]
    assert changes[0].record.text == "en retard"


async def test_a_follower_that_reads_while_many_write_ends_with_what_is(city: City, read: Any) -> None:
    _, cursor = await read()
    mirror: dict[str, Any] = {}
    writing = asyncio.gather(
        *(city.push(criteria_of(15, "shared", text=f"version {at}")) for at in range(12)),
        *(city.one(external_id=f"single {at}") for at in range(12)),
    )
    done = False
    while not done:
        done = writing.done()
        changes, cursor = await read(cursor, limit=10)
        for change in changes:
            known = mirror.get(str(change.id))
            assert known is None or known.revision <= change.revision
            mirror[str(change.id)] = change
        await asyncio.sleep(0)
    await writing
    kept = {record["id"]: record for record in (await city.kept()).values()}
    assert {name: (change.revision, change.record.text) for name, change in mirror.items()} == {
        name: (record["revision"], record["text"]) for name, record in kept.items()
    }


async def test_a_page_tells_about_how_much_follows(city: City, read: Any, speaking: Any) -> None:
    _, cursor = await read()
    await city.pushed(criteria_of(30))
    page = await city.client.get(
        "/v1/criteria/changes", params={"after": cursor, "limit": 10}, headers=speaking("service")
    )
    assert page.json()["remaining"] == 20


async def test_a_cursor_of_another_life_begins_anew_and_a_forged_one_is_refused(
    city: City, read: Any, speaking: Any
) -> None:
    await city.one()
    _, cursor = await read()
    epoch, xid, position = cursor.split(".")
    for other, status, code in (
        (f"{'0' * len(epoch)}.{xid}.{position}", 410, "feed-restarted"),
        (f"{epoch}.{2**62}.1", 410, "feed-restarted"),
        (f"{epoch}.{xid}.{2**64}", 400, "malformed-request"),
        (f"{epoch}.-1.1", 400, "malformed-request"),
        (f"{epoch}.x.1", 400, "malformed-request"),
        (f"{epoch}.{'9' * 60}.1", 410, "feed-restarted"),
        ("AAAA", 400, "malformed-request"),
        ("..", 400, "malformed-request"),
        ("a.b.c.d", 400, "malformed-request"),
        ("\x00.1.1", 410, "feed-restarted"),
        ("x" * 200, 422, "invalid-request"),
    ):
        response = await city.client.get("/v1/criteria/changes", params={"after": other}, headers=speaking("service"))
        assert (response.status_code, response.json()["code"]) == (status, code), other


async def test_a_change_whose_criterion_has_gone_is_a_tombstone(city: City, read: Any, pool: Any) -> None:
    _, cursor = await read()
    gone = uuid4()
    await pool.execute("insert into change (kind, id, revision) values ('criterion', $1, 4)", gone)
    changes, _ = await read(cursor)
    assert [(change.id, change.revision, change.tombstone) for change in changes] == [(gone, 4, True)]
