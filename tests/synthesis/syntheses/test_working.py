"""The work on syntheses: cancelled, taken over from a dead worker, made again from the record."""

import asyncio
import json
from typing import Any
from uuid import UUID

from services.synthesis.syntheses import work
from services.synthesis.syntheses.making.maker import Maker
from services.synthesis.syntheses.rerun import Rerun, rerun
from services.synthesis.syntheses.working import Works
from shared.vocabulary.codebook import default_codebook
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region
from tests.synthesis.syntheses.conftest import Ask, finish


async def test_a_synthesis_made_again_has_the_same_figures_bit_for_bit(
    chain: Chain, region: Region, made: dict[str, Any]
) -> None:
    await chain.say(region.id, region.groups["elders"][0], "quelque chose de tout nouveau", codes=["B05"])
    await chain.settle()
    found = await rerun(chain.pool, Maker.of(chain.reader), UUID(made["id"]))
    assert found is not None
    assert found.same
    assert found.same_inputs
    assert all(found.parts.values())


async def test_a_rerun_tells_that_words_are_gone(chain: Chain, region: Region, ask: Ask, works: Works) -> None:
    group = region.groups["elders"][2]
    said = await chain.say(region.id, group, "des mots qui s'en vont", codes=["A01"])
    asked = await ask(scope={"group": str(group)}, resamplings=200)
    await finish(chain, works)
    await chain.withdraw(said["id"])
    await chain.settle()
    found = await rerun(chain.pool, Maker.of(chain.reader), UUID(asked["id"]))
    assert found is not None
    assert not found.same_inputs
    assert (found.n_words_gone, found.n_vectors_gone) == (1, 0)
    assert found.parts["voices"]


async def test_a_rerun_tells_what_of_the_program_is_not_as_it_was(chain: Chain, made: dict[str, Any]) -> None:
    kept = "select provenance from synthesis where id = $1"
    put = "update synthesis set provenance = $2 where id = $1"
    before = await chain.pool.fetchval(kept, UUID(made["id"]))
    changed = json.loads(before)
    assert (await rerun_of(chain, made)).notes == []
    changed |= {"code_version": "0.1.9+0", "codebook": "1999-a", "coder": "1-abc+def"}
    changed["libraries"]["numpy"] = "1.0"
    try:
        await chain.pool.execute(put, UUID(made["id"]), json.dumps(changed))
        found = await rerun_of(chain, made)
    finally:
        await chain.pool.execute(put, UUID(made["id"]), before)
    assert all(any(word in note for note in found.notes) for word in ("0.1.9+0", "1999-a", "examples", "numpy was 1.0"))
    assert len(found.notes) == 4


async def test_what_people_taught_the_coder_is_no_note_since_codes_are_in_the_record(
    chain: Chain, made: dict[str, Any]
) -> None:
    name = made["provenance"]["coder"].split("+")[0] + "+0123456789ab"
    await chain.pool.execute(
        "update synthesis set provenance = jsonb_set(provenance, '{coder}', to_jsonb($2::text)) where id = $1",
        UUID(made["id"]), name,
    )  # fmt: skip
    assert (await rerun_of(chain, made)).notes == []


async def test_a_rerun_reads_the_codebook_of_its_record(chain: Chain, made: dict[str, Any]) -> None:
    """A codebook with another component, as if it had come out since, changes nothing in what was made before."""
    served = default_codebook()
    entry = served.entries["A01"].model_copy(update={"code": "A99"})
    later = served.model_copy(update={"version": "later", "entries": {**served.entries, "A99": entry}})
    maker = Maker.of(chain.reader).reading(later)
    found = await rerun(chain.pool, maker, UUID(made["id"]))
    assert found is not None
    assert found.same
    assert maker.codebook.version == "later"


async def test_without_its_model_figures_are_made_again_and_the_vectors_are_told_to_be_gone(
    chain: Chain, made: dict[str, Any]
) -> None:
    await chain.pool.execute("update model set revision = revision || '-gone'")
    try:
        found = await rerun_of(chain, made)
    finally:
        await chain.pool.execute("update model set revision = replace(revision, '-gone', '')")
    assert not found.same
    assert found.n_words_gone == 0
    assert found.n_vectors_gone == made["document"]["voices"]["n_statements"]
    assert found.parts["voices"]
    assert not found.parts["layers"]


async def rerun_of(chain: Chain, made: dict[str, Any]) -> Rerun:
    found = await rerun(chain.pool, Maker.of(chain.reader), UUID(made["id"]))
    assert found is not None
    return found


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
    again = await chain.ask("synthesis", "POST", f"{asked['links']['self']}/cancel", "staff")
    assert (again.status_code, again.json()["finished_at"]) == (200, found["finished_at"])
    report = await chain.ask("synthesis", "GET", asked["links"]["report"] + ".html", "staff")
    assert (report.status_code, report.json()["code"]) == (409, "synthesis-not-done")


async def test_what_is_finished_is_not_cancelled(chain: Chain, made: dict[str, Any]) -> None:
    refused = await chain.ask("synthesis", "POST", f"{made['links']['self']}/cancel", "staff")
    assert (refused.status_code, refused.json()["code"]) == (409, "synthesis-finished")
    assert (await chain.ask("synthesis", "GET", made["links"]["self"], "staff")).json()["state"] == "done"


async def test_the_tables_of_syntheses_explain_themselves_in_the_database(chain: Chain) -> None:
    rows = await chain.pool.fetch(
        "select relname from pg_class where relnamespace = 'synthesis'::regnamespace and relkind = 'r'"
        " and obj_description(oid, 'pg_class') is not null"
    )
    told = {row["relname"] for row in rows}
    assert told >= {"synthesis", "topic_name", "remark", "topic_doubt", "alarm", "alarm_look"}


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
    for _ in range(200):  # until PostgreSQL has noticed
        if await works.step():
            break
        await asyncio.sleep(0.05)
    state = "select state, attempts from synthesis where id = $1"
    assert tuple(await chain.pool.fetchrow(state, id)) == ("done", 2)
    await chain.pool.execute("update synthesis set state = 'running', attempts = 3 where id = $1", id)
    assert await works.step() == 1
    assert (await chain.pool.fetchrow(state, id))[0] == "failed"
