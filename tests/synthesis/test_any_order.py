"""Whatever happens in whatever order: the counts end as a full recount, the copy in memory as a fresh one."""

from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.synthesis import search
from services.synthesis.counting import count
from services.synthesis.following import forget_unsaid, restart_criteria
from services.synthesis.mirror import Mirror
from tests.synthesis.chain import Chain

TEXTS = [
    "un logement sain", "Un logement sain.", "a warm home", "water close by", "l'eau au robinet", "voisins solidaires",
    "être écouté à la mairie", "working with dignity",
]  # fmt: skip
CODES = ["A01", "B02/P", "C01/P15/k", "D00"]

QUESTIONS, SCOPES = ["wellbeing", "action"], ["local", "network", "open"]
STEPS = [("follow", 0), ("follow", 1), ("follow", 1), ("read",), ("count",), ("refresh",), ("settle",), ("settle",)]


def tell(random: Random) -> list[tuple[Any, ...]]:
    """A story: things that happen, and between them steps of the service in any order."""

    def one(of: list[Any]) -> Any:
        return random.choice(of)

    def happening() -> tuple[Any, ...]:
        few = random.randrange(30)
        kinds: list[tuple[int, tuple[Any, ...]]] = [
            (8, ("say", few, one(TEXTS), one(QUESTIONS), one(["approved", "approved", "noted"]), one(SCOPES),
                 one([None, *CODES]), random.random() < 0.2)),
            (4, ("withdraw", few)), (2, ("reword", few, one(TEXTS))), (2, ("move", few, random.randrange(30))),
            (1, ("ask otherwise", few, one(QUESTIONS))), (2, ("code", few, one(CODES), one(["coded", "validated"]))),
            (1, ("reject", few)), (2, ("gather", few, one(["elders", "youth", "women"]), one([2024, 2025]))),
            (2, ("correct group", few, one([None, 7, 12]), one([2023, 2025]))), (1, ("disband", few)),
            (1, ("restart", one(["criteria", "territories"]))), (10, one(STEPS)),
        ]  # fmt: skip
        (found,) = random.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])
        return found

    return [happening() for _ in range(random.randint(10, 50))]


