"""Learning from people: lessons are chosen from what they coded, and a new reading begins with a coder made of them.

A reading's coder is named by its method, its seeds and a digest of its lessons, and the lessons are kept: any worker
that finds the name makes the same coder of them. The reading before serves until the new one has filled. Vectors stay,
so that only proposing is done again.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.database import Connection, Pool

from ..engine.coding.coder import Coder
from ..engine.coding.examples import Lesson
from ..reader import Reader
from ..reading import Reads, begin, register_model
from ..settings import SynthesisSettings
from ..turns import take_turn

PER_CODE = 100
"""Lessons of one code at most: what one city says forty times a day does not drown the codes it never names."""

MOST = 2000
"""Lessons in all: learning is cubic, and takes about eight seconds and 400 MiB with as many."""

MOST_WEIGHT = 3.0
"""What one text with one code counts at most, however often it was said and coded."""

# In turns by territory and language, so that within a code nobody is first twice before everybody was once.
# What is to stay local teaches nothing, since what is learnt serves everybody.
_CHOOSE = """
with said as (
    select statement_id, question, human_code as code, min(territory_id::text) as territory, min(language) as language,
        sum(case when human_status = 'validated' then 1.0 else 0.5 end) as weight
    from criterion where human_code is not null and text is not null and scope <> 'local'
    group by statement_id, question, human_code),
turns as (
    select *, row_number() over (partition by code, territory, language
        order by weight desc, statement_id desc, question) as turn from said),
placed as (
    select *, row_number() over (partition by code
        order by turn, weight desc, statement_id desc, question) as place from turns)
select statement_id, question, code, least(weight, $3)::real as weight from placed where place <= $1
order by place, statement_id, question, code limit $2
"""

_KEPT = """
select l.statement_id, l.question, l.code, l.weight, s.text, e.vector::text as vector
from lesson l join statement s on s.id = l.statement_id
left join embedding e on e.statement_id = l.statement_id and e.model_id = $2
where l.coder = $1 order by l.statement_id, l.question, l.code
"""

_READINGS = """
select r.id, r.model_id, r.coder, r.state, r.n_lessons, r.codebook,
    r.created_at < now() - make_interval(secs => $1) as rested
