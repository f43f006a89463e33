"""Learning from people: a new reading with a coder that any worker makes alike, and that forgets what is withdrawn."""

from typing import Any
from uuid import UUID

import pytest

from services.synthesis.coding.learning import MOST_WEIGHT, PER_CODE, Chosen, Learning, choose
from services.synthesis.settings import SynthesisSettings
from tests.synthesis.chain import Chain

WORD = "zwirbelbaum"
"""A word that no seed has, so that only lessons tell its code."""


@pytest.fixture(scope="module")
def eager(synthesis_settings: SynthesisSettings) -> SynthesisSettings:
    return synthesis_settings.model_copy(update={"learn_from": 3, "learn_seconds": 0.0})


@pytest.fixture
def learning(chain: Chain, eager: SynthesisSettings) -> Learning:
    return Learning(chain.pool, chain.reader, eager)


@pytest.fixture
async def place(chain: Chain) -> tuple[UUID, UUID]:
    territory = await chain.territory()
    return territory, await chain.group(territory)


async def taught(chain: Chain, place: tuple[UUID, UUID], text: str, code: str, **more: Any) -> str:
    """Somebody says something and a person validates its code."""
    made: str = (await chain.say(*place, text, **more))["id"]
    await chain.code(made, code, "validated")
    return made


async def through(chain: Chain, learning: Learning) -> None:
    """Follow, and read until nothing is pending."""
    await chain.follow()
    while await learning.step():
        pass


async def coders(chain: Chain) -> dict[str, str]:
    return dict(await chain.pool.fetch("select coder, state from reading where state <> 'retired'"))


async def proposal(chain: Chain, text: str) -> Any:
    return await chain.pool.fetchrow(
        "select p.* from proposal p join statement s on s.id = statement_id where s.text = $1", text
    )


async def test_what_people_code_is_learnt_by_a_new_reading_while_the_old_one_serves(
    chain: Chain, learning: Learning, place: tuple[UUID, UUID]
) -> None:
    await chain.say(*place, f"noch ein {WORD}")
    for number in range(6):
        await taught(chain, place, f"der {WORD} nummer {number}", "B06")
    await through(chain, learning)
    before = await proposal(chain, f"noch ein {WORD}")
    (base,) = await coders(chain)
    assert await learning.learn() == 1
    assert sorted((await coders(chain)).values()) == ["filling", "serving"]
    assert (await proposal(chain, f"noch ein {WORD}"))["reading_id"] == before["reading_id"]
    assert await learning.learn() == 0, "one at a time"
    await through(chain, learning)
    (after,) = await coders(chain)
    assert after.startswith(f"{base}+")
    now = await proposal(chain, f"noch ein {WORD}")
    assert now["codes"][0] == "B06"
    assert dict(zip(before["codes"], before["scores"], strict=True)).get("B06", 0) < now["scores"][0]
    assert await learning.learn() == 0, "nothing is new"


async def test_another_worker_makes_the_same_coder_from_what_is_kept(chain: Chain, eager: SynthesisSettings) -> None:
    (name,) = await coders(chain)
    rows = await chain.pool.fetch("select * from reading where coder = $1", name)
    one, other = [Learning(chain.pool, chain.reader, eager) for _ in range(2)]
    first, second = [await each._of(rows[0]) for each in (one, other)]
    assert first is not None
    assert second is not None
    assert first._reader.coder.temperature_ == second._reader.coder.temperature_
    assert (first._reader.coder.weights_ == second._reader.coder.weights_).all()
    assert len(first._reader.coder.truth_) == first._reader.coder.n_seeds_ + rows[0]["n_lessons"]


async def test_a_proposal_for_what_was_learnt_tells_what_it_would_be_without(chain: Chain) -> None:
    learnt = await proposal(chain, f"der {WORD} nummer 1")
    new = await proposal(chain, f"noch ein {WORD}")
    assert (learnt["learnt"], new["learnt"], new["blind_codes"]) == (True, False, None)
    assert len(learnt["blind_codes"]) == 3
    said = dict(zip(learnt["codes"], learnt["scores"], strict=True))
    blind = dict(zip(learnt["blind_codes"], learnt["blind_scores"], strict=True))
    assert said["B06"] > blind.get("B06", 0), "told its answer, it is surer of it"


