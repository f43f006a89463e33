"""Whatever is hung wherever, by however many at once: the territories stay a tree."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.territories.countries import country_id
from shared.database import service_dsn
from shared.settings import CommonSettings

Headers = Any
ROOT = str(country_id("SN"))

tree_property = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Forest:
    """What the tree should be, kept beside the real one."""

    def __init__(self, territories: httpx.AsyncClient, staff: dict[str, str]) -> None:
        self.territories = territories
        self.staff = staff
        self.parents: dict[str, str] = {}

    def ancestors(self, place: str) -> set[str]:
        found = {place}
        while (place := self.parents.get(place, "")) and place not in found:
            found.add(place)
        return found

    def below(self, place: str) -> set[str]:
        return {each for each in self.parents if place in self.ancestors(each)}

    async def plant(self, parent: str) -> str:
        body = {"kind": "region", "name": "R", "parent_id": parent}
        answer = await self.territories.post("/v1/territories", json=body, headers=self.staff)
        place = str(answer.json()["id"])
        self.parents[place] = parent
        return place

    async def move(self, place: str, parent: str) -> int:
        answer = await self.territories.patch(
            f"/v1/territories/{place}", json={"parent_id": parent}, headers={**self.staff, "If-Match": "*"}
        )
        if answer.status_code == 200:
            self.parents[place] = parent
        else:
            assert answer.json()["code"] == "impossible-tree"
        return answer.status_code

    async def listed_below(self, place: str) -> set[str]:
        answer = await self.territories.get(
            "/v1/territories", params={"under": place, "limit": 1000}, headers=self.staff
        )
        return {each["id"] for each in answer.json()["items"]}


@tree_property
@given(
    parents=st.lists(st.integers(-1, 9), min_size=10, max_size=10),
    moves=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15),
)
async def test_random_moves_never_make_a_loop_and_subtrees_are_right(
    territories: httpx.AsyncClient, as_role: Headers, parents: list[int], moves: list[tuple[int, int]]
) -> None:
    forest = Forest(territories, as_role("staff"))
    places: list[str] = []
    for parent in parents:
        places.append(await forest.plant(places[parent] if 0 <= parent < len(places) else ROOT))
    for place, parent in moves:
        impossible = places[place] in forest.ancestors(places[parent])
        # Hanging something where it hangs already is no move at all.
        assert await forest.move(places[place], places[parent]) == (422 if impossible else 200)
    for root in places:
        assert await forest.listed_below(root) == forest.below(root)


@tree_property
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12))
async def test_moves_at_once_never_make_a_loop(
    territories: httpx.AsyncClient,
    as_role: Headers,
    database: str,
    settings: CommonSettings,
    moves: list[tuple[int, int]],
) -> None:
    forest = Forest(territories, as_role("staff"))
    places = [await forest.plant(ROOT) for _ in range(6)]
    await asyncio.gather(*(forest.move(places[place], places[parent]) for place, parent in moves))
    connection: asyncpg.Connection = await asyncpg.connect(service_dsn("territories", settings, database))
    try:
        assert await broken_paths(connection) == 0
    finally:
        await connection.close()


async def broken_paths(connection: asyncpg.Connection) -> int:
    """Count territories whose path is not their parent's path and themselves, or that no country leads to."""
    count: int = await connection.fetchval(
        "with recursive reached as (select id, path, country from territory where parent_id is null"
        " union all select t.id, r.path || t.id, r.country from territory t join reached r on t.parent_id = r.id)"
        " select count(*) from territory t left join reached r on r.id = t.id"
        " where r.id is null or r.path <> t.path or r.country <> t.country"
    )
    return count


async def test_two_crossing_moves_cannot_both_succeed(territories: httpx.AsyncClient, as_role: Headers) -> None:
    forest = Forest(territories, as_role("staff"))
    for _ in range(5):
        one, two = await forest.plant(ROOT), await forest.plant(ROOT)
        statuses = await asyncio.gather(forest.move(one, two), forest.move(two, one))
        assert sorted(statuses) == [200, 422]


async def test_a_tree_has_a_greatest_depth(territories: httpx.AsyncClient, as_role: Headers) -> None:
    forest = Forest(territories, as_role("staff"))
    deepest = ROOT
    for _ in range(31):
        deepest = await forest.plant(deepest)
    body = {"kind": "region", "name": "R", "parent_id": deepest}
    too_deep = await territories.post("/v1/territories", json=body, headers=as_role("staff"))
    assert (too_deep.status_code, too_deep.json()["code"]) == (422, "impossible-tree")
    pair = await forest.plant(ROOT)
    await forest.plant(pair)
    assert await forest.move(pair, forest.parents[deepest]) == 422


@pytest.mark.parametrize("path", [[], [uuid4()], [uuid4(), uuid4()]])
async def test_the_table_itself_refuses_a_wrong_path(
    territories: httpx.AsyncClient, database: str, settings: CommonSettings, path: list[Any]
) -> None:
    connection: asyncpg.Connection = await asyncpg.connect(service_dsn("territories", settings, database))
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("update territory set path = $2 where id = $1", country_id("SN"), path)
    finally:
        await connection.close()