from reading r where r.state <> 'retired' order by (r.state = 'serving') desc, r.id
"""


@dataclass(frozen=True)
class Chosen:
    """Lessons to learn: statement, question, code and weight of each."""

    rows: list[tuple[int, str, str, float]]

    def name(self, base: str) -> str:
        """Give the name of the coder that learns them; without any, that of the seeds alone."""
        if not self.rows:
            return base
        lines = "\n".join("|".join(str(part) for part in row) for row in sorted(self.rows))
        return f"{base}+{hashlib.blake2b(lines.encode(), digest_size=6).hexdigest()}"

    def differs(self, other: "Chosen") -> int:
        """Count the lessons that only one of the two has."""
        return len({row[:3] for row in self.rows} ^ {row[:3] for row in other.rows})


async def choose(connection: Connection) -> Chosen:
    """Choose lessons from all that people coded in the serving codebook."""
    rows = await connection.fetch(_CHOOSE, PER_CODE, MOST, MOST_WEIGHT)
    return Chosen([tuple(row) for row in rows])


class Learning:
    """Reads with the coder that each living reading names, and begins a new one when people have coded enough."""

    def __init__(self, pool: Pool, reader: Reader, settings: SynthesisSettings) -> None:
        """Begin with the reader whose coder knows the seeds only."""
        self._pool = pool
        self._reader = reader
        self._settings = settings
        self._reads: dict[str, Reads] = {}

    async def step(self) -> int:
        """Read one slice for the serving reading, else for the one that fills; gives how many statements."""
        readings = await self._living()
        if not readings:
            return await self._begin()
        here = {row["coder"] for row in readings}
        self._reads = {name: reads for name, reads in self._reads.items() if name in here}
        for row in readings:
            reads = await self._of(row)
            # Where words among its lessons were withdrawn nobody can make a coder again, so another is begun.
            if done := await (self._begin() if reads is None else reads.step()):
                return done
        return 0

    async def learn(self) -> int:
        """Begin a new reading when enough is new among what people coded; tells whether it did."""
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(_READINGS, self._settings.learn_seconds)
            if len(rows) != 1 or not self._mine(rows[0]) or not rows[0]["rested"]:
                return 0  # another one fills, or was begun a moment ago
            wanted, known = await choose(connection), await self._kept(connection, rows[0]["coder"])
        lost = rows[0]["n_lessons"] - len(known.rows)
        enough = max(self._settings.learn_from, self._settings.learn_share * len(known.rows))
        if wanted.differs(known) < enough and not lost:
            return 0
        return await self._begin()

    async def _living(self) -> list[Any]:
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(_READINGS, 0.0)
            model = await register_model(connection, self._reader)
        return [row for row in rows if self._mine(row) and row["model_id"] == model]

    def _mine(self, row: Any) -> bool:
        base: str = row["coder"].split("+")[0]
        return base == self._reader.coder_version and row["codebook"] == self._reader.codebook

    async def _begin(self) -> int:
        """Begin a reading with what people have coded until now; another worker may be quicker."""
        async with self._pool.acquire() as connection, connection.transaction():
            await take_turn(connection)
            rows = await connection.fetch(_READINGS, 0.0)
            if any(row["state"] == "filling" and self._mine(row) for row in rows):
                return 0
            codebooks = {row["codebook"] for row in rows if row["state"] == "serving"}
            # What people coded is kept for the serving codebook only.
            teachable = codebooks == {self._reader.codebook} and self._reader.teacher is not None
            chosen = await choose(connection) if teachable else Chosen([])
            name = chosen.name(self._reader.coder_version)
            if name in {row["coder"] for row in rows if self._mine(row)}:
                return 0
            await self._keep(connection, name, chosen)
        return 1

    async def _keep(self, connection: Connection, name: str, chosen: Chosen) -> None:
        await connection.execute(
            "delete from lesson where coder not in (select coder from reading where state <> 'retired')"
        )
        await connection.executemany(
            "insert into lesson (coder, statement_id, question, code, weight) values ($1, $2, $3, $4, $5)"
            " on conflict do nothing",
            [(name, *row) for row in chosen.rows],
        )
        model = await register_model(connection, self._reader)
        await begin(connection, model, self._reader.codebook, name, len(chosen.rows))

    async def _of(self, row: Any) -> Reads | None:
        if row["coder"] not in self._reads:
            made = await self._made(row["coder"], row["n_lessons"])
            if made is None:
                return None
            self._reads[row["coder"]] = made
        return self._reads[row["coder"]]

    async def _made(self, name: str, n_lessons: int) -> Reads | None:
        """Make the reader of a coder's name; None where its lessons are not all there any more."""
        if name == self._reader.coder_version:
            return Reads(self._pool, self._reader, self._settings.slice_size)
        async with self._pool.acquire() as connection:
            model = await register_model(connection, self._reader)
            rows = await connection.fetch(_KEPT, name, model)
        if self._reader.teacher is None or len(rows) != n_lessons:
            return None
        coder = await self._taught(rows)
        return Reads(self._pool, self._reader.taught(coder, name), self._settings.slice_size)

    async def _taught(self, rows: list[Any]) -> Coder:
        teacher = self._reader.teacher
        assert teacher is not None
        raw = np.zeros((len(rows), self._reader.encoder.dimension), dtype=np.float32)
        for position, row in enumerate(rows):
            if row["vector"] is not None:
                raw[position] = np.fromstring(row["vector"][1:-1], sep=",", dtype=np.float32)
        missing = [position for position, row in enumerate(rows) if row["vector"] is None]
        if missing:
            exact = await self._reader.encode([rows[position]["text"] for position in missing])
            raw[missing] = exact.astype(np.float16)
        lessons = [Lesson(row["code"], row["question"], row["text"], row["weight"]) for row in rows]
        vectors = await asyncio.to_thread(self._reader.neutralizer.transform, raw)
        return await asyncio.to_thread(teacher.coder, lessons, vectors)

    async def _kept(self, connection: Connection, name: str) -> Chosen:
        rows = await connection.fetch(
            "select statement_id, question, code, weight from lesson where coder = $1"
            " order by statement_id, question, code",
            name,
        )
        return Chosen([tuple(row) for row in rows])
