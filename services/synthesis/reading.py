"""Read statements: a vector for each distinct text, and the codes that are proposed for it.

A *reading* is a model, a codebook version and a coder. While a new reading fills in the background the old
one serves; when nothing is pending any more, the new one takes its place in one transaction.
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.database import Connection, Pool

from . import vectors
from .reader import Proposed, Reader
from .turns import take_turn, take_turn_beside_readers

log = logging.getLogger("spiral")

_LOCK_SPACE = 0x5350  # of the advisory locks that keep two workers from the same slice
_SLICES_AHEAD = 8

_PROPOSED = ("code", "codes", "scores", "meaning", "meaning_score", "contested")
_HELD = ("learnt", "blind_code", "blind_codes", "blind_scores")

_PROPOSE = f"""
insert into proposal (reading_id, statement_id, question, {", ".join(_PROPOSED + _HELD)})
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (reading_id, statement_id, question) do update set
    {", ".join(f"{name} = excluded.{name}" for name in _PROPOSED + _HELD)}
"""  # noqa: S608


@dataclass(frozen=True)
class ReadingRow:
    """A reading as it stands in the database."""

    id: int
    model_id: int
    state: str


async def register(pool: Pool, reader: Reader) -> ReadingRow:
    """Find or begin the reading that a reader does; the first one serves from its start."""
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        model_id = await register_model(connection, reader)
        row = await connection.fetchrow(
            "select id, model_id, state from reading where model_id = $1 and codebook = $2 and coder = $3",
            model_id,
            reader.codebook,
            reader.coder_version,
        )
        if row is None or row["state"] == "retired":
            row = await begin(connection, model_id, reader.codebook, reader.coder_version)
        return ReadingRow(**dict(row))


async def register_model(connection: Connection, reader: Reader) -> int:
    """Give the number of a reader's model, which it gets now if it has none."""
    number: int = await connection.fetchval(
        "insert into model (name, revision, dimension) values ($1, $2, $3)"
        " on conflict (name, revision) do update set dimension = excluded.dimension returning id",
        reader.encoder.model_id,
        reader.encoder.revision,
        reader.encoder.dimension,
    )
    return number


async def begin(connection: Connection, model_id: int, codebook: str, coder: str, n_lessons: int = 0) -> Any:
    """Begin a reading of all statements, inside the caller's turn; it serves at once where none does."""
    serving = await connection.fetchval("select id from reading where state = 'serving'")
    row = await connection.fetchrow(
        "insert into reading (model_id, codebook, coder, state, serving_since, n_lessons) values ($1, $2, $3, $4,"
        " case when $4 = 'serving' then now() end, $5) on conflict (model_id, codebook, coder)"
        " do update set state = excluded.state, created_at = now() returning id, model_id, state",
        model_id,
        codebook,
        coder,
        "filling" if serving else "serving",
        n_lessons,
    )
    await connection.execute(
        "insert into pending (reading_id, statement_id) select $1, id from statement on conflict do nothing",
        row["id"],
    )
    return row


