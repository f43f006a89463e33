"""The work of making syntheses, as PostgreSQL sees it: claimed by a lock that dies with its worker."""

import json
from typing import Any
from uuid import UUID

from shared.database import Connection

from .making.disagreements import Doubt

_LOCK_SPACE = 0x5359
ATTEMPTS = 3
"""How often a synthesis is begun; one that brought its worker down so often is given up."""


PATIENCE_SECONDS = 600.0
"""How long a synthesis waits for what was said before it was asked for to be read."""

_DUE = """
select id from synthesis where state = 'running' or (state = 'queued' and (
    asked_at < now() - make_interval(secs => $1)
    or (asked_at <= (select min(caught_up_at) from feed_cursor where feed <> 'process')
        and not exists (select 1 from pending where reading_id in (select id from reading where state = 'serving'))
        and exists (select 1 from reading where state = 'serving'))))
order by asked_at, id
"""


async def claim(connection: Connection) -> Any:
    """Lock the synthesis that has waited longest; gives its row, None when there is no work.

    The lock belongs to the connection: when a worker is killed, PostgreSQL lets it go, and another worker finds
    the row still ``running`` and begins anew. `unclaim` lets it go otherwise.
    """
    due = await connection.fetch(_DUE, PATIENCE_SECONDS)
    for found in due:
        if not await connection.fetchval("select pg_try_advisory_lock($1, hashtext($2::text))", *_lock(found["id"])):
            continue
        row = await connection.fetchrow(
            "update synthesis set state = 'running', started_at = now(), attempts = attempts + 1, phase = 'reading',"
            " progress = 0 where id = $1 and state in ('queued', 'running')"
            " returning id, request, scope_key, includes_local, attempts",
            found["id"],
        )
        if row is not None:
            return row
        await unclaim(connection, found["id"])  # another worker has just finished it
    return None


async def unclaim(connection: Connection, id: UUID) -> None:
    """Let others have it."""
    await connection.execute("select pg_advisory_unlock($1, hashtext($2::text))", *_lock(id))


def _lock(id: UUID) -> tuple[int, str]:
    return _LOCK_SPACE, str(id)


async def tell(connection: Connection, id: UUID, phase: str, share: float) -> bool:
    """Keep how far the work is; tells whether it is still wanted."""
    status: str = await connection.execute(
        "update synthesis set phase = $2, progress = $3 where id = $1 and state = 'running'", id, phase, share
    )
    return status.endswith(" 1")


async def put_back(connection: Connection, id: UUID) -> None:
    """Let another worker begin it anew; this one is told to go, which is not the synthesis's fault."""
    await connection.execute(
        "update synthesis set state = 'queued', attempts = attempts - 1, phase = 'waiting', progress = 0"
        " where id = $1 and state = 'running'",
        id,
    )


async def finish(
    connection: Connection, id: UUID, inputs: bytes, topics: bytes, provenance: Any, document: str
) -> bool:
    """Keep what was found, which from now on never changes; tells whether it was still wanted."""
    status: str = await connection.execute(
        "update synthesis set state = 'done', phase = 'done', progress = 1, finished_at = now(), inputs = $2,"
        " topics = $3, provenance = $4, document = $5 where id = $1 and state = 'running'",
        id,
        inputs,
        topics,
        json.dumps(provenance),
        document,
    )
    return status.endswith(" 1")


async def keep_doubts(connection: Connection, id: UUID, looked_at: list[int], doubts: list[Doubt]) -> None:
    """Put the statements whose code is foreign to their topic before people, in place of what was there of these."""
    await connection.execute("delete from topic_doubt where statement_id = any($1)", looked_at)
    await connection.execute(
        "insert into topic_doubt (statement_id, question, code, synthesis_id)"
        " select s.id, d.question, d.code, $1 from unnest($2::bigint[], $3::text[], $4::text[])"
        " as d (id, question, code) join statement s on s.id = d.id for key share of s",
        id,
        [doubt.statement_id for doubt in doubts],
        [str(doubt.question) for doubt in doubts],
        [doubt.code for doubt in doubts],
    )


async def fail(connection: Connection, id: UUID, problem: str) -> None:
    """Note why it could not be made."""
    await connection.execute(
        "update synthesis set state = 'failed', problem = $2, finished_at = now() where id = $1 and state = 'running'",
        id,
        problem,
    )