async def test_words_that_are_withdrawn_leave_the_lessons(
    chain: Chain, learning: Learning, eager: SynthesisSettings, place: tuple[UUID, UUID]
) -> None:
    gone = await taught(chain, place, f"ein {WORD} der geht", "B06")
    for number in range(8):
        await taught(chain, place, f"ein {WORD} der bleibt {number}", "B06")
    await through(chain, learning)
    assert await learning.learn() == 1
    await through(chain, learning)
    (before,) = await coders(chain)
    count = "select count(*) from lesson join statement s on s.id = statement_id where text = $1 and coder = $2"
    assert await chain.pool.fetchval(count, f"ein {WORD} der geht", before) == 1
    await chain.withdraw(gone)
    await chain.follow()
    assert await chain.pool.fetchval("select count(*) from statement where text = $1", f"ein {WORD} der geht") == 0
    # A worker that starts now cannot make that coder again, so another one is begun at once.
    fresh = Learning(chain.pool, chain.reader, eager)
    await through(chain, fresh)
    (after,) = await coders(chain)
    assert after not in (before, chain.reader.coder_version)
    assert await fresh.learn() == 0


async def test_a_city_that_codes_one_thing_all_day_teaches_no_more_than_its_part(
    chain: Chain, place: tuple[UUID, UUID]
) -> None:
    other = await chain.territory("Liège")
    elsewhere = other, await chain.group(other)
    await taught(chain, elsewhere, "ein einziger satz aus der anderen stadt", "H05")
    await chain.follow()
    # As a city would push them; the criteria service has its own tests.
    await chain.pool.execute(
        "insert into statement (key, text, folded) select decode(md5('many ' || n), 'hex'), 'many ' || n, 'many ' || n"
        " from generate_series(1, 150) n"
    )
    await chain.pool.execute(
        "insert into criterion (id, territory_id, group_id, statement_id, question, text, language, state,"
        " visibility, scope, taken_up, human_code, human_status, code, status, revision)"
        " select gen_random_uuid(), $1, $2, s.id, 'action', s.text, 'de', 'approved', 'public', 'network', false,"
        " 'H05', 'validated', 'H05', 'validated', 1 from statement s, generate_series(1, 5)"
        " where s.text like 'many %'",
        *place,
    )
    try:
        async with chain.pool.acquire() as connection:
            chosen = await choose(connection)
        lessons = [row for row in chosen.rows if row[2] == "H05"]
        texts = {row["text"] for row in await chain.pool.fetch(
            "select text from statement where id = any($1)", [row[0] for row in lessons])}  # fmt: skip
        assert len(lessons) == PER_CODE
        assert "ein einziger satz aus der anderen stadt" in texts
        assert max(row[3] for row in lessons) == MOST_WEIGHT
    finally:
        await chain.pool.execute("delete from criterion where text like 'many %'")
        await chain.pool.execute("delete from statement where text like 'many %'")


async def test_what_is_to_stay_local_teaches_nothing(chain: Chain, place: tuple[UUID, UUID]) -> None:
    await taught(chain, place, "nur für uns hier", "H04", consent="local")
    await chain.follow()
    async with chain.pool.acquire() as connection:
        chosen = await choose(connection)
    taught_codes = await chain.pool.fetchval("select count(*) from criterion where text = 'nur für uns hier'")
    assert taught_codes == 1
    assert "H04" not in {row[2] for row in chosen.rows}


def test_the_name_of_a_coder_follows_its_lessons() -> None:
    one, other = Chosen([(1, "action", "A01", 1.0)]), Chosen([(1, "action", "A02", 1.0)])
    assert Chosen([]).name("2-abc") == "2-abc"
    assert one.name("2-abc") != other.name("2-abc")
    assert one.differs(other) == 2
    assert Chosen([*one.rows, *other.rows]).name("x") == Chosen([*other.rows, *one.rows]).name("x")
