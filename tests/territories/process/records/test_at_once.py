"""Several writers at the same time: one of them is first, nobody deadlocks, and nothing breaks."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.territories.process.makers import City

LINES = {"Content-Type": "application/x-ndjson"}


def lines(platforms: list[str], names: list[str], title: str = "A title") -> str:
    rows = [{"platform_id": each, "external_id": name, "title": title} for name in names for each in platforms]
    return "\n".join(map(json.dumps, rows))


async def sent(city: City, body: str, mode: str = "partial") -> httpx.Response:
    headers = city.headers | LINES
    return await city.client.post(f"/v1/indicators/import?mode={mode}", content=body, headers=headers)


async def another(city: City) -> str:
    body = {"territory_id": city.territory, "name": uuid4().hex}
    return str((await city.client.post("/v1/platforms", json=body, headers=city.headers)).json()["id"])


async def revisions(city: City, record_id: str) -> list[int]:
    told = await city.client.get(f"/v1/indicators/{record_id}/history", headers=city.headers)
    return [each["revision"] for each in told.json()][::-1]


async def test_of_two_changes_of_one_revision_one_is_stale(city: City) -> None:
    made = await city.record("indicators", title="First")
    answers = await asyncio.gather(*(city.change("indicators", made, title=f"Title {n}") for n in range(6)))
    assert sorted(each.status_code for each in answers) == [200, *[412] * 5]
    assert await revisions(city, made["id"]) == [1, 2]


async def test_of_many_records_of_one_name_one_is_kept(city: City) -> None:
    body = {"platform_id": city.platform, "title": "A title", "external_id": "one"}
    answers = await asyncio.gather(
        *(city.client.post("/v1/indicators", json=body, headers=city.headers) for _ in range(6))
    )
    assert sorted(each.status_code for each in answers) == [201, *[409] * 5]


@pytest.mark.parametrize("mode", ["partial", "atomic"])
async def test_of_two_imports_of_the_same_rows_one_creates_them(city: City, mode: str) -> None:
    body = lines([city.platform], [f"i{n}" for n in range(300)])
    answers = await asyncio.gather(*(sent(city, body, mode) for _ in range(3)))
    assert [each.status_code for each in answers] == [200] * 3
    counts = sorted(next(iter(each.json()["counts"])) for each in answers)
    assert counts == ["created", "unchanged", "unchanged"]
    assert all(set(each.json()["counts"].values()) == {300} for each in answers)


@pytest.mark.parametrize("mode", ["partial", "atomic", "dry-run"])
async def test_imports_of_the_same_platforms_in_another_order_do_not_deadlock(city: City, mode: str) -> None:
    platforms = [city.platform, *[await another(city) for _ in range(5)]]
    # More than one chunk, so that an import that keeps all or nothing meets platforms late.
    bodies = [
        "\n".join(lines([each], [f"{number}-{n}" for n in range(400)]) for each in order)
        for number, order in enumerate([platforms, platforms[::-1], platforms[3:] + platforms[:3]])
    ]
    answers = await asyncio.gather(*(sent(city, body, mode) for body in bodies))
    assert [each.status_code for each in answers] == [200] * 3, [each.text[:200] for each in answers]
    assert all(each.json()["counts"] == {"created": 2400} for each in answers)


async def test_an_import_and_a_withdrawal_come_one_after_the_other(city: City) -> None:
    made = await city.record("indicators", title="First", external_id="i0")
    body = lines([city.platform], [f"i{n}" for n in range(300)], "Imported")
    imported, withdrawn = await asyncio.gather(sent(city, body), city.withdraw("indicators", made))
    assert imported.status_code == 200
    assert withdrawn.status_code in (204, 412)
    if withdrawn.status_code == 204:
        assert imported.json()["counts"] == {"created": 300}
    numbers = await revisions(city, made["id"])
    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_platform_is_taken_away_before_a_record_or_not_at_all(city: City) -> None:
    for _ in range(5):
        platform = await another(city)
        body = {"platform_id": platform, "title": "A title"}
        remove = city.client.delete(f"/v1/platforms/{platform}", headers=city.headers | {"If-Match": "*"})
        answers = await asyncio.gather(
            city.client.post("/v1/indicators", json=body, headers=city.headers),
            remove,
            sent(city, lines([platform], ["a", "b"])),
        )
        codes = [each.status_code for each in answers]
        assert codes[2] == 200
        stored = set(answers[2].json()["counts"]) == {"created"}
        assert (codes[0], codes[1], stored) in ((201, 409, True), (422, 204, False)), codes


async def test_waiting_too_long_for_a_turn_is_told_and_refuses_no_row(city: City, database: str) -> None:
    blocker: Any = await asyncpg.connect(database)
    try:
        async with blocker.transaction():
            key = f"record:{city.platform}"
            await blocker.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", key)
            answers = await asyncio.gather(
                *(sent(city, lines([city.platform], ["a"]), mode) for mode in ("partial", "atomic"))
            )
    finally:
        await blocker.close()
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(503, "unavailable")] * 2
    assert all("Retry-After" in each.headers for each in answers)
    assert (await sent(city, lines([city.platform], ["a"]))).json()["counts"] == {"created": 1}
