"""Reading statements: each once, by any number of workers, and a change of readings while the old one serves."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import numpy as np
import pytest

from services.synthesis import vectors
from services.synthesis.engine.coding.blind import Recall
from services.synthesis.engine.coding.proposals import Proposals
from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.stand_in import TinyEncoder
from services.synthesis.mirror import Mirror
from services.synthesis.reader import Reader
from services.synthesis.reading import Reads, register
from services.synthesis.settings import SynthesisSettings
from shared.database import service_dsn
from shared.settings import CommonSettings
from shared.vocabulary.codebook import default_codebook
from tests.synthesis.chain import Chain


class Watched:
    """An encoder that notes what it was asked, and waits when it is told to."""

    def __init__(self, encoder: Any) -> None:
        self.encoder = encoder
        self.texts: list[str] = []
        self.model_id, self.revision, self.dimension = encoder.model_id, encoder.revision, encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        found: Vectors = self.encoder.encode(texts)
        return found


class Always:
    """A coder that proposes one code for everything."""

    def __init__(self, code: str) -> None:
        self.code = code

    def propose(self, neutral: Vectors, texts: Sequence[str], questions: Sequence[str | None]) -> Proposals:
        n = len(texts)
        zeros, ones = np.zeros(n, np.int16), np.ones(n, np.float32)
        return Proposals([self.code], [self.code[0]], zeros[:, None], ones[:, None], zeros, ones, zeros)

    def contested(self, vectors: Vectors, found: Proposals) -> Vectors:
        return np.zeros(len(vectors), np.float32)

    def recall(self, texts: Sequence[str], questions: Sequence[str | None]) -> Recall:
        return Recall(np.zeros(0, np.intp), self.propose(np.zeros((0, 1), np.float32), [], []))


def another(reader: Reader, **changes: Any) -> Reader:
    parts = {name: getattr(reader, name) for name in ("encoder", "neutralizer", "coder", "codebook", "coder_version")}
    return Reader(**(parts | changes))


@pytest.fixture
def watched(chain: Chain) -> Reader:
    return another(chain.reader, encoder=Watched(chain.reader.encoder))


@pytest.fixture
async def group(chain: Chain) -> UUID:
    await chain.settle()
    return await chain.group(await chain.territory())


async def owner(chain: Chain, group: UUID) -> UUID:
    found = await chain.ask("territories", "GET", f"/v1/groups/{group}")
    return UUID(found.json()["territory_id"])


async def say(chain: Chain, group: UUID, *texts: str, **more: Any) -> list[str]:
    territory = await owner(chain, group)
    return [(await chain.say(territory, group, text, **more))["id"] for text in texts]


async def code_of(chain: Chain, criterion: str) -> tuple[Any, ...]:
    return tuple(await chain.pool.fetchrow("select code, status from criterion where id = $1", UUID(criterion)))


async def test_every_distinct_text_is_read_once(chain: Chain, group: UUID, watched: Reader) -> None:
    await say(chain, group, "La paix au foyer", "la paix au foyer.", "- LA PAIX AU FOYER", "« la paix au foyer »")
    await say(chain, group, "la paix au foyer", question="policy")
    reads = Reads(chain.pool, watched, 16)
    await chain.follow()
    await chain.read(reads)
    await say(chain, group, "la  paix au foyer !", question="action")
    await chain.follow()
    await chain.read(reads)
    assert watched.encoder.texts == ["la paix au foyer"]
    kept = await chain.pool.fetch(
        "select question, code from proposal join statement on id = statement_id where text = 'la paix au foyer'"
    )
    expected = {q: await chain.proposed("la paix au foyer", q) for q in ("wellbeing", "policy", "action")}
    assert dict(kept) == expected


async def test_workers_take_different_slices(chain: Chain, group: UUID) -> None:
    await say(chain, group, *(f"le potager partagé numéro {n}" for n in range(90)))
    await chain.follow()
    readers = [another(chain.reader, encoder=Watched(chain.reader.encoder)) for _ in range(3)]
    await asyncio.gather(*(chain.read(Reads(chain.pool, reader, 16)) for reader in readers))
    texts = [text for reader in readers for text in reader.encoder.texts]
    assert len(texts) == len(set(texts)) == 90
    assert sum(bool(reader.encoder.texts) for reader in readers) > 1
    assert await chain.pool.fetchval("select count(*) from pending") == 0
    await chain.count()
    assert await chain.facts() == await chain.truth()


async def test_a_worker_that_dies_between_reading_and_writing_is_followed_by_another(
    chain: Chain, group: UUID, watched: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made,) = await say(chain, group, "une lampe dans la ruelle")
    await chain.follow()
    arrived = asyncio.Event()

    async def never(*_: Any) -> Any:
        arrived.set()
        await asyncio.sleep(3600)

    with monkeypatch.context() as patch:
        patch.setattr(watched, "propose", never)
        worker = asyncio.create_task(Reads(chain.pool, watched, 16).step())
        await asyncio.wait_for(arrived.wait(), 20)
        # As long as it lives nobody else takes its slice.
        assert await chain.reads.step() == 0
        worker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await worker
    assert await chain.leftovers("une lampe dans la ruelle") == {"statement": 1, "embedding": 0, "proposal": 0}
    await chain.read()
    assert await chain.leftovers("une lampe dans la ruelle") == {"statement": 1, "embedding": 1, "proposal": 1}
    assert (await code_of(chain, made))[1] in ("proposed", "uncoded")


async def interrupted(chain: Chain, meanwhile: Any) -> None:
    """Read one slice; between its vectors and its writing something happens."""

    class Interrupted(Reader):
        async def propose(self, *parts: Any) -> Any:
            found = await super().propose(*parts)
            await meanwhile()
            return found

    reader = chain.reader
    slow = Interrupted(reader.encoder, reader.neutralizer, reader.coder, reader.codebook, reader.coder_version)
    assert await Reads(chain.pool, slow, 16).step() > 0


async def test_a_statement_withdrawn_while_it_is_read_leaves_nothing(chain: Chain, group: UUID) -> None:
    gone, _ = await say(chain, group, "ce que je retire à l'instant", "ce que je laisse")
    await chain.follow()

    async def meanwhile() -> None:
        await chain.withdraw(gone)
        await chain.follow()

    await interrupted(chain, meanwhile)
    assert await chain.leftovers("ce que je retire à l'instant") == {"statement": 0, "embedding": 0, "proposal": 0}
    assert await chain.leftovers("ce que je laisse") == {"statement": 1, "embedding": 1, "proposal": 1}
    assert await chain.pool.fetchval("select count(*) from pending") == 0


async def test_an_answer_to_another_question_that_comes_while_the_words_are_read(chain: Chain, group: UUID) -> None:
    await say(chain, group, "se promener sans peur")
    await chain.follow()
    later: list[str] = []

    async def meanwhile() -> None:
        later.extend(await say(chain, group, "se promener sans peur", question="policy"))
        await chain.follow()

    await interrupted(chain, meanwhile)
    assert await chain.leftovers("se promener sans peur") == {"statement": 1, "embedding": 1, "proposal": 1}
    await chain.settle()
    assert await chain.leftovers("se promener sans peur") == {"statement": 1, "embedding": 1, "proposal": 2}
    assert await chain.facts() == await chain.truth()


async def test_words_that_come_back_while_they_are_read_are_kept(chain: Chain, group: UUID) -> None:
    first = await say(chain, group, "chanter ensemble le soir")
    await chain.follow()

    async def meanwhile() -> None:
        await chain.withdraw(first[0])
        await chain.follow()
        await say(chain, group, "chanter ensemble le soir")
        await chain.follow()

    await interrupted(chain, meanwhile)
    await chain.settle()
    assert await chain.leftovers("chanter ensemble le soir") == {"statement": 1, "embedding": 1, "proposal": 1}
    assert await chain.facts() == await chain.truth()


async def test_vectors_come_back_as_they_were_stored(chain: Chain, group: UUID) -> None:
    await say(chain, group, "un vecteur aller et retour", "et un autre")
    await chain.settle()
    model = await chain.pool.fetchrow("select id, dimension from model limit 1")
    async with chain.pool.acquire() as connection:
        ids, raw = await vectors.load(connection, model["id"], model["dimension"], 0)
        nothing, none = await vectors.load(connection, model["id"], model["dimension"], 2**62)
    assert (nothing.shape, none.shape) == ((0,), (0, model["dimension"]))
    texts = dict(await chain.pool.fetch("select id, text from statement"))
    exact = chain.reader.encoder.encode([texts[int(id)] for id in ids])
    np.testing.assert_array_equal(raw, exact.astype(np.float16).astype(np.float32))


async def readings(chain: Chain) -> dict[str, str]:
    return dict(await chain.pool.fetch("select coder, state from reading order by id"))


async def test_a_new_reading_fills_behind_the_old_one_and_takes_its_place(chain: Chain, group: UUID) -> None:
    criteria = await say(chain, group, *(f"une place à l'ombre {n}" for n in range(20)))
    (human,) = await say(chain, group, "une place au soleil", codes=["C01"])
    await chain.settle()
    before = [await code_of(chain, criterion) for criterion in criteria]
    old = chain.reads
    watched = Watched(chain.reader.encoder)
    new = Reads(chain.pool, another(chain.reader, coder=Always("B02"), coder_version="later", encoder=watched), 16)
    await new.step()
    assert (await readings(chain))["later"] == "filling"
    assert [await code_of(chain, criterion) for criterion in criteria] == before
    # Said while it fills: the old reading serves it, and the new one reads it too.
    (late,) = await say(chain, group, "une place pour danser")
    await chain.follow()
    await chain.read(old)
    expected = await chain.proposed("une place pour danser", "wellbeing")
    assert await code_of(chain, late) == (expected, "proposed" if expected else "uncoded")
    status = (await chain.ask("synthesis", "GET", "/v1/status", "staff")).json()
    assert {row["state"]: row["pending"] > 0 for row in status["readings"]} == {"serving": False, "filling": True}
    await chain.count()
    await chain.mirror.refresh()
    assert (await chain.ask("synthesis", "GET", "/v1/status", "staff")).json()["up_to_date"] is True
    await chain.read(new)
    assert await readings(chain) == {chain.reader.coder_version: "retired", "later": "serving"}
    for criterion in (*criteria, late):
        assert await code_of(chain, criterion) == ("B02", "proposed")
    assert await code_of(chain, human) == ("C01", "human")
    assert watched.texts == [], "vectors of the same model are read from where they are kept"
    assert await chain.pool.fetchval("select count(distinct reading_id) from proposal") == 1
    await chain.count()
    counted = {key[3] for key in await chain.facts() if key[4] == "proposed"}
    assert counted == {"B02"}
    # The worker of before goes on without doing harm, and comes back to its own when it is started anew.
    assert await old.step() == 0
    await say(chain, group, "une place de plus")
    await chain.follow()
    assert await old.step() == 0
    back = Reads(chain.pool, chain.reader, 16)
    await chain.read(back)
    chain.reads = back
    await chain.settle()
    assert (await readings(chain))["later"] == "retired"
    assert await chain.facts() == await chain.truth()


async def test_two_new_workers_change_readings_once(chain: Chain, group: UUID) -> None:
    await say(chain, group, *(f"un arbre de plus {n}" for n in range(40)))
    await chain.settle()
    for version, reader in (("both", another(chain.reader, coder_version="both")), ("back", chain.reader)):
        reads = [Reads(chain.pool, reader, 16) for _ in range(2)]
        await asyncio.gather(*(chain.read(each) for each in reads))
        serving = await chain.pool.fetchval("select coder from reading where state = 'serving'")
        assert serving == (version if version == "both" else chain.reader.coder_version)
    chain.reads = reads[0]
    await chain.settle()
    assert await chain.facts() == await chain.truth()


async def test_what_a_retired_reading_still_had_in_hand_is_not_kept(chain: Chain, group: UUID) -> None:
    await say(chain, group, "lu pour rien")
    await chain.follow()
    new = Reads(chain.pool, another(chain.reader, coder_version="quicker"), 16)

    async def meanwhile() -> None:
        await chain.read(new)

    await interrupted(chain, meanwhile)
    serving = await chain.pool.fetchval("select id from reading where state = 'serving'")
    assert await chain.pool.fetchval("select count(*) from proposal where reading_id <> $1", serving) == 0
    chain.reads = Reads(chain.pool, chain.reader, 16)
    await chain.settle()
    assert await chain.facts() == await chain.truth()


class Larger(TinyEncoder):
    """Other weights: another space."""

    revision = "2"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode([f"{text} {text[::-1]}" for text in texts])


async def test_another_model_fills_behind_and_then_searches_in_its_own_space(chain: Chain, group: UUID) -> None:
    await say(chain, group, "une rue sans voitures", "un marché couvert")
    await chain.settle()
    reads = chain.reads
    encoder = Larger()
    larger = another(chain.reader, encoder=encoder, neutralizer=fit_neutralizer(encoder, None))
    new = Reads(chain.pool, larger, 16)
    # Begun and not ended: the old vectors serve.
    await new.step()
    await chain.mirror.refresh()
    assert (await chain.search("une rue sans voitures")).json()["items"][0]["text"] == "une rue sans voitures"
    await chain.read(new)
    await chain.mirror.refresh()
    names = [row[0] for row in await chain.pool.fetch(
        "select distinct revision from embedding join model on model.id = model_id")]  # fmt: skip
    assert names == ["2"]
    # This replica still has the old model: it says so, and words and counts go on.
    assert (await chain.search("une rue sans voitures")).status_code == 503
    assert (await chain.search("une rue sans voitures", mode="words")).json()["items"][0]["score"] > 0.5
    assert (await chain.trends()).status_code == 200
    replica = Mirror(chain.pool, larger)
    await replica.refresh()
    old, chain.app.state.mirror = chain.mirror, replica
    try:
        found = (await chain.search("une rue sans voitures")).json()["items"][0]
        assert (found["text"], found["score"]) == ("une rue sans voitures", pytest.approx(1, abs=0.01))
    finally:
        chain.app.state.mirror = old
    # The replica changes its model while it lives.
    old.speech = larger
    await old.refresh()
    assert (await chain.search("un marché couvert")).json()["items"][0]["text"] == "un marché couvert"
    chain.reads, old.speech = Reads(chain.pool, reads._reader, 16), chain.reader
    await chain.settle()
    assert (await chain.search("un marché couvert")).json()["items"][0]["text"] == "un marché couvert"
    assert await chain.facts() == await chain.truth()


async def test_another_codebook_counts_what_people_coded_in_it(
    chain: Chain, group: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = default_codebook()
    other = known.model_copy(update={"version": "after-" + known.version})
    both = {known.version: known, other.version: other}
    for place in ("services.criteria.operations", "services.criteria.imports.checking", "services.synthesis.following"):
        monkeypatch.setattr(f"{place}.codebooks", lambda: both)
    (made,) = await say(chain, group, "une voix au conseil", codes=["C01"])
    await chain.code(made, "A02", codebook=other.version)
    await chain.settle()
    assert await code_of(chain, made) == ("C01", "human")
    await chain.read(Reads(chain.pool, another(chain.reader, codebook=other.version), 16))
    await chain.settle()
    assert await code_of(chain, made) == ("A02", "human")
    await chain.read(Reads(chain.pool, chain.reader, 16))
    chain.reads = Reads(chain.pool, chain.reader, 16)
    await chain.settle()
    assert await code_of(chain, made) == ("C01", "human")
    assert await chain.facts() == await chain.truth()


async def test_the_slice_of_a_worker_whose_connection_broke_is_free_again(
    chain: Chain, group: UUID, database: str, settings: CommonSettings, synthesis_settings: SynthesisSettings
) -> None:
    await say(chain, group, "le fil qui casse")
    await chain.follow()
    row = await register(chain.pool, chain.reader)
    block = await chain.pool.fetchval("select statement_id / 16 from pending where reading_id = $1", row.id)
    broken = await asyncpg.connect(service_dsn("synthesis", synthesis_settings, database))
    await broken.execute("select pg_advisory_lock($1, $2)", 0x5350 + row.id, block)
    assert await chain.reads.step() == 0
    broken.terminate()
    for _ in range(100):
        if await chain.reads.step():
            break
        await asyncio.sleep(0.05)
    assert await chain.pool.fetchval("select count(*) from pending") == 0