class Reads:
    """The step that reads pending statements, for one reader; any number of workers may take it."""

    def __init__(self, pool: Pool, reader: Reader, slice_size: int) -> None:
        """Keep the reader and how many statements are read and written together."""
        self._pool = pool
        self._reader = reader
        self._size = slice_size
        self._row: ReadingRow | None = None

    async def step(self) -> int:
        """Read one slice of pending statements; gives how many. With none left a filling reading takes over."""
        if self._row is None:
            self._row = await register(self._pool, self._reader)
        row = self._row
        # The lock is the connection's own and needs no transaction: a long one would hold every feed back.
        async with self._pool.acquire() as connection:
            block = await self._claim(connection, row)
            if block is None:
                if await take_over(self._pool, row):
                    self._row = None
                    return 1
                return 0
            try:
                return await self._read(connection, row, block)
            finally:
                await connection.execute("select pg_advisory_unlock($1, $2)", _LOCK_SPACE + row.id, block)

    async def _claim(self, connection: Connection, row: ReadingRow) -> int | None:
        """Lock the first slice of pending statements that no other worker holds."""
        pending = await connection.fetch(
            "select distinct statement_id / $2 as block from (select statement_id from pending"
            " where reading_id = $1 order by statement_id limit $3) first order by block",
            row.id,
            self._size,
            self._size * _SLICES_AHEAD,
        )
        for found in pending:
            block: int = found["block"]
            if await connection.fetchval("select pg_try_advisory_lock($1, $2)", _LOCK_SPACE + row.id, block):
                return block
        return None

    async def _read(self, connection: Connection, row: ReadingRow, block: int) -> int:
        due = await connection.fetch(
            "select s.id, s.text, e.vector::text as vector, array(select distinct question from criterion"
            " where statement_id = s.id) as questions from pending p join statement s on s.id = p.statement_id"
            " left join embedding e on e.model_id = $2 and e.statement_id = s.id"
            " where p.reading_id = $1 and p.statement_id between $3 and $4 order by s.id",
            row.id,
            row.model_id,
            block * self._size,
            (block + 1) * self._size - 1,
        )
        if not due:
            return 1  # another worker has just read it
        new = np.array([found["vector"] is None for found in due])
        raw = np.zeros((len(due), self._reader.encoder.dimension), dtype=np.float32)
        for position, found in enumerate(due):
            if found["vector"] is not None:
                raw[position] = np.fromstring(found["vector"][1:-1], sep=",", dtype=np.float32)
        if new.any():
            exact = await self._reader.encode([found["text"] for found in due if found["vector"] is None])
            raw[new] = exact.astype(np.float16)  # as it is stored, so that another reading finds the same
        proposed = await self._reader.propose(
            raw, [found["text"] for found in due], [found["questions"] for found in due]
        )
        await self._write(connection, row, due, new, raw, proposed)
        return len(due)

    async def _write(
        self, connection: Connection, row: ReadingRow, due: list[Any], new: Any, raw: Any, proposed: list[Any]
    ) -> None:
        ids = np.array([found["id"] for found in due], dtype=np.int64)
        async with connection.transaction():
            await take_turn_beside_readers(connection)
            if await connection.fetchval("select state from reading where id = $1", row.id) == "retired":
                return  # another reading took over while this one was read
            alive = await connection.fetch("select id from statement where id = any($1) for key share", ids.tolist())
            here = {found["id"] for found in alive}  # what was withdrawn meanwhile is not read any more
            kept = np.array([found["id"] in here for found in due])
            there = await connection.fetch(
                "select statement_id from embedding where model_id = $1 and statement_id = any($2)",
                row.model_id,
                ids.tolist(),
            )
            known = {found["statement_id"] for found in there}
            fresh = np.array([found["id"] not in known for found in due])
            wanted = new & kept & fresh
            if wanted.any():
                await vectors.store(connection, row.model_id, ids[wanted], raw[wanted])
            rows = [(row.id, *values) for values in _by_statement(due, proposed) if values[0] in here]
            await connection.executemany(_PROPOSE, rows)
            # What was said as an answer to another question meanwhile stays pending for that one.
            await connection.execute(
                "delete from pending where reading_id = $1 and statement_id = any($2) and not exists ("
                "select 1 from criterion c where c.statement_id = pending.statement_id and not exists ("
                "select 1 from proposal p where p.reading_id = $1 and p.statement_id = c.statement_id"
                " and p.question = c.question))",
                row.id,
                ids.tolist(),
            )
            await _apply(connection, row.id, ids.tolist())


def _by_statement(due: list[Any], proposed: list[Any]) -> list[tuple[Any, ...]]:
    rows = []
    values = iter(proposed)
    for found in due:
        for question in found["questions"]:
            proposal = next(values)
            rows.append((found["id"], question, *_values(proposal)))
    return rows


def _values(proposed: Proposed) -> tuple[Any, ...]:
    ranked, blind = proposed.ranked, proposed.blind
    held = (True, blind.code, blind.codes, blind.scores) if blind else (False, None, None, None)
    meaning = (proposed.meaning, proposed.meaning_score)
    return (ranked.code, ranked.codes, ranked.scores, *meaning, proposed.contested, *held)


async def _apply(connection: Connection, reading_id: int, statement_ids: list[int] | None) -> None:
    """Let the serving reading's proposals count where no person has coded; other readings change nothing."""
    await connection.execute(
        "with changed as (update criterion c set code = p.code,"
        " status = case when p.code is null then 'uncoded' else 'proposed' end,"
        " changed_xid = pg_current_xact_id() from proposal p"
        " where p.reading_id = $1 and p.statement_id = c.statement_id and p.question = c.question"
        " and ($2::bigint[] is null or c.statement_id = any($2)) and c.human_code is null"
        " and (c.code, c.status) is distinct from"
        " (p.code, case when p.code is null then 'uncoded' else 'proposed' end)"
        " and exists (select 1 from reading where id = $1 and state = 'serving') returning c.group_id)"
        # In one order, so that two workers never wait for each other.
        " update known_group set to_count = true where id in"
        " (select id from known_group where id in (select group_id from changed) order by id for update)",
        reading_id,
        statement_ids,
    )


async def take_over(pool: Pool, row: ReadingRow) -> bool:
    """Let a filled reading serve, and forget the one before; tells whether it did."""
    if row.state == "serving":
        return False
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if await connection.fetchval("select exists (select 1 from pending where reading_id = $1)", row.id):
            return False
        if await connection.fetchval("select state from reading where id = $1", row.id) != "filling":
            return True
        before = await connection.fetchval(
            "update reading set state = 'retired' where state = 'serving' returning codebook"
        )
        await connection.execute("update reading set state = 'serving', serving_since = now() where id = $1", row.id)
        await _apply(connection, row.id, None)
        if await connection.fetchval("select codebook from reading where id = $1", row.id) != before:
            # What people coded is kept for one codebook only; the feed tells it for all of them.
            await connection.execute(
                "update feed_cursor set cursor = null, caught_up_at = null where feed = 'criteria'"
            )
        await connection.execute("delete from proposal where reading_id <> $1", row.id)
        await connection.execute("delete from pending where reading_id <> $1", row.id)
        await connection.execute("delete from embedding where model_id <> $1", row.model_id)
    log.info("a new reading serves", extra={"fields": {"reading": row.id}})
    return True
