"""The imports themselves: begun once for each idempotency key, moved on with every chunk, told when asked."""

import json
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID, uuid4

from shared.database import Connection
from shared.identity import Identity
from shared.rows.outcomes import Cause, merge_causes

from ..errors import IdempotencyKeyReused, ImportRunning, ImportUnknown
from ..schemas import ImportRecord, Mode, Receipt, UploadRecord
from .outcomes import Tally

ABANDONED_SECONDS = 60
"""An import that has not moved for so long was left by its request; the same key may begin it again."""


@dataclass(frozen=True)
class Request:
    """What a push asks for."""

    territory_id: UUID
    source: str
    mode: Mode = Mode.PARTIAL
    dry_run: bool = False
    restore: bool = False
    resumable: bool = False

    @property
    def staged(self) -> bool:
        """Atomic and dry-run imports wait in a stage until they are applied together."""
        return self.mode == Mode.ATOMIC or self.dry_run


_ASKED = tuple(field.name for field in fields(Request))


async def begin(
    connection: Connection, owner: Identity, key: str, request: Request
) -> tuple[UUID, dict[str, Any] | None]:
    """Begin an import, or find the one this key began.

    Gives its id and, when it has received its whole body already, its row: then the body is only compared.
    One whose body was cut or could not be read begins again. Raises ``IdempotencyKeyReused`` for another
    request under the same key and ``ImportRunning`` (409).
    """
    created = await connection.fetchval(
        "insert into import (id, owner, idempotency_key, territory_id, source, mode, dry_run, restore,"
        " resumable, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'receiving')"
        " on conflict (owner, idempotency_key) do nothing returning id",
        uuid4(),
        owner.subject,
        key,
        request.territory_id,
        request.source,
        request.mode,
        request.dry_run,
        request.restore,
        request.resumable,
    )
    if created is not None:
        return created, None
    row = await connection.fetchrow(
        "select *, now() - touched_at > make_interval(secs => $3) as abandoned from import"
        " where owner = $1 and idempotency_key = $2 for update",
        owner.subject,
        key,
        float(ABANDONED_SECONDS),
    )
    asked = Request(**{name: row[name] for name in _ASKED})
    if asked != request:
        raise IdempotencyKeyReused
    ended = row["state"] in ("done", "failed") and row["digest"] is not None
    if ended or request.resumable:
        return row["id"], dict(row)
    if row["state"] in ("receiving", "staged") and not row["abandoned"]:
        raise ImportRunning(headers={"Retry-After": "2"})
    await connection.execute("delete from import_chunk where import_id = $1", row["id"])
    await connection.execute("delete from import_stage where import_id = $1", row["id"])
    await connection.execute(
        "update import set state = 'receiving', bytes = 0, lines = 0, records = 0, counts = '{}',"
        " causes = '[]', problem = null, digest = null, finished_at = null, touched_at = now() where id = $1",
        row["id"],
    )
    return row["id"], None


async def move_on(
    connection: Connection,
    import_id: UUID,
    tally: Tally,
    *,
    n_bytes: int,
    n_lines: int,
    digest: str | None = None,
) -> None:
    """Add a chunk's outcomes and counts, inside the transaction that keeps its rows."""
    if len(tally):
        await connection.execute(
            "insert into import_chunk (import_id, first_line, outcomes) values ($1, $2, $3)",
            import_id,
            tally.first_line,
            tally.pack(),
        )
    row = await connection.fetchrow("select counts, causes from import where id = $1 for update", import_id)
    counts = json.loads(row["counts"])
    for name, number in tally.counts().items():
        counts[name] = counts.get(name, 0) + number
    causes = merge_causes([Cause(**cause) for cause in json.loads(row["causes"])], tally.causes())
    await connection.execute(
        "update import set bytes = bytes + $2, lines = lines + $3, records = records + $4, counts = $5,"
        " causes = $6, digest = coalesce($7, digest), touched_at = now() where id = $1",
        import_id,
        n_bytes,
        n_lines,
        len(tally),
        json.dumps(counts),
        json.dumps([cause.model_dump() for cause in causes]),
        digest,
    )


async def set_state(
    connection: Connection,
    import_id: UUID,
    state: str,
    *,
    digest: str | None = None,
    n_bytes: int | None = None,
) -> None:
    """Set how an import stands; ``done`` and ``failed`` end it."""
    await connection.execute(
        "update import set state = $2, digest = coalesce($3, digest), bytes = coalesce($4, bytes),"
        " touched_at = now(), finished_at = case when $2 in ('done', 'failed') then now() end where id = $1",
        import_id,
        state,
        digest,
        n_bytes,
    )


async def leave(connection: Connection, import_id: UUID, state: str, problem: dict[str, Any]) -> None:
    """Leave an import whose body could not be received to its end, and forget what was staged of it."""
    async with connection.transaction():
        left = await connection.fetchval(
            "update import set state = $2, problem = $3, touched_at = now(),"
            " finished_at = case when $2 = 'failed' then now() end"
            " where id = $1 and state = 'receiving' returning id",
            import_id,
            state,
            json.dumps(problem),
        )
        await connection.execute("delete from import_stage where import_id = $1", left)


async def find(connection: Connection, import_id: UUID, identity: Identity, lock: bool = False) -> dict[str, Any]:
    """Give an import's row to its owner or to staff; raises ``ImportUnknown`` for everybody else."""
    row = await connection.fetchrow(
        f"select * from import where id = $1{' for update' if lock else ''}",  # noqa: S608
        import_id,
    )
    if row is None or not (row["owner"] == identity.subject or identity.reads_everything):
        raise ImportUnknown
    return dict(row)


async def listed(connection: Connection, identity: Identity, after: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Give imports, one's own or for staff all, by key."""
    rows = await connection.fetch(
        "select * from import where ($1::text is null or owner = $1) and ($2::uuid is null or id > $2)"
        " order by id limit $3",
        None if identity.reads_everything else identity.subject,
        after,
        limit,
    )
    return [dict(row) for row in rows]


def as_record(row: dict[str, Any]) -> ImportRecord:
    """Give an import as callers read it."""
    return ImportRecord(**_fields(row))


def as_upload(row: dict[str, Any]) -> UploadRecord:
    """Give a resumable import and where it goes on."""
    return UploadRecord(**_fields(row), offset=row["bytes"], last_part=row["digest"])


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    address = f"/v1/imports/{row['id']}"
    receipt = None
    if row["digest"] and row["state"] != "receiving" and not row["resumable"]:
        receipt = Receipt(sha256=row["digest"], bytes=row["bytes"], records=row["records"])
    return {
        "id": row["id"],
        "territory_id": row["territory_id"],
        "source": row["source"],
        "mode": row["mode"],
        "dry_run": row["dry_run"],
        "resumable": row["resumable"],
        "state": row["state"],
        "progress": {"bytes": row["bytes"], "records": row["records"]},
        "receipt": receipt,
        "counts": json.loads(row["counts"]),
        "causes": json.loads(row["causes"]),
        "problem": json.loads(row["problem"]) if row["problem"] else None,
        "created_at": row["created_at"],
        "finished_at": row["finished_at"],
        "expires_at": row["expires_at"],
        "links": {"self": address, "outcomes": f"{address}/outcomes"},
    }
