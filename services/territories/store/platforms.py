"""Questions about platforms."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ..schemas.platforms import Cycle, KeptPlatform, PlatformFilter
from .places import PlaceStore
from .where import Where

SELECT = """
select p.id, p.territory_id, t.path, p.referent_id, p.name, p.language, p.source, p.external_id,
       p.revision, p.created_at, p.updated_at,
       (select jsonb_agg(jsonb_build_object(
                   'number', c.number, 'started_on', c.started_on, 'ended_on', c.ended_on) order by c.number)
          from cycle c where c.platform_id = p.id) as cycles
from platform p join territory t on t.id = p.territory_id
"""


class PlatformStore(PlaceStore):
    """Platforms and their cycles."""

    kind = "platform"

    async def get(self, identity: UUID) -> KeptPlatform | None:
        """Give a platform by its id."""
        row = await self.connection.fetchrow(f"{SELECT} where p.id = $1", identity)
        return _platform(row) if row else None

    async def find(self, territory_id: UUID, source: str, external_id: str) -> KeptPlatform | None:
        """Give a platform of a territory by what it is called in a register."""
        row = await self.connection.fetchrow(
            f"{SELECT} where p.territory_id = $1 and p.source = $2 and p.external_id = $3",
            territory_id,
            source,
            external_id,
        )
        return _platform(row) if row else None

    async def find_everywhere(self, source: str, external_id: str) -> list[KeptPlatform]:
        """Give the platforms, one per territory at most, that a register calls so."""
        rows = await self.connection.fetch(
            f"{SELECT} where p.source = $1 and p.external_id = $2 limit 100", source, external_id
        )
        return [_platform(row) for row in rows]

    async def several(self, identities: Sequence[UUID]) -> list[KeptPlatform]:
        """Give platforms by their ids."""
        rows = await self.connection.fetch(f"{SELECT} where p.id = any($1)", identities)
        return [_platform(row) for row in rows]

    async def page(self, wanted: PlatformFilter, after: UUID | None, limit: int) -> list[KeptPlatform]:
        """Give the next platforms in the order of their ids."""
        where = Where()
        where.add("p.territory_id = {}", wanted.territory_id)
        where.add("t.path @> array[{}::uuid]", wanted.under)
        where.add("p.referent_id = {}", wanted.referent_id)
        where.add("p.id > {}", after)
        rows = await self.connection.fetch(where.query(SELECT, "p.id", limit), *where.values)
        return [_platform(row) for row in rows]

    async def referents(self, identity: UUID) -> set[UUID]:
        """Give a platform, the one it looks to, the one that looks to, and so on."""
        rows = await self.connection.fetch(
            "with recursive referent (id) as (select $1::uuid union"
            " select p.referent_id from platform p join referent r on p.id = r.id where p.referent_id is not null)"
            " select id from referent",
            identity,
        )
        return {row["id"] for row in rows}

    async def in_use(self, identity: UUID) -> bool:
        """Tell whether a group, a record of the process or another platform hangs from a platform.

        From then on nothing new is hung from it, until the transaction ends.
        """
        await self.connection.execute("select 1 from platform where id = $1 for update", identity)
        found: bool = await self.connection.fetchval(
            "select exists (select 1 from consulted_group where platform_id = $1)"
            " or exists (select 1 from platform where referent_id = $1)"
            " or exists (select 1 from record where platform_id = $1)",
            identity,
        )
        return found

    async def add(self, new: KeptPlatform) -> None:
        """Keep a new platform."""
        await self.connection.execute(
            "insert into platform (id, territory_id, source, external_id, name, referent_id, language,"
            " created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
            new.id,
            new.territory_id,
            new.source,
            new.external_id,
            new.name,
            new.referent_id,
            new.language,
            new.created_at,
        )
        await self._add_cycles(new)
        await self.record_change(new.id, 1)

    async def change(self, changed: KeptPlatform) -> None:
        """Write a platform as it is to be now."""
        revision = await self.connection.fetchval(
            "update platform set name = $2, referent_id = $3, language = $4, revision = revision + 1,"
            " updated_at = now() where id = $1 returning revision",
            changed.id,
            changed.name,
            changed.referent_id,
            changed.language,
        )
        await self.connection.execute("delete from cycle where platform_id = $1", changed.id)
        await self._add_cycles(changed)
        await self.record_change(changed.id, revision)

    async def withdraw(self, platform: KeptPlatform) -> None:
        """Take a platform away and leave a tombstone."""
        await self.connection.execute("delete from platform where id = $1", platform.id)
        await self.record_change(platform.id, platform.revision + 1, tombstone=True)

    async def _add_cycles(self, platform: KeptPlatform) -> None:
        if not platform.cycles:
            return
        await self.connection.executemany(
            "insert into cycle (platform_id, number, started_on, ended_on) values ($1, $2, $3, $4)",
            [(platform.id, each.number, each.started_on, each.ended_on) for each in platform.cycles],
        )


def _platform(row: Any) -> KeptPlatform:
    known = dict(row)
    known["cycles"] = [Cycle.model_validate(cycle) for cycle in json.loads(known["cycles"] or "[]")]
    return KeptPlatform.model_construct(**known)
