"""Questions about records of the process, of every kind: they share one table, and their links another."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg

from shared.database import Connection
from shared.errors import Unavailable

from ...store.where import Where
from .bodies import LinkField, Linking
from .drafts import Draft, Kept, Place

SELECT = """
select r.id, r.kind, r.platform_id, p.territory_id, t.path, r.source, r.external_id, r.body, r.released,
       r.revision, r.withdrawn_at, r.created_at, r.updated_at
from record r join platform p on p.id = r.platform_id join territory t on t.id = p.territory_id
"""

PLACES = """
select p.id, p.territory_id, t.path from platform p join territory t on t.id = p.territory_id
where p.id = any($1) order by p.id
"""

CALLED = """
select p.source, p.external_id, p.id, p.territory_id, t.path from platform p join territory t on t.id = p.territory_id
join unnest($1::text[], $2::text[]) as n (source, external_id)
    on n.source = p.source and n.external_id = p.external_id
"""

TURNS = """
select pg_advisory_xact_lock(hashtextextended('record:' || platform, 0))
from unnest($1::uuid[]) with ordinality as wanted (platform, place) order by place
"""

LINKS = """
select from_id, relation, kind, key, why, by, at from link where from_id = any($1)
order by from_id, relation, kind, key
"""

# A link that stays as it was keeps who made it, when and why.
WRITE_LINKS = """
insert into link (from_id, relation, kind, key, why, by)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
on conflict (from_id, relation, kind, key) do update set why = excluded.why, by = excluded.by, at = now()
where link.why is distinct from excluded.why
"""

DROP_LINKS = """
delete from link where from_id = any($1) and not exists (
    select 1 from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as kept (from_id, relation, kind, key)
    where kept.from_id = link.from_id and kept.relation = link.relation and kept.kind = link.kind
        and kept.key = link.key)
"""

WRITE = """
insert into record (id, kind, platform_id, source, external_id, body, released)
select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::boolean[])
on conflict (id) do update set body = excluded.body, released = excluded.released, withdrawn_at = null,
    revision = record.revision + 1, updated_at = now()
