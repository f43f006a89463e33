"""Writers take turns: whoever comes at once, each is answered, and nothing is half done."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from services.territories.countries import country_id
from services.territories.store import TerritoryStore
from shared.database import service_dsn
from shared.errors import Unavailable
from shared.settings import CommonSettings

Headers = Any


async def test_whoever_waits_too_long_is_told_to_come_back(
    territories: httpx.AsyncClient, database: str, settings: CommonSettings
) -> None:
    dsn = service_dsn("territories", settings, database)
    first: asyncpg.Connection = await asyncpg.connect(dsn)
    second: asyncpg.Connection = await asyncpg.connect(dsn, server_settings={"lock_timeout": "50ms"})
    try:
        async with first.transaction():
            await TerritoryStore(first).take_turn()
            with pytest.raises(Unavailable):
                async with second.transaction():
                    await TerritoryStore(second).take_turn()
    finally:
        await first.close()
        await second.close()


async def test_one_entry_sent_many_times_at_once_is_kept_once(territories: httpx.AsyncClient, as_role: Headers) -> None:
    body = {"kind": "region", "name": "Fogo", "country": "CV", "source": "crp", "external_id": "fogo"}
    bulk = {"items": [body]}
    answers = await asyncio.gather(
        *(territories.post("/v1/territories", json=body, headers=as_role("staff")) for _ in range(6)),
        *(territories.post("/v1/territories/bulk", json=bulk, headers=as_role("staff")) for _ in range(6)),
    )
    assert {answer.status_code for answer in answers[:6]} <= {201, 409}
    created = sum(answer.status_code == 201 for answer in answers[:6])
    created += sum(answer.json()["counts"]["created"] for answer in answers[6:])
    assert created == 1


async def test_a_group_and_the_end_of_its_platform_at_once(territories: httpx.AsyncClient, as_role: Headers) -> None:
    staff = as_role("staff")
    for _ in range(8):
        body = {"territory_id": str(country_id("CV")), "name": "Fogo"}
        platform = (await territories.post("/v1/platforms", json=body, headers=staff)).json()["id"]
        group = {"platform_id": platform, "label": "X", "profile": "women", "year": 2013}
        written, withdrawn = await asyncio.gather(
            territories.post("/v1/groups", json=group, headers=staff),
            territories.delete(f"/v1/platforms/{platform}", headers={**staff, "If-Match": '"1"'}),
        )
        assert (written.status_code, withdrawn.status_code) in {(201, 409), (422, 204)}
