"""The local copy of territories and groups, followed from the territories service.

With that service stopped, pushing and reading criteria still work on this copy.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from shared.contracts.places import GroupRecord, TerritoryRecord
from shared.database import Connection
from shared.feed import Change

from .imports.checking import Group

_PATHS = """
with recursive tree as (
    select id, array[id] as path from known_territory
    where parent_id is null or parent_id not in (select id from known_territory)
    union all
    select child.id, tree.path || child.id from known_territory child join tree on child.parent_id = tree.id
)
update known_territory set path = tree.path from tree
where tree.id = known_territory.id and tree.path <> known_territory.path
"""


async def apply(connection: Connection, changes: list[Change[Any]]) -> None:
    """Take over what changed among territories and groups, inside the caller's transaction."""
    moved = False
    for change in changes:
        record = change.record
        if change.kind == "territory":
            moved = True
            if isinstance(record, TerritoryRecord):
                await connection.execute(
                    "insert into known_territory (id, parent_id, country, name, path)"
                    " values ($1, $2, $3, $4, array[$1::uuid]) on conflict (id) do update set"
                    " parent_id = excluded.parent_id, country = excluded.country, name = excluded.name",
                    record.id,
                    record.parent_id,
                    record.country,
                    record.name,
                )
            else:
                await connection.execute("delete from known_territory where id = $1", change.id)
        elif change.kind == "group":
            if isinstance(record, GroupRecord):
                await connection.execute(
                    "insert into known_group (id, territory_id, platform_id, external_id, language, mixed)"
                    " values ($1, $2, $3, $4, $5, $6) on conflict (id) do update set"
                    " territory_id = excluded.territory_id, platform_id = excluded.platform_id,"
                    " external_id = excluded.external_id, language = excluded.language,"
                    " mixed = excluded.mixed",
                    record.id,
                    record.territory_id,
                    record.platform_id,
                    record.external_id,
                    record.language,
                    record.mixed,
                )
            else:
                await connection.execute("delete from known_group where id = $1", change.id)
    if moved:
        await connection.execute(_PATHS)


async def restart(connection: Connection) -> None:
    """Forget the copy; the feed is followed from its start."""
    await connection.execute("delete from known_group")
    await connection.execute("delete from known_territory")


async def path_of(connection: Connection, territory_id: UUID) -> list[UUID] | None:
    """Give a territory's path from the root down to itself, or None if it is not known here."""
    path: list[UUID] | None = await connection.fetchval("select path from known_territory where id = $1", territory_id)
    return path


async def below(connection: Connection, roots: Collection[UUID]) -> set[UUID]:
    """Give the territories at or below some roots."""
    rows = await connection.fetch("select id from known_territory where path && $1::uuid[]", list(roots))
    return {row["id"] for row in rows}


async def find_groups(connection: Connection, territory_id: UUID, references: set[str]) -> dict[str, Group | None]:
    """Look up groups at or below a territory by id or external id; None where there is no such group.

    An external id that two groups there share names neither: it is not clear which is meant.
    """
    rows = await connection.fetch(
        "select g.id, g.external_id, g.language from known_group g"
        " join known_territory t on t.id = g.territory_id"
        " where $1 = any(t.path) and (g.external_id = any($2) or g.id::text = any($2))",
        territory_id,
        list(references | {reference.lower() for reference in references if _is_uuid(reference)}),
    )
    found: dict[str, Group | None] = dict.fromkeys(references)
    named: dict[str, list[Group]] = {}
    for row in rows:
        group = Group(row["id"], row["language"])
        named.setdefault(str(row["id"]), []).append(group)
        named.setdefault(row["external_id"], []).append(group)
    for reference in references:
        candidates = named.get(reference) or named.get(reference.lower() if _is_uuid(reference) else "", [])
        if len({group.id for group in candidates}) == 1:
            found[reference] = candidates[0]
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
