"""Questions about a platform's groups, what they said, and which collective criteria lead to it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.database import Connection

from .counting import Collective, Criterion

_CRITERIA = """
select c.id, c.group_id as "group", c.question, c.statement_id as statement, c.state = 'approved' as approved,
    c.taken_up, c.text is null as withdrawn
from criterion c join known_group g on g.id = c.group_id
where g.platform_id = $1 and not g.withdrawn and ($2::text[] is null or c.scope = any($2)) order by c.id
"""

# `union` and not `union all`: what two ways lead to is followed once, and a loop would end.
_COLLECTIVES = """
with recursive up (id) as (
    select l.from_id from process_link l
    where l.kind = 'criterion' and l.relation = 'merges' and l.key = any($1::text[])
    union
    select l.from_id from up join process_link l
        on l.kind = 'collective-criterion' and l.relation = 'takes_up' and l.key = up.id::text
)
select r.id, r.body ->> 'level' as level, coalesce(r.body ->> 'state' = 'approved', false) as approved,
    array(select key::uuid from process_link where from_id = r.id and relation = 'merges') as merges,
    array(select key::uuid from process_link where from_id = r.id and relation = 'takes_up') as takes_up
from up join process_record r on r.id = up.id
where r.kind = 'collective-criterion' and not r.withdrawn order by r.id
"""

_GROUPS = """
select id, profile, family, mixed, year, n_participants from known_group
where platform_id = $1 and not withdrawn order by year, profile, id
"""

_WORDS = """
select id, text, language, question, group_id, code, status from criterion where id = any($1) and text is not null
"""


@dataclass(frozen=True)
class Platform:
    """A platform, as far as it is known here."""

    id: UUID
    name: str
    territory_id: UUID


@dataclass(frozen=True)
class Group:
    """A group, as far as it is known here."""

    id: UUID
    profile: str | None
    family: str | None
    mixed: bool
    year: int | None
    n_participants: int | None


async def platform_of(connection: Connection, id: UUID) -> Platform | None:
    """Give a platform that is there."""
    row = await connection.fetchrow(
        "select id, name, territory_id from known_platform"
        " where id = $1 and not withdrawn and territory_id is not null",
        id,
    )
    return Platform(**dict(row)) if row else None


async def groups_of(connection: Connection, platform: UUID) -> list[Group]:
    """Give the groups of a platform by year and profile."""
    return [Group(**dict(row)) for row in await connection.fetch(_GROUPS, platform)]


async def criteria_of(connection: Connection, platform: UUID, scopes: Collection[str] | None) -> list[Criterion]:
    """Give everything that a platform's groups said, withdrawn or not, of some consents or of all."""
    rows = await connection.fetch(_CRITERIA, platform, None if scopes is None else list(scopes))
    return [Criterion(**dict(row)) for row in rows]


async def collectives_above(connection: Connection, criteria: Collection[UUID]) -> list[Collective]:
    """Give every collective criterion, of whatever platform, that merges some criteria or takes up one that does."""
    rows = await connection.fetch(_COLLECTIVES, [str(id) for id in criteria])
    return [
        Collective(row["id"], row["level"], row["approved"], tuple(row["merges"]), tuple(row["takes_up"]))
        for row in rows
    ]


async def words_of(connection: Connection, criteria: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Give the words of criteria that are there still."""
    return {row["id"]: dict(row) for row in await connection.fetch(_WORDS, list(criteria))}
