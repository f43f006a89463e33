"""Questions about what stands below and above collective criteria."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from shared.database import Connection

from .counting import Voice

# `union` and not `union all`: what two ways lead to is followed once, and a loop would end.
_BELOW = """
with recursive down (id) as (
    select r.id from record r where r.id = any($1) and r.kind = 'collective-criterion'
    union
    select l.key::uuid from down d join link l on l.from_id = d.id
    where l.kind = 'collective-criterion' and l.relation = 'takes_up'
)
select r.id, r.body from record r join down on down.id = r.id where r.withdrawn_at is null
"""

_ABOVE = """
with recursive up (id) as (
    select $1::uuid
    union
    select l.from_id from up u join link l on l.key = u.id::text
    where l.kind = 'collective-criterion' and l.relation = 'takes_up'
)
select id from up where id != $1
"""


async def voices_below(connection: Connection, start: Collection[UUID]) -> list[Voice]:
    """Give collective criteria and everything that they take up, each once; withdrawn ones are left out."""
    return [voice(row["id"], json.loads(row["body"])) for row in await connection.fetch(_BELOW, list(start))]


async def above(connection: Connection, identity: UUID) -> list[UUID]:
    """Give every collective criterion that takes one up, at once or by way of others."""
    return [row["id"] for row in await connection.fetch(_ABOVE, identity)]


def voice(identity: UUID, body: dict[str, Any]) -> Voice:
    """Give a collective criterion as far as it is counted, from what it says."""
    return Voice(
        id=identity,
        level=body["level"],
        group=UUID(body["group"]["id"]) if body.get("group") else None,
        merges=tuple(UUID(link["id"]) for link in body.get("merges", ())),
        takes_up=tuple(UUID(link["id"]) for link in body.get("takes_up", ())),
    )
