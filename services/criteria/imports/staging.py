"""Imports that are kept all or not at all, and imports that are only tried.

Their checked rows wait in a stage, durable from the moment the request is answered; one short transaction
then applies them. A dry run does exactly the same and rolls back, so it tells what would happen.
"""

from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from asyncpg.pgproto.pgproto import UUID as FastUUID

from shared.database import Connection, Pool
from shared.rows.faults import Fault

from . import register
from .checking import Checked, Kept
from .outcomes import CREATED, NOT_STORED, Tally
from .retrying import retried
from .rows import Refused
from .writing import write_rows

_IDS = (1, 3)
"""Columns of a kept row that are identifiers, and are packed as bytes."""


async def stage(connection: Connection, import_id: UUID, checked: Checked, n_bytes: int, n_lines: int) -> None:
    """Keep a chunk of checked rows until the whole import is there."""
    lines = [row[0] for row in checked.kept] + [refused.line for refused in checked.refused]
    async with connection.transaction():
        if lines:
            await connection.execute(
                "insert into import_stage (import_id, first_line, rows) values ($1, $2, $3)",
                import_id,
                min(lines),
                _pack(checked),
            )
        await connection.execute(
            "update import set bytes = bytes + $2, lines = lines + $3, touched_at = now() where id = $1",
            import_id,
            n_bytes,
            n_lines,
        )


async def apply(pool: Pool, import_id: UUID) -> None:
    """Apply a staged import, once: whoever finds it applied does nothing."""
    async with pool.acquire() as connection:
        await retried(connection, partial(_apply, import_id))


async def _apply(import_id: UUID, connection: Connection) -> None:
    row = await connection.fetchrow("select * from import where id = $1 and state = 'staged' for update", import_id)
    if row is None:
        return
    whole = Checked()
    for packed in await connection.fetch(
        "select rows from import_stage where import_id = $1 order by first_line", import_id
    ):
        chunk = _unpack(packed["rows"])
        whole.kept += chunk.kept
        whole.refused += chunk.refused
    failed = row["mode"] == "atomic" and bool(whole.refused)
    tally = _not_stored(whole) if failed else await _written(connection, row, whole)
    await register.move_on(connection, import_id, tally, n_bytes=0, n_lines=0)
    await connection.execute("delete from import_stage where import_id = $1", import_id)
    await register.set_state(connection, import_id, "failed" if failed else "done")


async def _written(connection: Connection, row: Any, whole: Checked) -> Tally:
    # All at once and so in the order of their keys: two such imports chunk by chunk would wait for each other.
    attempt = connection.transaction()
    await attempt.start()
    tally = await write_rows(connection, row["territory_id"], row["source"], row["owner"], whole, row["restore"])
    if row["dry_run"]:
        await attempt.rollback()
        tally.forget_ids(tally.ids(CREATED))
    else:
        await attempt.commit()
    return tally


async def apply_left(pool: Pool) -> int:
    """Apply staged imports whose request ended before they were applied; gives how many."""
    left = await pool.fetch(
        "select id from import where state = 'staged' and touched_at < now() - interval '10 seconds'"
    )
    for row in left:
        await apply(pool, row["id"])
    return len(left)


def _not_stored(chunk: Checked) -> Tally:
    tally = Tally()
    for refused in chunk.refused:
        tally.refuse(refused.line, refused.external_id, refused.faults)
    for row in chunk.kept:
        tally.set(row[0], row[2], NOT_STORED, revision=0)
    return tally


def _pack(checked: Checked) -> bytes:
    kept = [[value.bytes if index in _IDS else value for index, value in enumerate(row)] for row in checked.kept]
    refused = [
        {"line": line.line, "external_id": line.external_id, "faults": [f.model_dump() for f in line.faults]}
        for line in checked.refused
    ]
    return msgspec.msgpack.encode([kept, refused])


def _unpack(packed: bytes) -> Checked:
    kept, refused = msgspec.msgpack.decode(packed)
    return Checked(kept=[_row(row) for row in kept], refused=[_refused(line) for line in refused])


def _row(values: list[Any]) -> Kept:
    return tuple(FastUUID(value) if index in _IDS else value for index, value in enumerate(values))


def _refused(line: dict[str, Any]) -> Refused:
    return Refused(line["line"], line["external_id"], [Fault(**fault) for fault in line["faults"]])
