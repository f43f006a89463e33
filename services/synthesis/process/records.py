"""Read the local copies of the records of the process, and what they point to, as far as a caller may.

A caller reads the whole of a record inside its own territories, staff everywhere; of all others it reads what their
platform released. `Sight` says which of the two holds where; every function here takes one.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity

from ..mirror import Mirror
from ..reach import below


@dataclass(frozen=True)
class Sight:
    """Where a caller reads records whole; elsewhere it reads what was released."""

    everything: bool = False
    own: tuple[UUID, ...] = ()
    """Territories, each by itself: those below them are in the list too."""

    @property
    def inside(self) -> bool:
        """Whether there is anywhere that the caller reads whole."""
        return self.everything or bool(self.own)


PUBLIC = Sight()
"""What everybody reads."""


def sight_of(mirror: Mirror, identity: Identity) -> Sight:
    """Tell where a caller reads records whole: staff everywhere, a partner below its roots, others nowhere."""
    if identity.reads_everything:
        return Sight(everything=True)
    return Sight(own=tuple(below(mirror, identity.roots)) if identity.role == "partner" else ())


@dataclass(frozen=True)
class KnownRecord:
    """A record of the process, as far as its reader may read it."""

    id: UUID
    kind: str
    platform_id: UUID | None
    territory_id: UUID | None
    title: str
    revision: int
    created_at: datetime | None
    updated_at: datetime | None
    released: bool
    withdrawn: bool
    """It was taken back: neither title nor body are left."""
    whole: bool
    """Whether ``body`` has every field, or those that were released."""
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownLink:
    """A pointer from a record to something else, with who made it, when and why."""

    from_id: UUID
    from_kind: str
    relation: str
    kind: str
    key: str
    why: str | None
    by: str | None
    """None to readers of what was released."""
    at: datetime


# $1 and $2 are the sight: everything, and the caller's own territories.
_RECORDS = """
select r.id, r.kind, r.platform_id, r.territory_id, r.title, r.revision, r.created_at, r.updated_at, r.withdrawn,
    r.public_body is not null as released, r.whole, case when r.whole then r.body else r.public_body end as body
from (select *, ($1 or coalesce(territory_id = any($2::uuid[]), false)) as whole from process_record) r
where (r.withdrawn or r.whole or r.public_body is not null) and ($3 or not r.withdrawn)
    and ($4::text[] is null or r.kind = any($4)) and ($5::uuid[] is null or r.territory_id = any($5))
    and ($6::uuid[] is null or r.platform_id = any($6)) and ($7::uuid[] is null or r.id = any($7))
order by r.kind, r.created_at, r.id
"""

_LINKS = """
select l.from_id, r.kind as from_kind, l.relation, l.kind, l.key, l.why, case when r.whole then l.by end as by, l.at
from process_link l
join (select *, ($1 or coalesce(territory_id = any($2::uuid[]), false)) as whole from process_record) r
    on r.id = l.from_id
where (r.whole or l.public)
    and ($3::uuid[] is null or l.from_id = any($3)) and ($4::text[] is null or l.relation = any($4))
    and ($5::text[] is null or l.kind = any($5)) and ($6::text[] is null or l.key = any($6))
    and ($7::text[] is null or r.kind = any($7)) and ($8::uuid[] is null or r.territory_id = any($8))
order by l.at, l.from_id, l.relation, l.kind, l.key limit $9
"""


async def records(
    connection: Connection,
    sight: Sight,
    *,
    kinds: Collection[str] | None = None,
    territories: Collection[UUID] | None = None,
    platforms: Collection[UUID] | None = None,
    ids: Collection[UUID] | None = None,
    withdrawn: bool = False,
) -> list[KnownRecord]:
    """Give records that pass every filter given, by kind and then the oldest first; ``withdrawn`` ones if asked for.

    ``territories`` are taken as they are: `reach.below` gives those below one.
    """
    own = sight.everything, list(sight.own)
    asked = _listed(kinds), _listed(territories), _listed(platforms), _listed(ids)
    rows = await connection.fetch(_RECORDS, *own, withdrawn, *asked)
    return [KnownRecord(**{**dict(row), "body": json.loads(row["body"] or "{}")}) for row in rows]


async def record(connection: Connection, sight: Sight, id: UUID) -> KnownRecord | None:
    """Give one record, withdrawn or not; None where there is none that the caller may read."""
    found = await records(connection, sight, ids=[id], withdrawn=True)
    return found[0] if found else None


async def links_from(
    connection: Connection,
    sight: Sight,
    ids: Collection[UUID],
    *,
    relations: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    limit: int | None = None,
) -> list[KnownLink]:
    """Give what records point to, the oldest link first; ``kinds`` are those pointed to."""
    return await _links(connection, sight, list(ids), relations, kinds, None, None, None, limit)


async def links_to(
    connection: Connection,
    sight: Sight,
    kind: str,
    keys: Collection[str],
    *,
    relations: Collection[str] | None = None,
    from_kinds: Collection[str] | None = None,
    territories: Collection[UUID] | None = None,
    limit: int | None = None,
) -> list[KnownLink]:
    """Give what points to things of a kind, the oldest link first; ``from_kinds`` and ``territories`` of records."""
    return await _links(connection, sight, None, relations, [kind], keys, from_kinds, territories, limit)


async def links_to_kind(
    connection: Connection, sight: Sight, kind: str, territories: Collection[UUID] | None = None
) -> list[str]:
    """Give the keys of all things of a kind that records point to, each once."""
    found = await _links(connection, sight, None, None, [kind], None, None, territories, None)
    return list(dict.fromkeys(link.key for link in found))


async def _links(
    connection: Connection,
    sight: Sight,
    ids: list[UUID] | None,
    relations: Collection[str] | None,
    kinds: Collection[str] | None,
    keys: Collection[str] | None,
    from_kinds: Collection[str] | None,
    territories: Collection[UUID] | None,
    limit: int | None,
) -> list[KnownLink]:
    own = sight.everything, list(sight.own)
    asked = ids, _listed(relations), _listed(kinds), _listed(keys), _listed(from_kinds), _listed(territories)
    return [KnownLink(**dict(row)) for row in await connection.fetch(_LINKS, *own, *asked, limit)]


def _listed(values: Collection[Any] | None) -> list[Any] | None:
    return None if values is None else list(values)
