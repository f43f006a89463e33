"""What is kept of the process: whole for its own, released for everybody, empty once it was withdrawn."""

from uuid import UUID, uuid4

import pytest

from services.synthesis.process.following import restart_process
from services.synthesis.process.records import PUBLIC, Sight, links_from, links_to, record, records
from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet

STAFF = Sight(everything=True)
HOUSING = ("component", "2026-provisional/A03")


@pytest.fixture(scope="module")
def mons() -> UUID:
    return uuid4()


async def test_a_record_is_read_whole_by_its_own_and_as_released_by_others(cabinet: Cabinet, mons: UUID) -> None:
    body = {"evidence": "a letter", "contact": "clara@mons.example"}
    id = await cabinet.put("action", mons, "Night shelter", body, released=True, private=("contact",))
    async with cabinet.pool.acquire() as connection:
        for sight, whole in (
            (STAFF, True),
            (Sight(own=(mons,)), True),
            (PUBLIC, False),
            (Sight(own=(uuid4(),)), False),
        ):
            found = await record(connection, sight, id)
            assert found is not None
            assert (found.whole, "contact" in found.body, found.body["evidence"]) == (whole, whole, "a letter")
            assert (found.title, found.released, found.revision > 0) == ("Night shelter", True, True)


async def test_what_was_not_released_is_for_its_own_and_for_staff(cabinet: Cabinet, mons: UUID) -> None:
    id = await cabinet.put("action", mons, "Draft", links={"components": HOUSING})
    async with cabinet.pool.acquire() as connection:
        assert await record(connection, Sight(own=(mons,)), id) is not None
        for sight in (PUBLIC, Sight(own=(uuid4(),))):
            assert await record(connection, sight, id) is None
            assert await links_from(connection, sight, [id]) == []


async def test_links_are_read_from_both_ends_with_who_when_and_why(cabinet: Cabinet, mons: UUID) -> None:
    group = uuid4()
    links = {"components": HOUSING, "groups": ("group", group)}
    id = await cabinet.put("action", mons, "Beds", links=links, released=True, why="they asked for it")
    async with cabinet.pool.acquire() as connection:
        found = await links_from(connection, STAFF, [id])
        assert {(link.relation, link.kind, link.why, link.by) for link in found} == {
            ("components", "component", "they asked for it", "clara"),
            ("groups", "group", "they asked for it", "clara"),
        }
        back = await links_to(connection, STAFF, "group", [str(group)], from_kinds=["action"], territories=[mons])
        assert [link.from_id for link in back] == [id]
        # Everybody is told neither which group nor by whom.
        public = await links_from(connection, PUBLIC, [id])
        assert [(link.kind, link.by) for link in public] == [("component", None)]
        assert await links_to(connection, PUBLIC, "group", [str(group)]) == []


async def test_a_changed_record_keeps_no_link_of_before(cabinet: Cabinet, mons: UUID) -> None:
    id = await cabinet.put("action", mons, "Before", links={"components": HOUSING})
    assert await cabinet.put("action", mons, "After", links={"rights": ("right", "udhr/1948/25")}, id=id) == id
    async with cabinet.pool.acquire() as connection:
        assert [link.kind for link in await links_from(connection, STAFF, [id])] == ["right"]
        kept = await record(connection, STAFF, id)
        assert kept is not None
        assert kept.title == "After"


async def test_a_withdrawn_record_is_emptied_and_links_still_lead_to_it(cabinet: Cabinet, mons: UUID) -> None:
    action = await cabinet.put("action", mons, "Soup", {"secret": "words"}, links={"components": HOUSING})
    evaluation = await cabinet.put("evaluation", mons, "Did it help", links={"of": ("action", action)})
    await cabinet.withdraw("action", action)
    async with cabinet.pool.acquire() as connection:
        assert action not in [each.id for each in await records(connection, STAFF, kinds=["action"])]
        gone = await record(connection, STAFF, action)
        assert gone is not None
        assert (gone.withdrawn, gone.title, gone.body, gone.kind) == (True, "", {}, "action")
        assert await links_from(connection, STAFF, [action]) == []
        back = await links_to(connection, STAFF, "action", [str(action)])
        assert [link.from_id for link in back] == [evaluation]
        left = await connection.fetchval("select count(*) from process_record where body::text like '%words%'")
        assert left == 0


async def test_a_withdrawal_that_is_told_first_is_a_tombstone_too(cabinet: Cabinet) -> None:
    id = uuid4()
    await cabinet.withdraw("commitment", id)
    async with cabinet.pool.acquire() as connection:
        gone = await record(connection, PUBLIC, id)
        assert gone is not None
        assert (gone.kind, gone.withdrawn, gone.territory_id) == ("commitment", True, None)


async def test_records_are_listed_by_kind_territory_and_platform(cabinet: Cabinet) -> None:
    here, there = uuid4(), uuid4()
    first = await cabinet.put("plan", here, "Plan")
    second = await cabinet.put("action", here, "Action")
    third = await cabinet.put("action", there, "Elsewhere")
    async with cabinet.pool.acquire() as connection:
        listed = await records(connection, STAFF, territories=[here, there])
        assert [each.id for each in listed] == [second, third, first]
        assert [each.id for each in await records(connection, STAFF, kinds=["action"], territories=[here])] == [second]
        there_only = await records(connection, STAFF, platforms=[cabinet.platforms[there]])
        assert [each.id for each in there_only] == [third]


async def test_platforms_are_kept(chain: Chain) -> None:
    mons = await chain.territory()
    platform = await chain.made("territories", "platforms", territory_id=mons, name="Platform of Mons")
    await chain.follow()
    row = await chain.pool.fetchrow("select * from known_platform where id = $1", UUID(platform["id"]))
    assert (row["territory_id"], row["name"], row["withdrawn"]) == (mons, "Platform of Mons", False)


async def test_a_feed_that_begins_anew_leaves_nothing_behind(cabinet: Cabinet, mons: UUID) -> None:
    await cabinet.put("action", mons, "Before the restore", links={"components": HOUSING})
    async with cabinet.pool.acquire() as connection, connection.transaction():
        await restart_process(connection)
        assert await connection.fetchval("select count(*) from process_record") == 0
        assert await connection.fetchval("select count(*) from process_link") == 0