"""

REMEMBER = """
insert into record_change (kind, id, revision, tombstone, released, body, why, by)
select r.kind, r.id, r.revision, r.withdrawn_at is not null, r.released, r.body, w.why, $3
from unnest($1::uuid[], $2::text[]) with ordinality as w (id, why, place) join record r on r.id = w.id
order by w.place
"""


class RecordStore:
    """The records on one connection, and so in one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Keep the connection of the request."""
        self.connection = connection

    async def take_turns(self, platforms: Collection[UUID]) -> None:
        """Wait until no other writer is at work on these platforms; the turn ends with the transaction.

        Raises ``Unavailable`` when others take too long.
        """
        try:
            # In one order, so that two writers of the same platforms never wait for each other.
            await self.connection.execute(TURNS, sorted(platforms))
        except asyncpg.LockNotAvailableError as error:
            raise Unavailable("other changes are still being written") from error

    async def places(self, platforms: Collection[UUID], *, stay: bool = False) -> dict[UUID, Place]:
        """Give where platforms stand; with ``stay`` none of them can be taken away until the transaction ends."""
        rows = await self.connection.fetch(PLACES + ("for key share of p" if stay else ""), list(platforms))
        return {row["id"]: Place(row["id"], row["territory_id"], tuple(row["path"])) for row in rows}

    async def places_called(self, names: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Place]]:
        """Give where platforms stand, by the source and external id that a register knows them by."""
        found: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for row in await self.connection.fetch(CALLED, *_columns(list(names), 2)) if names else ():
            place = Place(row["id"], row["territory_id"], tuple(row["path"]))
            found[row["source"], row["external_id"]].append(place)
        return found

    async def get(self, kind: Linking, identity: UUID) -> Kept | None:
        """Give a record, also one that was withdrawn."""
        row = await self.connection.fetchrow(f"{SELECT} where r.id = $1 and r.kind = $2", identity, kind.name)
        return (await self.with_links([_kept(row)]))[0] if row else None

    async def several(self, identities: Collection[UUID]) -> list[Kept]:
        """Give records of any kind by their ids, also those that were withdrawn."""
        rows = await self.connection.fetch(f"{SELECT} where r.id = any($1)", list(identities))
        return await self.with_links([_kept(row) for row in rows])

    async def bodies(self, kind: str, identities: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
        """Give what living records of a kind say, by their ids."""
        rows = await self.connection.fetch(
            "select id, body from record where id = any($1) and kind = $2 and withdrawn_at is null",
            list(identities),
            kind,
        )
        return {row["id"]: json.loads(row["body"]) for row in rows}

    async def known(self, kind: Linking, names: Sequence[tuple[UUID, str, str]]) -> dict[tuple[UUID, str, str], Kept]:
        """Give the records that platforms call so: by platform, source and external id."""
        rows = await self.connection.fetch(
            f"{SELECT} join unnest($2::uuid[], $3::text[], $4::text[]) as n (platform_id, source, external_id)"
            " on n.platform_id = r.platform_id and n.source = r.source and n.external_id = r.external_id"
            " where r.kind = $1",
            kind.name,
            *_columns(names, 3),
        )
        return {(kept.place.platform_id, kept.source, kept.external_id): kept for kept in map(_kept, rows)}

    async def page(self, where: Where, limit: int) -> list[Kept]:
        """Give the next records in the order of their ids."""
        rows = await self.connection.fetch(where.query(SELECT, "r.id", limit), *where.values)
        return await self.with_links([_kept(row) for row in rows])

    async def with_links(self, kept: list[Kept]) -> list[Kept]:
        """Give records with their links, each with who made it, when and why."""
        found: dict[UUID, list[dict[str, Any]]] = {each.id: [] for each in kept}
        for row in await self.connection.fetch(LINKS, list(found)):
            link = dict(row)
            found[link.pop("from_id")].append(link)
        return [replace(each, links=found[each.id]) for each in kept]

    async def write(self, kind: Linking, drafts: Sequence[Draft], by: str) -> None:
        """Write records as they are to be, their links, and what changed."""
        rows = [
            (draft.id, kind.name, draft.platform_id, draft.source, draft.external_id, _json(draft), draft.released)
            for draft in drafts
        ]
        await self.connection.execute(WRITE, *_columns(rows, 7))
        await self._write_links(kind.links, drafts, by)
        await self.connection.execute(REMEMBER, *_columns([(draft.id, draft.why) for draft in drafts], 2), by)

    async def withdraw(self, kept: Kept, why: str | None, by: str) -> None:
        """Take a record away; its name stays, so that what points to it can tell."""
        await self.connection.execute(
            "update record set withdrawn_at = now(), updated_at = now(), released = false, revision = revision + 1"
            " where id = $1",
            kept.id,
        )
        await self.connection.execute(REMEMBER, [kept.id], [why], by)

    async def _write_links(self, fields: Sequence[LinkField], drafts: Sequence[Draft], by: str) -> None:
        rows: dict[tuple[UUID, str, str, str], str | None] = {}
        for draft in drafts:
            for field in fields:
                for _, link in field.found(draft.body):
                    rows[draft.id, field.relation, field.kind_of(link), link.key()] = link.why
        if known := {draft.id for draft in drafts if draft.known}:
            stay = [row for row in rows if row[0] in known]
            await self.connection.execute(DROP_LINKS, list(known), *_columns(stay, 4))
        await self.connection.execute(WRITE_LINKS, *_columns([(*key, why, by) for key, why in rows.items()], 6))


def _json(draft: Draft) -> str:
    return draft.body.model_dump_json()


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _kept(row: Any) -> Kept:
    return Kept(
        id=row["id"],
        kind=row["kind"],
        place=Place(row["platform_id"], row["territory_id"], tuple(row["path"])),
        source=row["source"],
        external_id=row["external_id"],
        body=json.loads(row["body"]),
        released=row["released"],
        revision=row["revision"],
        withdrawn_at=row["withdrawn_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
