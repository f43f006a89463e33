"""Practices found by their meaning, among what a reader may read, and as they are now."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.synthesis.process.practices.reading import Practices
from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet


@pytest.fixture(scope="module")
async def mons(chain: Chain) -> UUID:
    mons = await chain.territory("Mons")
    group = await chain.group(mons)
    await chain.say(mons, group, "un toit")
    await chain.settle()
    return mons


@pytest.fixture(scope="module")
def practices(chain: Chain) -> Practices:
    return Practices(chain.pool, chain.reader)


async def read(chain: Chain, q: str, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
    asked = {"q": q, "floor": -1} | params
    return await chain.ask("synthesis", "GET", "/v1/practices/search", role, roots=roots, params=asked)


async def found(chain: Chain, q: str, role: str = "staff", roots: Any = (), **params: Any) -> list[dict[str, Any]]:
    answer = await read(chain, q, role, roots, **params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def catch_up(practices: Practices) -> None:
    while await practices.step():
        pass


async def test_a_practice_is_found_by_what_it_says(
    chain: Chain, mons: UUID, cabinet: Cabinet, practices: Practices
) -> None:
    repair = {"text": "Residents repair damp homes together with the housing office", "language": "en"}
    links = {"components": ("component", "provisional-2026/A03"), "rights": ("right", "udhr/1948/25")}
    one = await cabinet.put("practice", mons, "Repair days", repair, links=links, released=True)
    garden = {"text": "Neighbours grow vegetables in the yard of the school", "language": "en"}
    other = await cabinet.put("practice", mons, "School garden", garden, released=True)
    assert await practices.step() == 2
    assert await practices.step() == 0
    first, second = await found(chain, "Residents repair damp homes together with the housing office", "public")
    assert (first["id"], second["id"]) == (str(one), str(other))
    assert first["score"] > second["score"]
    assert (first["title"], first["territory_name"], first["released"]) == ("Repair days", "Mons", True)
    assert (first["components"], first["rights"]) == (["provisional-2026/A03"], ["udhr/1948/25"])
    assert first["address"] == f"/v1/practices/{one}"
    assert [row["id"] for row in await found(chain, "homes", component="A03")] == [str(one)]
    assert len(await found(chain, "homes", limit=1)) == 1
    assert await found(chain, "homes", floor=1) == []


async def test_everybody_finds_what_was_released_and_its_own_find_all(
    chain: Chain, mons: UUID, cabinet: Cabinet, practices: Practices
) -> None:
    text = {"text": "A draft about night buses", "language": "en"}
    draft = await cabinet.put("practice", mons, "Night buses", text)
    hidden = {"text": "Open", "outcome": "a secret outcome", "language": "en"}
    asks = await cabinet.put("exchange", mons, "Training", hidden, released=True, private=("outcome",))
    await catch_up(practices)
    everybody = {row["id"] for row in await found(chain, "night buses", "public")}
    assert str(draft) not in everybody
    assert str(asks) in everybody
    assert str(draft) in {row["id"] for row in await found(chain, "night buses", "partner", [mons])}
    assert str(draft) not in {row["id"] for row in await found(chain, "night buses", "partner", [uuid4()])}
    # What stays private of a released record is not found by its meaning either.
    vector = await chain.pool.fetchval("select vector::text from practice_vector where record_id = $1", asks)
    again = await cabinet.put("exchange", mons, "Training", {"text": "Open", "language": "en"}, id=asks, released=True)
    await catch_up(practices)
    assert await chain.pool.fetchval("select vector::text from practice_vector where record_id = $1", again) == vector


async def test_actions_are_found_where_they_are_asked_for(
    chain: Chain, mons: UUID, cabinet: Cabinet, practices: Practices
) -> None:
    id = await cabinet.put("action", mons, "Beds in winter", {"description": "Forty beds more", "state": "done"})
    await catch_up(practices)
    assert str(id) not in {row["id"] for row in await found(chain, "beds")}
    rows = await found(chain, "beds", kind="action")
    assert [(row["id"], row["text"], row["state"]) for row in rows] == [(str(id), "Forty beds more", "done")]
    elsewhere = await chain.territory("Namur")
    await chain.settle()
    assert await found(chain, "beds", kind="action", territory=str(elsewhere)) == []


async def test_a_practice_that_changed_is_found_by_what_it_says_now(
    chain: Chain, mons: UUID, cabinet: Cabinet, practices: Practices
) -> None:
    before = {"text": "Cycling lessons for newcomers", "language": "en"}
    id = await cabinet.put("practice", mons, "Lessons", before, released=True)
    await catch_up(practices)
    best = (await found(chain, "Lessons\nCycling lessons for newcomers"))[0]
    assert (best["id"], best["score"] > 0.99) == (str(id), True)
    after = {"text": "Swimming in the river at dawn", "language": "en"}
    await cabinet.put("practice", mons, "Morning", after, id=id, released=True)
    answer = (await read(chain, "Morning\nSwimming in the river at dawn")).json()
    assert answer["n_unread"] == 0  # its vector of before stands until the worker comes
    await catch_up(practices)
    best = (await found(chain, "Morning\nSwimming in the river at dawn"))[0]
    assert (best["id"], best["score"] > 0.99) == (str(id), True)
    await cabinet.withdraw("practice", id)
    assert str(id) not in {row["id"] for row in await found(chain, "swimming")}
    assert await chain.pool.fetchval("select count(*) from practice_vector where record_id = $1", id) == 0


async def test_what_is_still_to_be_read_is_told(chain: Chain, mons: UUID, cabinet: Cabinet) -> None:
    await cabinet.put("practice", mons, "Unread", {"text": "not yet", "language": "en"}, released=True)
    assert (await read(chain, "anything")).json()["n_unread"] == 1


async def test_a_search_that_cannot_be_made_is_refused(chain: Chain, mons: UUID) -> None:
    assert (await read(chain, "beds", territory=str(uuid4()))).status_code == 404
    assert (await read(chain, "beds", component="Z99")).status_code == 422
    assert (await read(chain, "beds", kind="plan")).status_code == 422
    assert (await read(chain, "beds\u0000")).status_code == 422
