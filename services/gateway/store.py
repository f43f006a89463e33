"""Every question the gateway asks its table of keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .schemas import KeyRecord, KeyRole


@dataclass(frozen=True)
class StoredKey:
    """One row of the table."""

    id: str
    digest: bytes
    holder: str
    owner: str
    role: KeyRole
    roots: frozenset[UUID]
    made_by: str
    replaces: str | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def record(self, now: datetime) -> KeyRecord:
        """Give what may be shown of it."""
        state = "revoked" if self.revoked_at else "expired" if self.expires_at <= now else "live"
        shown = {name: getattr(self, name) for name in KeyRecord.model_fields if name not in ("state", "roots")}
        return KeyRecord(state=state, roots=sorted(self.roots), **shown)


def _stored(row: Any) -> StoredKey:
    return StoredKey(**{**row, "roots": frozenset(row["roots"])})


async def add_key(
    connection: Any,
    *,
    id: str,
    digest: bytes,
    holder: str,
    owner: str,
    role: str,
    roots: Sequence[UUID],
    made_by: str,
    replaces: str | None,
    valid_days: int,
) -> StoredKey:
    """Keep a new key."""
    return _stored(
        await connection.fetchrow(
            "insert into api_key (id, digest, holder, owner, role, roots, made_by, replaces, expires_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(days => $9)) returning *",
            *(id, digest, holder, owner, role, list(roots), made_by, replaces, valid_days),
        )
    )


async def find_key(connection: Any, id: str, *, lock: bool = False) -> StoredKey | None:
    """Give a key, or None; ``lock`` keeps others from changing it until the transaction ends."""
    query = "select * from api_key where id = $1"
    row = await connection.fetchrow(query + " for update" if lock else query, id)
    return _stored(row) if row else None


async def list_keys(connection: Any, after: Sequence[Any] | None, limit: int) -> list[StoredKey]:
    """Give keys in the order they were made."""
    created, id = after or (None, None)
    rows = await connection.fetch(
        "select * from api_key where $1::text is null or (created_at, id) > ($1::text::timestamptz, $2::text)"
        " order by created_at, id limit $3",
        *(created, id, limit),
    )
    return [_stored(row) for row in rows]


async def shorten(connection: Any, id: str, days: int) -> None:
    """Let a key end in some days, unless it ends before."""
    await connection.execute(
        "update api_key set expires_at = least(expires_at, now() + make_interval(days => $2)) where id = $1",
        *(id, days),
    )


async def revoke(connection: Any, ids: Sequence[str]) -> None:
    """End keys now; one that was revoked before keeps its first date."""
    await connection.execute(
        "update api_key set revoked_at = coalesce(revoked_at, now()) where id = any($1::text[])", list(ids)
    )


async def chain(connection: Any, id: str) -> list[str]:
    """Name a key and every key that came from it by rotation."""
    rows = await connection.fetch(
        "with recursive later as (select id from api_key where id = $1"
        " union select k.id from api_key k join later on k.replaces = later.id) select id from later",
        id,
    )
    return [row["id"] for row in rows]


async def note_use(connection: Any, ids: Sequence[str]) -> None:
    """Note, to the hour, that keys are in use."""
    await connection.execute(
        "update api_key set last_used_at = date_trunc('hour', now()) where id = any($1::text[])"
        " and (last_used_at is null or last_used_at < date_trunc('hour', now()))",
        list(ids),
    )