class World:
    """What has been made so far, so that later happenings can speak of it."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.groups: list[UUID] = []
        self.ended: set[UUID] = set()
        self.said: list[str] = []

    def pick(self, of: list[Any], number: int) -> Any:
        return of[number % len(of)] if of else None

    async def do(self, name: str, *more: Any) -> None:
        act = getattr(self, "_" + name.replace(" ", "_"))
        await act(*more)

    async def _gather(self, number: int, profile: str, year: int) -> None:
        self.groups.append(await self.chain.group(self.cities[number % 2], profile, year))

    async def _say(
        self, number: int, text: str, question: str, state: str, scope: str, code: str | None, taken_up: bool
    ) -> None:
        if (group := self.pick(self.groups, number)) is None or group in self.ended:
            return
        fields: dict[str, Any] = {"question": question, "state": state, "consent": scope}
        fields |= {"codes": [code]} if code else {}
        fields |= {"taken_up_from": ["elsewhere"]} if taken_up and number % 3 == 0 else {}
        self.said.append((await self.chain.say(self.region, group, text, **fields))["id"])

    async def _change(self, number: int, **fields: Any) -> None:
        if (criterion := self.pick(self.said, number)) is not None:
            answer = await self.chain.change("criteria", f"/v1/criteria/{criterion}", **fields)
            assert answer.status_code == 200, answer.text

    async def _reword(self, number: int, text: str) -> None:
        await self._change(number, text=text)

    async def _ask_otherwise(self, number: int, question: str) -> None:
        await self._change(number, question=question)

    async def _move(self, number: int, group: int) -> None:
        if (found := self.pick(self.groups, group)) is not None and found not in self.ended:
            await self._change(number, group=str(found))

    async def _withdraw(self, number: int) -> None:
        if (criterion := self.pick(self.said, number)) is not None:
            self.said.remove(criterion)
            await self.chain.withdraw(criterion)

    async def _code(self, number: int, code: str, decision: str) -> None:
        if (criterion := self.pick(self.said, number)) is not None:
            await self.chain.code(criterion, code, decision)

    async def _reject(self, number: int) -> None:
        await self._code(number, "", "rejected")

    async def _correct_group(self, number: int, participants: int | None, year: int) -> None:
        if (group := self.pick(self.groups, number)) is not None and group not in self.ended:
            await self.chain.change("territories", f"/v1/groups/{group}", n_participants=participants, year=year)

    async def _disband(self, number: int) -> None:
        if (group := self.pick(self.groups, number)) is not None and group not in self.ended:
            path = f"/v1/groups/{group}"
            found = await self.chain.ask("territories", "GET", path)
            await self.chain.ask("territories", "DELETE", path, headers={"If-Match": found.headers["etag"]})
            self.ended.add(group)

    async def _restart(self, feed: str) -> None:
        await self.chain.pool.execute("update feed_cursor set cursor = 'elsewhere.1.1' where feed = $1", feed)

    async def _follow(self, number: int) -> None:
        await self.chain.app.state.followers[number].step()

    async def _read(self) -> None:
        await self.chain.reads.step()

    async def _count(self) -> None:
        await count(self.chain.pool)

    async def _settle(self) -> None:
        await self.chain.settle()
        assert await self.chain.facts() == await self.chain.truth()

    async def _refresh(self) -> None:
        await self.chain.mirror.refresh()

    async def begin(self) -> "World":
        self.region = await self.chain.territory("Region")
        city = {"kind": "municipality", "parent_id": self.region}
        self.cities = [await self.chain.territory(name, **city) for name in ("Mons", "Liège")]
        return self


def seen(mirror: Mirror) -> dict[str, Any]:
    """What a mirror holds, by names instead of numbers."""

    def name(names: Any, number: int) -> Any:
        return names.list[number] if number >= 0 else None

    groups = {
        mirror.group_names.list[number]: (
            name(mirror.territory_names, row["territory"]), name(mirror.countries, row["country"]),
            name(mirror.profiles, row["profile"]), name(mirror.families, row["family"]),
            name(mirror.years, row["year"]), int(row["participants"]), bool(row["here"]),
        )
        for number, row in enumerate(mirror.groups)
    }  # fmt: skip
    facts = sorted(
        (str(mirror.group_names.list[row["group"]]), mirror.questions.list[row["question"]],
         mirror.scopes.list[row["scope"]], mirror.codes.list[row["code"]], mirror.statuses.list[row["status"]],
         int(row["n"]))
        for row in mirror.facts
    )  # fmt: skip
    criteria, vectors = {}, {}
    for number, row in enumerate(mirror.criteria):
        statement = name(mirror.statement_ids, row["statement"])
        criteria[mirror.criterion_ids.list[number]] = (
            statement, mirror.group_names.list[row["group"]], mirror.questions.list[row["question"]],
            mirror.languages.list[row["language"]], mirror.codes.list[row["code"]],
            mirror.visibilities.list[row["visibility"]], mirror.territory_names.list[row["owner"]],
        )  # fmt: skip
        if statement is not None:
            place = row["statement"]
            vectors[statement] = mirror.matrix[place].tolist() if mirror.read[place] else None
    return {"groups": groups, "facts": facts, "criteria": criteria, "vectors": vectors}


async def check(chain: Chain) -> None:
    assert await chain.facts() == await chain.truth()
    fresh = Mirror(chain.pool, chain.mirror.speech)
    await fresh.refresh()
    held, expected = seen(chain.mirror), seen(fresh)
    vectors, whole = held.pop("vectors"), expected.pop("vectors")
    assert held == expected
    assert vectors.keys() == whole.keys()
    for statement, vector in vectors.items():
        # A product over another number of rows rounds its last digit otherwise.
        assert vector == pytest.approx(whole[statement], abs=1e-5)
    await forget_unsaid(chain.pool)
    said = await chain.criteria_app.state.pool.fetchval("select count(*) from criterion where withdrawn_at is null")
    assert await chain.pool.fetchval("select count(*) from criterion where text is not null") == said
    for orphan in (
        "select count(*) from statement where not exists (select 1 from criterion where statement_id = statement.id)",
        "select count(*) from pending",
        "select count(*) from known_group where to_count",
        "select (select count(*) from statement) - (select count(*) from embedding)",
        "select count(*) from proposal p where not exists (select 1 from statement where id = p.statement_id)",
    ):
        assert await chain.pool.fetchval(orphan) == 0, orphan


async def compare_figures(chain: Chain) -> None:
    """The figures of staff, against the facts and what is known of the groups."""
    rows = (await chain.trends(by="territory,profile,year,question,component,status")).json()["rows"]
    told = {
        (row["territory"], row["profile"], row["year"], row["question"], row["component"], row["status"]): row[
            "n_criteria"
        ]
        for row in rows
    }
    groups = {
        row["id"]: row
        for row in await chain.pool.fetch("select id, territory_id, profile, year from known_group where not withdrawn")
    }
    expected: dict[tuple[Any, ...], int] = {}
    for (group, question, scope, code, status), n in (await chain.truth()).items():
        if scope != "local" and code and group in groups:
            of = groups[group]
            key = (str(of["territory_id"]), of["profile"], of["year"], question, code, status)
            expected[key] = expected.get(key, 0) + n
    assert told == expected


# Seeds and not stories are drawn: what happens depends on what has been, and cannot be shortened.
LIKE_LIFE = settings(
    max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
seeds = st.integers(0, 2**32)


async def live(chain: Chain, seed: int) -> None:
    world = await World(chain).begin()
    await world.do("gather", 0, "elders", 2025)
    for happening in tell(Random(seed)):
        await world.do(*happening)
    await chain.settle()
    await check(chain)
    await compare_figures(chain)


@LIKE_LIFE
@given(seeds)
async def test_any_order_of_steps_ends_in_the_truth(chain: Chain, seed: int) -> None:
    await live(chain, seed)


@pytest.mark.soak
@settings(LIKE_LIFE, max_examples=300, derandomize=False)
@given(seeds)
async def test_many_orders_of_steps_end_in_the_truth(chain: Chain, seed: int) -> None:
    await live(chain, seed)


async def test_a_late_commit_is_seen(chain: Chain) -> None:
    world = await World(chain).begin()
    await world.do("gather", 0, "elders", 2025)
    group = world.groups[0]
    first = await chain.say(world.region, group, "qui écrit lentement", codes=["A01"])
    await chain.settle()
    criteria = chain.criteria_app.state.pool
    async with criteria.acquire() as slow, slow.transaction():
        # Begun before and committed after what others write.
        await slow.execute("update criterion set question = 'policy' where id = $1", UUID(first["id"]))
        await slow.execute("insert into change (kind, id, revision) values ('criterion', $1, 9)", UUID(first["id"]))
        for number in range(3):
            await chain.say(world.region, group, f"qui écrit vite {number}")
        await chain.settle()
        answer = await chain.ask("synthesis", "GET", "/v1/status", "staff")
        assert answer.json()["up_to_date"] is False, "what others wrote waits behind the slow one"
    await chain.settle()
    await check(chain)
    # The same in the service's own tables, where the mirror looks.
    async with chain.pool.acquire() as slow, slow.transaction():
        await slow.execute(
            "update known_group set n_participants = 11, changed_xid = pg_current_xact_id() where id = $1", group
        )
        await world.do("say", 0, "pendant ce temps", "wellbeing", "noted", "network", None, False)
        await chain.follow()
        await chain.read()
        await chain.mirror.refresh()
        row = chain.mirror.group_names.find(group)
        assert chain.mirror.groups["participants"][row] == 7
    await chain.mirror.refresh()
    assert chain.mirror.groups["participants"][row] == 11
    await chain.settle()
    await check(chain)


async def test_a_withdrawal_is_gone_with_the_next_refresh(chain: Chain) -> None:
    world = await World(chain).begin()
    await world.do("gather", 0, "elders", 2025)
    said = [
        await chain.say(world.region, world.groups[0], f"un phare sur la falaise numéro {n}", codes=["A01"])
        for n in range(2)
    ]
    await chain.settle()

    async def found() -> list[str]:
        answers = [await chain.search("un phare sur la falaise", mode=mode) for mode in ("words", "meaning", "both")]
        answers.append(await chain.ask("synthesis", "GET", f"/v1/criteria/{said[1]['id']}/similar", "staff"))
        return [row["id"] for answer in answers for row in answer.json().get("items", [])]

    assert (await found()).count(said[0]["id"]) == 4
    under = (await chain.trends(under=str(world.region))).json()["n_criteria"]
    await chain.withdraw(said[0]["id"])
    await chain.follow()
    await chain.count()
    await chain.mirror.refresh()
    assert said[0]["id"] not in await found()
    assert (await chain.trends(under=str(world.region))).json()["n_criteria"] == under - 1
    gone = await chain.ask("synthesis", "GET", f"/v1/criteria/{said[0]['id']}/similar", "staff")
    assert gone.status_code == 404


async def test_a_withdrawn_vector_leaves_the_memory_and_its_row_is_used_again(chain: Chain) -> None:
    world = await World(chain).begin()
    await world.do("gather", 0, "elders", 2025)
    said = await chain.say(world.region, world.groups[0], "une cloche qu'on oublie")
    twice = [await chain.say(world.region, world.groups[0], "une cloche que deux disent") for _ in range(2)]
    await chain.settle()
    mirror = chain.mirror
    row, kept = (mirror.criteria["statement"][mirror.criterion_ids.find(UUID(one["id"]))] for one in (said, twice[0]))
    assert mirror.read[row]
    assert mirror.matrix[row].any()
    await chain.withdraw(said["id"])
    await chain.withdraw(twice[0]["id"])
    await chain.settle()
    assert not mirror.read[row]
    assert not mirror.matrix[row].any()
    assert mirror.read[kept]  # somebody says it still
    size = len(mirror.statement_ids.list)
    again = await chain.say(world.region, world.groups[0], "une cloche toute neuve")
    await chain.settle()
    assert mirror.criteria["statement"][mirror.criterion_ids.find(UUID(again["id"]))] == row
    assert len(mirror.statement_ids.list) == size
    found = (await chain.search("une cloche toute neuve", mode="meaning")).json()["items"]
    assert found[0]["id"] == again["id"]


async def test_words_that_come_back_after_the_feed_began_anew_are_found(chain: Chain) -> None:
    world = await World(chain).begin()
    await world.do("gather", 0, "elders", 2025)
    said = await chain.say(world.region, world.groups[0], "un moulin au bord de l'eau")
    await chain.settle()
    async with chain.pool.acquire() as connection, connection.transaction():
        await restart_criteria(connection)
        await connection.execute("update feed_cursor set cursor = null, caught_up_at = null where feed = 'criteria'")
    await chain.mirror.refresh()  # nobody says it for a moment, and its vector stays for those who will
    assert (await chain.search("un moulin au bord de l'eau")).json()["items"] == []
    await chain.settle()
    found = (await chain.search("un moulin au bord de l'eau")).json()["items"]
    assert found[0]["id"] == said["id"]


async def test_a_search_goes_on_while_the_copy_grows(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await World(chain).begin()
    await world.do("gather", 0, "elders", 2025)
    await chain.settle()
    by_words = search._by_words
    numbers = iter(range(100))

    async def meanwhile(*asked: Any) -> Any:
        found = await by_words(*asked)
        # While the database looks for words, others say more than there was room for.
        for _ in range(3):
            await chain.say(world.region, world.groups[0], f"dit pendant la recherche {next(numbers)}")
        await chain.settle()
        return found

    monkeypatch.setattr(search, "_by_words", meanwhile)
    for mode in ("words", "both"):
        size = len(chain.mirror.statement_ids.list)
        chain.mirror.matrix, chain.mirror.read = chain.mirror.matrix[:size], chain.mirror.read[:size]
        assert (await chain.search("dit pendant la recherche", mode=mode)).status_code == 200
