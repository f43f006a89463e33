"""How up to date the synthesis says it is."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.synthesis.app import create_app
from services.synthesis.jobs import steps
from services.synthesis.settings import SynthesisSettings
from shared.database import service_dsn
from shared.jobs import run_all
from shared.peers import open_peer
from tests.synthesis.chain import Chain


@pytest.fixture(scope="module")
async def mons(chain: Chain) -> UUID:
    return await chain.territory("Mons")


async def told(chain: Chain, role: str = "staff", **params: Any) -> dict[str, Any]:
    answer = await chain.ask("synthesis", "GET", "/v1/status", role, params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_nothing_followed_is_not_up_to_date(chain: Chain) -> None:
    status = await told(chain)
    assert (status["up_to_date"], status["feeds"], status["readings"]) == (False, [], [])


async def test_every_link_of_the_chain_is_waited_for(chain: Chain, mons: UUID) -> None:
    group = await chain.group(mons)
    await chain.settle()
    await chain.settle()
    assert (await told(chain))["up_to_date"] is True
    await chain.say(mons, group, "quelque chose de nouveau")
    await chain.follow()
    status = await told(chain)
    assert (status["up_to_date"], status["readings"][0]["pending"], status["groups_to_count"]) == (False, 1, 1)
    await chain.read()
    status = await told(chain)
    assert (status["up_to_date"], status["readings"][0]["pending"], status["groups_to_count"]) == (False, 0, 1)
    await chain.count()
    assert (await told(chain))["up_to_date"] is False
    await chain.mirror.refresh()
    assert (await told(chain))["up_to_date"] is True


async def test_since_asks_whether_the_feeds_were_looked_at_after_that(chain: Chain, mons: UUID) -> None:
    group = await chain.group(mons)
    await chain.settle()
    now = await chain.pool.fetchval("select clock_timestamp()")
    await chain.say(mons, group, "depuis lors")
    # Looked at before: what came then may have been missed.
    assert (await told(chain))["up_to_date"] is True
    assert (await told(chain, since=now.isoformat()))["up_to_date"] is False
    await chain.settle()
    assert (await told(chain, since=now.isoformat()))["up_to_date"] is True
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert (await told(chain, since=later))["up_to_date"] is False
    for wrong in ("yesterday", "2026-01-01T00:00:00"):
        answer = await chain.ask("synthesis", "GET", "/v1/status", params={"since": wrong})
        assert answer.status_code == 422


async def test_a_page_asked_for_before_something_was_written_does_not_count_as_looking(
    chain: Chain, mons: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = await chain.group(mons)
    await chain.settle()
    follower = chain.app.state.followers[1]
    get = follower._peer.get

    async def slow(*path: Any, **more: Any) -> httpx.Response:
        answer: httpx.Response = await get(*path, **more)
        await chain.say(mons, group, "écrit pendant que la page revient")
        return answer

    monkeypatch.setattr(follower._peer, "get", slow)
    await follower.step()
    monkeypatch.undo()
    since = await chain.pool.fetchval("select clock_timestamp() - interval '1 millisecond'")
    assert (await told(chain, since=since.isoformat()))["up_to_date"] is False
    await chain.settle()


async def test_more_than_a_page_is_behind(chain: Chain, mons: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    group = await chain.group(mons)
    await chain.settle()
    for number in range(6):
        await chain.say(mons, group, f"en retard {number}")
    monkeypatch.setattr("shared.feed.PAGE", 2)
    follower = chain.app.state.followers[1]
    await follower.step()
    behind = {feed["feed"]: feed["behind"] for feed in (await told(chain))["feeds"]}
    assert behind == {"criteria": 4, "process": 0, "territories": 0}
    await chain.settle()
    assert (await told(chain))["up_to_date"] is True


async def test_how_much_there_is_is_not_told_to_everybody(chain: Chain) -> None:
    for role in ("public", "app", "partner", "staff"):
        assert ("n_criteria" in await told(chain, role)) is (role != "public")


async def test_a_worker_and_a_replica_keep_themselves_up_to_date(
    chain: Chain, mons: UUID, database: str, synthesis_settings: SynthesisSettings, running: Callable[..., Any]
) -> None:
    """The clock moves what the other tests move by hand: a worker follows, reads and counts; a replica answers."""
    peers = {"territories": chain.clients["territories"], "criteria": chain.clients["criteria"]}
    apps = {name: client._transport.app for name, client in peers.items()}  # type: ignore[attr-defined]
    quick = synthesis_settings.model_copy(update={"refresh_seconds": 0.05})
    app = create_app(quick, service_dsn("synthesis", quick, database), apps)
    async with app.router.lifespan_context(app):
        stop = asyncio.Event()
        work = asyncio.create_task(run_all(steps(chain.app), stop))
        mine, chain.clients["synthesis"] = chain.clients["synthesis"], httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://synthesis"
        )  # fmt: skip
        try:
            group = await chain.group(mons)
            made = await chain.say(mons, group, "un vœu qui fait son chemin tout seul", codes=["A01"])
            since = await chain.pool.fetchval("select clock_timestamp()")
            for _ in range(300):
                if (await told(chain, since=since.isoformat()))["up_to_date"] and app.state.mirror.searchable:
                    break
                await asyncio.sleep(0.1)
            items = (await chain.search("un vœu qui fait son chemin tout seul")).json()["items"]
            assert items[0]["id"] == made["id"]
            await chain.withdraw(made["id"])
            for _ in range(100):
                answer = await chain.search("un vœu qui fait son chemin tout seul")
                if made["id"] not in answer.text:
                    break
                await asyncio.sleep(0.1)
            assert made["id"] not in answer.text
        finally:
            chain.clients["synthesis"] = mine
            stop.set()
            await asyncio.wait_for(work, 20)


async def test_a_replica_is_ready_only_when_it_can_count(
    database: str, synthesis_settings: SynthesisSettings, chain: Chain
) -> None:
    app = create_app(synthesis_settings, service_dsn("synthesis", synthesis_settings, database), {
        "territories": chain.criteria_app, "criteria": chain.criteria_app,
    })  # fmt: skip
    async with app.router.lifespan_context(app), open_peer("synthesis", app) as client:
        async with app.state.mirror._busy:  # the first filling waits
            answer = await client.get("/health/ready")
            assert (answer.status_code, answer.json()["code"]) == (503, "replica-starting")
            assert answer.headers["retry-after"]
            assert (await client.get("/health/live")).status_code == 200
        async with asyncio.timeout(20):
            while (answer := await client.get("/health/ready")).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert answer.json()["meaning"] in ("loading", "ready")
