"""Following the two feeds: what is taken over, what leaves again, and what may be repeated."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.synthesis import following
from shared.feed import Change
from shared.vocabulary.codebook import default_codebook
from tests.synthesis.chain import Chain


@pytest.fixture(scope="module")
async def mons(chain: Chain) -> UUID:
    return await chain.territory("Mons")


@pytest.fixture
async def elders(chain: Chain, mons: UUID) -> UUID:
    return await chain.group(mons)


async def facts_of(chain: Chain, group: UUID) -> dict[tuple[str, ...], int]:
    return {key[1:]: n for key, n in (await chain.facts()).items() if key[0] == group}


async def cursors(chain: Chain) -> dict[str, Any]:
    return dict(await chain.pool.fetch("select feed, cursor from feed_cursor"))


async def test_effect_and_cursor_are_one_transaction(chain: Chain, mons: UUID, elders: UUID) -> None:
    await chain.settle()
    await chain.say(mons, elders, "un banc à l'ombre du tilleul")
    follower = chain.app.state.followers[1]
    before, apply = await cursors(chain), follower._apply

    async def half(connection: Any, changes: list[Change[Any]]) -> None:
        await apply(connection, changes)
        raise RuntimeError("the power went")

    follower._apply = half
    try:
        with pytest.raises(RuntimeError):
            await follower.step()
    finally:
        follower._apply = apply
    assert await cursors(chain) == before
    assert await chain.leftovers("un banc à l'ombre du tilleul") == {"statement": 0, "embedding": 0, "proposal": 0}
    assert await follower.step() == 1
    assert await cursors(chain) != before
    assert (await chain.leftovers("un banc à l'ombre du tilleul"))["statement"] == 1


async def test_a_service_out_of_reach_changes_nothing(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    follower, before = chain.app.state.followers[1], await cursors(chain)

    async def refused(*_: Any, **__: Any) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    monkeypatch.setattr(follower._peer, "get", refused)
    with pytest.raises(httpx.ConnectError):
        await follower.step()
    assert await cursors(chain) == before


async def test_replays_are_harmless_and_two_followers_move_one_cursor(chain: Chain, mons: UUID, elders: UUID) -> None:
    for number in range(4):
        await chain.say(mons, elders, f"une école ouverte {number % 2}")
    await chain.settle()
    before = await chain.facts()
    await chain.pool.execute("update feed_cursor set cursor = null")
    follower = chain.app.state.followers[1]
    await asyncio.gather(*(follower.catch_up() for _ in range(3)))
    await chain.settle()
    assert await chain.facts() == before == await chain.truth()


async def test_a_new_revision_replaces_the_one_before(chain: Chain, mons: UUID, elders: UUID) -> None:
    made = await chain.say(mons, elders, "la première version de ceci")
    await chain.settle()
    answer = await chain.change("criteria", f"/v1/criteria/{made['id']}", text="une tout autre chose", consent="open")
    assert answer.status_code == 200
    await chain.settle()
    assert await chain.leftovers("la première version de ceci") == {"statement": 0, "embedding": 0, "proposal": 0}
    assert [key[1] for key in await facts_of(chain, elders)] == ["open"]
    assert await chain.facts() == await chain.truth()


async def test_a_criterion_that_changes_group_is_counted_in_the_new_one(chain: Chain, mons: UUID, elders: UUID) -> None:
    made = await chain.say(mons, elders, "des voisins qui s'entraident")
    other = await chain.group(mons, "youth")
    await chain.settle()
    answer = await chain.change("criteria", f"/v1/criteria/{made['id']}", group=str(other))
    assert answer.status_code == 200
    await chain.settle()
    assert await facts_of(chain, elders) == {}
    assert sum((await facts_of(chain, other)).values()) == 1


async def test_what_a_withdrawal_leaves_behind(chain: Chain, mons: UUID, elders: UUID) -> None:
    first = await chain.say(mons, elders, "Marcher dans la forêt.")
    second = await chain.say(mons, elders, "- marcher dans la forêt")
    await chain.settle()
    assert await chain.leftovers("marcher dans la forêt") == {"statement": 1, "embedding": 1, "proposal": 1}
    await chain.withdraw(first["id"])
    await chain.settle()
    assert await chain.leftovers("marcher dans la forêt") == {"statement": 1, "embedding": 1, "proposal": 1}
    assert sum((await facts_of(chain, elders)).values()) == 1
    await chain.withdraw(second["id"])
    await chain.settle()
    assert await chain.leftovers("marcher dans la forêt") == {"statement": 0, "embedding": 0, "proposal": 0}
    assert await facts_of(chain, elders) == {}
    kept = await chain.pool.fetchrow("select text, code, human_code from criterion where id = $1", UUID(first["id"]))
    assert tuple(kept) == (None, None, None)


async def test_noted_and_taken_up_criteria_are_found_and_not_counted(chain: Chain, mons: UUID, elders: UUID) -> None:
    noted = await chain.say(mons, elders, "un kiosque à musique", state="noted")
    taken = await chain.say(mons, elders, "un four à pain commun", taken_up_from=["somewhere"])
    await chain.settle()
    assert await facts_of(chain, elders) == {}
    for made, text in ((noted, "un kiosque à musique"), (taken, "un four à pain commun")):
        found = (await chain.search(text, mode="words")).json()["items"]
        assert [row["id"] for row in found] == [made["id"]]


async def test_who_coded_decides_which_code_counts(chain: Chain, mons: UUID, elders: UUID) -> None:
    made = await chain.say(mons, elders, "un médecin près de chez soi")
    await chain.settle()
    proposed = await chain.proposed("un médecin près de chez soi", "wellbeing")
    status = "proposed" if proposed else "uncoded"
    assert await facts_of(chain, elders) == {("wellbeing", "network", proposed or "", status): 1}
    for code, decision, expected in (
        ("B02", "coded", ("B02", "human")),
        ("C01/P15/k", "coded", ("C01", "human")),
        ("D01", "validated", ("D01", "validated")),
        ("E01", "coded", ("D01", "validated")),
        ("", "rejected", (proposed or "", status)),
        ("A02", "coded", ("A02", "human")),
    ):
        await chain.code(made["id"], code, decision)
        await chain.settle()
        assert await facts_of(chain, elders) == {("wellbeing", "network", *expected): 1}, decision


async def test_a_code_of_another_codebook_does_not_count(chain: Chain, mons: UUID, elders: UUID) -> None:
    made = await chain.say(mons, elders, "la ponctualité des trains")
    codes = [{"codebook": "another-2030", "code": "A01", "status": "validated"}]
    record = {
        "id": made["id"], "territory_id": mons, "group_id": elders, "question": "wellbeing", "language": "fr",
        "text": "la ponctualité des trains", "state": "approved", "visibility": "private", "scope": "network",
        "licence": None, "taken_up": False,
    }  # fmt: skip
    known = default_codebook().version
    for sent, expected in (
        (codes, None),
        ([*codes, {"codebook": known, "code": "Z99", "status": "human"}], None),
        ([*codes, {"codebook": known, "code": "A01/P", "status": "human"}], "A01"),
    ):
        said = following.CriterionFeedRecord.model_validate(record | {"codes": sent})
        change = Change(kind="criterion", id=UUID(made["id"]), revision=1, record=said)
        async with chain.pool.acquire() as connection, connection.transaction():
            await following.apply_criteria(connection, [change])
        assert await chain.pool.fetchval("select human_code from criterion where id = $1", said.id) == expected


async def test_a_human_code_counts_though_no_model_is_there_yet(chain: Chain, mons: UUID, elders: UUID) -> None:
    made = await chain.say(mons, elders, "les jeux de cartes au café", codes=["A01"])
    readings = await chain.pool.fetch("select id, state from reading")
    await chain.pool.execute("update reading set state = 'retired'")
    try:
        await chain.follow()
        await chain.count()
        assert await facts_of(chain, elders) == {("wellbeing", "network", "A01", "human"): 1}
    finally:
        for reading in readings:
            await chain.pool.execute("update reading set state = $2 where id = $1", *reading)
        await chain.withdraw(made["id"])
        await chain.settle()


async def test_the_criteria_feed_may_come_before_its_groups(chain: Chain, mons: UUID) -> None:
    await chain.settle()
    group = await chain.group(mons, "youth", 2024, n_participants=9)
    await chain.say(mons, group, "un terrain de sport éclairé")
    places, criteria, _ = chain.app.state.followers
    await criteria.catch_up()
    await chain.read()
    await chain.count()
    await chain.mirror.refresh()
    assert sum((await facts_of(chain, group)).values()) == 1
    assert (await chain.trends(by="profile", year=2024)).json()["n_criteria"] == 0
    await places.catch_up()
    await chain.mirror.refresh()
    told = (await chain.trends(by="profile", year=2024)).json()
    assert (told["n_criteria"], told["n_groups"], told["n_participants"]) == (1, 1, 9)


async def test_a_group_that_changes_or_ends_is_counted_as_it_is_now(chain: Chain, mons: UUID) -> None:
    group = await chain.group(mons, "youth", 2019, n_participants=8)
    await chain.say(mons, group, "un abri pour les vélos", codes=["A01"])
    await chain.settle()

    async def told(year: int) -> list[tuple[str, int, int]]:
        rows = (await chain.trends(by="profile", year=year)).json()["rows"]
        return [(row["profile"], row["n_criteria"], row["n_participants"]) for row in rows]

    assert await told(2019) == [("youth", 1, 8)]
    answer = await chain.change("territories", f"/v1/groups/{group}", profile="elders", year=2018, n_participants=10)
    assert answer.status_code == 200, answer.text
    await chain.settle()
    assert (await told(2019), await told(2018)) == ([], [("elders", 1, 10)])
    found = await chain.ask("territories", "GET", f"/v1/groups/{group}")
    await chain.ask("territories", "DELETE", f"/v1/groups/{group}", headers={"If-Match": found.headers["etag"]})
    await chain.settle()
    assert await told(2018) == []


@pytest.mark.parametrize("feed", ["criteria", "territories"])
async def test_a_feed_that_begins_anew_empties_and_refills(chain: Chain, mons: UUID, feed: str) -> None:
    group = await chain.group(mons, year=2011)
    await chain.say(mons, group, "les fêtes du village", codes=["A01"])
    await chain.settle()
    ids = await chain.pool.fetch("select id, text from statement order by id")
    embedded = await chain.pool.fetchval("select count(*) from embedding")
    before, told = await chain.facts(), (await chain.trends(by="country,year")).json()["rows"]
    await chain.pool.execute("update feed_cursor set cursor = 'elsewhere.5.5' where feed = $1", feed)
    follower = next(follower for follower in chain.app.state.followers if follower.feed == feed)
    assert await follower.step() == 1
    assert (await cursors(chain))[feed] is None
    await chain.count()
    await chain.mirror.refresh()
    assert (await chain.trends(by="country,year")).json()["n_criteria"] == 0
    assert (await chain.ask("synthesis", "GET", "/v1/status", "staff")).json()["up_to_date"] is False
    await chain.settle()
    assert await chain.facts() == before == await chain.truth()
    assert (await chain.trends(by="country,year")).json()["rows"] == told
    assert await chain.pool.fetch("select id, text from statement order by id") == ids
    assert await chain.pool.fetchval("select count(*) from embedding") == embedded


async def test_what_nobody_says_after_a_restart_is_forgotten(chain: Chain, mons: UUID, elders: UUID) -> None:
    made = await chain.say(mons, elders, "ce que la sauvegarde n'a plus")
    await chain.settle()
    async with chain.pool.acquire() as connection, connection.transaction():
        await following.restart_criteria(connection)
        await connection.execute("update feed_cursor set cursor = null, caught_up_at = null where feed = 'criteria'")
    assert await following.forget_unsaid(chain.pool) == 0, "what is still to come may say it"
    # The restored database has never heard of it.
    criteria = chain.criteria_app.state.pool
    await criteria.execute("delete from change where id = $1", UUID(made["id"]))
    await criteria.execute("delete from criterion where id = $1", UUID(made["id"]))
    await chain.settle()
    assert (await chain.leftovers("ce que la sauvegarde n'a plus"))["statement"] == 1
    assert await following.forget_unsaid(chain.pool) == 1
    assert await chain.leftovers("ce que la sauvegarde n'a plus") == {"statement": 0, "embedding": 0, "proposal": 0}
    assert await chain.facts() == await chain.truth()


async def test_a_withdrawal_of_something_never_heard_of_is_no_news(chain: Chain) -> None:
    async with chain.pool.acquire() as connection, connection.transaction():
        for kind in ("criterion", "group"):
            change: Change[Any] = Change(kind=kind, id=uuid4(), revision=3, tombstone=True)
            await following.apply_criteria(connection, [change])
            await following.apply_places(connection, [change])
