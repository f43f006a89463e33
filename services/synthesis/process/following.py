"""Take over what changed in the feed of the process: records, and what they point to, each with the cursor."""

import json
from collections.abc import Iterator
from typing import Any

from shared.contracts.process import ProcessLink, ProcessRecord
from shared.database import Connection
from shared.feed import Change

_KEEP = """
insert into process_record (id, kind, platform_id, territory_id, title, body, public_body, revision, created_at,
    updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (id) do update set kind = excluded.kind, platform_id = excluded.platform_id,
    territory_id = excluded.territory_id, title = excluded.title, body = excluded.body,
    public_body = excluded.public_body, revision = excluded.revision, created_at = excluded.created_at,
    updated_at = excluded.updated_at, withdrawn = false
"""

# What is withdrawn is emptied, and stays as a place that links lead to.
_EMPTY = """
insert into process_record (id, kind, revision, withdrawn) values ($1, $2, $3, true)
on conflict (id) do update set title = '', body = '{}', public_body = null, revision = excluded.revision,
    withdrawn = true
"""

_LINK = """
insert into process_link (from_id, relation, kind, key, why, by, at, public)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
"""

NOT_PUBLIC = ("group", "criterion")
"""What a public reader is never led to, whatever was released: what a small group said could be read from it."""


async def apply_process(connection: Connection, changes: list[Change[Any]]) -> None:
    """Take over records, links and withdrawals, inside the caller's transaction."""
    said = [change.record for change in changes if isinstance(change.record, ProcessRecord)]
    gone = [(change.id, change.kind, change.revision) for change in changes if change.tombstone]
    await connection.executemany(_KEEP, [_row(record) for record in said])
    await connection.executemany(_EMPTY, gone)
    await connection.execute("delete from process_link where from_id = any($1)", [change.id for change in changes])
    await connection.executemany(_LINK, [row for record in said for row in _links(record)])
    # A text that has changed is read again; one that is gone leaves with its vector.
    await connection.execute("delete from practice_vector where record_id = any($1)", [id for id, *_ in gone])


async def restart_process(connection: Connection) -> None:
    """Forget all records; the feed is followed from its start."""
    await connection.execute("delete from process_record")


def _row(record: ProcessRecord) -> tuple[Any, ...]:
    public = None if record.public_body is None else json.dumps(record.public_body)
    told = record.id, record.kind, record.platform_id, record.territory_id, record.title
    return *told, json.dumps(record.body), public, record.revision, record.created_at, record.updated_at


def _links(record: ProcessRecord) -> Iterator[tuple[Any, ...]]:
    for link in record.links:
        told = record.id, link.relation, link.kind, link.key, link.why, link.by, link.at
        yield *told, _is_public(link, record.public_body)


def _is_public(link: ProcessLink, public_body: dict[str, Any] | None) -> bool:
    return public_body is not None and link.kind not in NOT_PUBLIC and link.relation in public_body
