"""Questions about everything that a platform did, in few columns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.database import Connection

from .behind import BEHIND

FIELDS = sorted(
    {"cycle", "phase", "state", "started_on", "ended_on"}
    | {name for each in BEHIND for name in (*each.days, *each.only, *([each.by] if each.by else []))}
)
KINDS = sorted({"phase", "meeting", *(each.kind for each in BEHIND)})

RECORDS = """
select id, kind, coalesce(body->'meeting'->>'id', body->'evaluation'->>'id') as comes_from,
       (select jsonb_object_agg(key, value) from jsonb_each_text(body) where key = any($4)) as said
from record where platform_id = $1 and kind = any($2) and withdrawn_at is null and (released or not $3) order by id
"""

# Members of a mixed group that takes up from others were counted there.
GROUPS = """
select cycle, year, month, mixed,
       case when not (mixed and exists (select 1 from taken_up u where u.group_id = g.id)) then n_participants end
           as n_participants
from consulted_group g where platform_id = $1
"""


@dataclass(frozen=True)
class Trace:
    """A record, reduced to the fields that tell where in the process it belongs."""

    id: UUID
    kind: str
    comes_from: str | None
    """The meeting or evaluation that it follows from."""
    said: Mapping[str, str | None]

    def number(self, name: str) -> int | None:
        """Give a number that it said."""
        value = self.said.get(name)
        return int(value) if value is not None else None

    def day(self, *names: str) -> date | None:
        """Give the first day that it said in some fields."""
        value = next((self.said[name] for name in names if self.said.get(name)), None)
        return date.fromisoformat(value) if value else None


@dataclass(frozen=True)
class GroupTrace:
    """A group, reduced in the same way."""

    cycle: int | None
    year: int
    month: int | None
    mixed: bool
    n_participants: int | None
    """Those that no other group counts."""


async def traces(connection: Connection, platform_id: UUID, *, released_only: bool) -> list[Trace]:
    """Give the records of a platform that stand behind its phases."""
    rows = await connection.fetch(RECORDS, platform_id, KINDS, released_only, FIELDS)
    return [Trace(row["id"], row["kind"], row["comes_from"], json.loads(row["said"] or "{}")) for row in rows]


async def groups(connection: Connection, platform_id: UUID) -> list[GroupTrace]:
    """Give the groups of a platform."""
    return [GroupTrace(**dict(row)) for row in await connection.fetch(GROUPS, platform_id)]
