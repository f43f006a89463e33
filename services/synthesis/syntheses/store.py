"""Every question that syntheses ask their tables."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from shared.database import Connection

_TOLD = (
    "id, state, request, scope_key, territory_id, scope_name, includes_local, asked_by, asked_at, started_at,"
    " finished_at, attempts, phase, progress, problem, provenance, validated_at, validated_by,"
    " released_at"
)
_JSON = ("request", "provenance", "document")

Row = dict[str, Any]


def _row(found: Any) -> Row | None:
    if found is None:
        return None
    return {name: json.loads(value) if name in _JSON and value else value for name, value in found.items()}


async def add(connection: Connection, key: str, values: Row) -> tuple[UUID, bool]:
    """Keep what is asked for, once for each key of a caller; gives its id, and whether it is new."""
    created = await connection.fetchval(
        "insert into synthesis (id, state, request, scope_key, territory_id, scope_name, includes_local, asked_by,"
        " idempotency_key) values ($1, 'queued', $2, $3, $4, $5, $6, $7, $8)"
        " on conflict (asked_by, idempotency_key) do nothing returning id",
        uuid4(),
        json.dumps(values["request"]),
        values["scope_key"],
        values["territory_id"],
        values["scope_name"],
        values["includes_local"],
        values["asked_by"],
        key,
    )
    if created is not None:
        return created, True
    found = await connection.fetchval(
        "select id from synthesis where asked_by = $1 and idempotency_key = $2", values["asked_by"], key
    )
    return found, False


async def one(connection: Connection, id: UUID, with_document: bool = False) -> Row | None:
    """Give a synthesis, with what it found where that is wanted."""
    columns = _TOLD + (", document" if with_document else "")
    return _row(await connection.fetchrow(f"select {columns} from synthesis where id = $1", id))  # noqa: S608


async def inputs(connection: Connection, id: UUID) -> tuple[bytes, bytes] | None:
    """Give what a finished synthesis was made of and where its topics lie, both packed."""
    row = await connection.fetchrow("select inputs, topics from synthesis where id = $1 and state = 'done'", id)
    return (row["inputs"], row["topics"]) if row else None


@dataclass(frozen=True)
class Listed:
    """Which syntheses a caller may see in a list."""

    territories: list[UUID] | None
    """Those of these territories only; None for all."""
    released_only: bool
    with_local: bool
    """Also those that count what stays local."""


async def page(connection: Connection, listed: Listed, after: list[Any] | None, limit: int) -> list[Row]:
    """List syntheses, the newest first."""
    rows = await connection.fetch(
        f"select {_TOLD} from synthesis where ($1::uuid[] is null or territory_id = any($1))"  # noqa: S608
        " and (not $2 or (released_at is not null and state = 'done'))"
        " and ($3 or not includes_local) and ($4::timestamptz is null or (asked_at, id) < ($4, $5))"
        " order by asked_at desc, id desc limit $6",
        listed.territories,
        listed.released_only,
        listed.with_local,
        datetime.fromisoformat(after[0]) if after else None,
        UUID(after[1]) if after else None,
        limit,
    )
    return [row for found in rows if (row := _row(found)) is not None]


async def last_of(connection: Connection, scope_key: str, before: UUID) -> UUID | None:
    """Give the synthesis of a scope that was finished last, other than this one."""
    found: UUID | None = await connection.fetchval(
        "select id from synthesis where scope_key = $1 and state = 'done' and id <> $2"
        " order by finished_at desc limit 1",
        scope_key,
        before,
    )
    return found


async def cancel(connection: Connection, id: UUID) -> bool:
    """Let a synthesis that is not finished end, whoever makes it looks every second; tells whether it was in time."""
    status: str = await connection.execute(
        "update synthesis set state = 'cancelled', finished_at = coalesce(finished_at, now())"
        " where id = $1 and state in ('queued', 'running', 'cancelled')",
        id,
    )
    return status.endswith(" 1")


async def validate(connection: Connection, id: UUID, by: str) -> None:
    """Note that people stand behind a synthesis."""
    await connection.execute(
        "update synthesis set validated_at = now(), validated_by = $2 where id = $1 and validated_at is null", id, by
    )


async def release(connection: Connection, id: UUID, by: str | None) -> None:
    """Open a synthesis to the public, or take it back."""
    await connection.execute(
        "update synthesis set released_at = case when $2::text is null then null else now() end, released_by = $2"
        " where id = $1",
        id,
        by,
    )


async def forget(connection: Connection, id: UUID) -> None:
    """Delete a synthesis with its names and remarks."""
    await connection.execute("delete from synthesis where id = $1", id)


async def name_topic(
    connection: Connection, id: UUID, layer: int, topic: int, language: str, name: str | None, by: str
) -> None:
    """Keep the name people give a topic, or take it back."""
    if name is None:
        await connection.execute(
            "delete from topic_name where synthesis_id = $1 and layer = $2 and topic = $3 and language = $4",
            id,
            layer,
            topic,
            language,
        )
        return
    await connection.execute(
        "insert into topic_name (synthesis_id, layer, topic, language, name, named_by) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (synthesis_id, layer, topic, language) do update set name = excluded.name,"
        " named_by = excluded.named_by, named_at = now()",
        id,
        layer,
        topic,
        language,
        name,
        by,
    )


async def names(connection: Connection, id: UUID) -> list[Row]:
    """Give the names that people gave topics."""
    rows = await connection.fetch(
        "select layer, topic, language, name, named_at, named_by from topic_name where synthesis_id = $1"
        " order by layer, topic, language",
        id,
    )
    return [dict(row) for row in rows]


async def remark(connection: Connection, id: UUID, text: str, layer: int | None, topic: int | None, by: str) -> Row:
    """Keep a remark; gives it."""
    row = await connection.fetchrow(
        "insert into remark (id, synthesis_id, layer, topic, text, by) values ($1, $2, $3, $4, $5, $6)"
        " returning id, text, layer, topic, by, at",
        uuid4(),
        id,
        layer,
        topic,
        text,
        by,
    )
    return dict(row)


async def remarks(connection: Connection, id: UUID) -> list[Row]:
    """Give the remarks on a synthesis, the oldest first."""
    rows = await connection.fetch(
        "select id, text, layer, topic, by, at from remark where synthesis_id = $1 order by at, id", id
    )
    return [dict(row) for row in rows]
