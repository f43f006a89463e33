"""The work on syntheses: cancelled, taken over from a dead worker, made again from the record."""

import asyncio
from typing import Any
from uuid import UUID

from services.synthesis.syntheses import work
from services.synthesis.syntheses.making.maker import Maker
from services.synthesis.syntheses.rerun import rerun
from services.synthesis.syntheses.working import Works
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region
from tests.synthesis.syntheses.conftest import Ask, finish


async def test_a_synthesis_made_again_has_the_same_figures_bit_for_bit(
    chain: Chain, region: Region, made: dict[str, Any]
) -> None:
    await chain.say(region.id, region.groups["elders"][0], "quelque chose de tout nouveau", codes=["B05"])
    await chain.settle()
    found = await rerun(chain.pool, Maker.of(chain.reader), UUID(made["id"]))
    assert found is not None and found.same and found.same_inputs and all(found.parts.values())


async def test_a_rerun_tells_that_words_are_gone(chain: Chain, region: Region, ask: Ask, works: Works) -> None:
    group = region.groups["elders"][2]
    said = await chain.say(region.id, group, "des mots qui s'en vont", codes=["A01"])
    asked = await ask(scope={"group": str(group)}, resamplings=200)
    await finish(chain, works)
    await chain.withdraw(said["id"])
    await chain.settle()
    found = await rerun(chain.pool, Maker.of(chain.reader), UUID(asked["id"]))
    assert found is not None and not found.same_inputs and found.n_words_gone == 1
    assert found.parts["voices"]


async def test_topics_keep_their_identity_in_the_next_synthesis(
    chain: Chain, region: Region, made: dict[str, Any], ask: Ask, works: Works
) -> None:
    asked = await ask(scope={"under": str(region.id)}, resamplings=200)
    await finish(chain, works)
    found = (await chain.ask("synthesis", "GET", asked["links"]["self"], "staff")).json()
    assert found["document"]["lineage"]["previous"] is not None
    before = {topic["identity"] for layer in made["document"]["layers"] for topic in layer["topics"]}
    now = {topic["identity"] for layer in found["document"]["layers"] for topic in layer["topics"]}
    assert len(before & now) >= 0.8 * len(before)


async def test_a_cancelled_synthesis_is_not_made(chain: Chain, region: Region, ask: Ask, works: Works) -> None:
    asked = await ask(scope={"under": str(region.id)})
    stopped = (await chain.ask("synthesis", "POST", f"{asked['links']['self']}/cancel", "staff")).json()
    assert stopped["state"] == "cancelled"
    await finish(chain, works)
    found = (await chain.ask("synthesis", "GET", asked["links"]["self"], "staff")).json()
    assert (found["state"], found["document"]) == ("cancelled", None)
    report = await chain.ask("synthesis", "GET", asked["links"]["report"] + ".html", "staff")
    assert (report.status_code, report.json()["code"]) == (409, "synthesis-not-done")


async def test_two_workers_never_make_the_same_synthesis(chain: Chain, region: Region, ask: Ask, works: Works) -> None:
    asked = await ask(scope={"group": str(region.groups["youth"][0])}, resamplings=200)
    await chain.settle()
    other = Works(chain.pool, Maker.of(chain.reader), chain.app.state.settings)
    done = await asyncio.gather(works.step(), other.step())
    assert sorted(done) == [0, 1]
    assert await chain.pool.fetchval("select attempts from synthesis where id = $1", UUID(asked["id"])) == 1


async def test_what_a_killed_worker_left_is_begun_anew_and_given_up_after_three_times(
    chain: Chain, region: Region, ask: Ask, works: Works
) -> None:
    asked = await ask(scope={"group": str(region.groups["youth"][2])}, resamplings=200)
    await chain.settle()
    id = UUID(asked["id"])
    connection = await chain.pool.acquire()
    row = await work.claim(connection)
    assert row["id"] == id
    assert await works.step() == 0  # it is held
    connection.terminate()  # as by kill -9
    await chain.pool.release(connection)
    async with asyncio.timeout(10):
        while not await works.step():
            await asyncio.sleep(0.05)
    state = "select state, attempts from synthesis where id = $1"
    assert tuple(await chain.pool.fetchrow(state, id)) == ("done", 2)
    await chain.pool.execute("update synthesis set state = 'running', attempts = 3 where id = $1", id)
    assert await works.step() == 1
    assert (await chain.pool.fetchrow(state, id))[0] == "failed"
