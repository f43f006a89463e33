"""Questions about groups."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ..schemas.groups import GroupFilter, KeptGroup
from .places import PlaceStore
from .where import Where

SELECT = """
select g.id, g.platform_id, p.territory_id, t.path, g.source, g.external_id, g.label, g.profile, g.mixed,
       g.cycle, g.year, g.month, g.n_participants, g.language, g.revision, g.created_at, g.updated_at,
       array(select u.from_group_id from taken_up u where u.group_id = g.id order by 1) as takes_up
from consulted_group g join platform p on p.id = g.platform_id join territory t on t.id = p.territory_id
"""


class GroupStore(PlaceStore):
    """Groups, and what mixed groups take up."""

    kind = "group"

    async def get(self, identity: UUID) -> KeptGroup | None:
        """Give a group by its id."""
        row = await self.connection.fetchrow(f"{SELECT} where g.id = $1", identity)
        return _group(row) if row else None

    async def find(self, platform_id: UUID, external_id: str) -> KeptGroup | None:
        """Give a group of a platform by its external id."""
        row = await self.connection.fetchrow(
            f"{SELECT} where g.platform_id = $1 and g.external_id = $2", platform_id, external_id
        )
        return _group(row) if row else None

    async def several(self, identities: Sequence[UUID]) -> list[KeptGroup]:
        """Give groups by their ids."""
        rows = await self.connection.fetch(f"{SELECT} where g.id = any($1)", identities)
        return [_group(row) for row in rows]

    async def named(self, platform_id: UUID, external_ids: Sequence[str]) -> list[KeptGroup]:
        """Give groups of a platform by their external ids."""
        rows = await self.connection.fetch(
            f"{SELECT} where g.platform_id = $1 and g.external_id = any($2)", platform_id, external_ids
        )
        return [_group(row) for row in rows]

    async def page(
        self, wanted: GroupFilter, roots: list[UUID] | None, after: UUID | None, limit: int
    ) -> list[KeptGroup]:
        """Give the next groups in the order of their ids, in the subtrees of the roots if there are any."""
        where = Where()
        where.add("t.path && {}::uuid[]", roots)
        where.add("g.platform_id = {}", wanted.platform_id)
        where.add("t.path @> array[{}::uuid]", wanted.under)
        where.add("g.profile = {}", wanted.profile)
        where.add("g.year = {}", wanted.year)
        where.add("g.id > {}", after)
        rows = await self.connection.fetch(where.query(SELECT, "g.id", limit), *where.values)
        return [_group(row) for row in rows]

    async def is_taken_up(self, identity: UUID) -> bool:
        """Tell whether a mixed group takes up from a group."""
        found: bool = await self.connection.fetchval(
            "select exists (select 1 from taken_up where from_group_id = $1)", identity
        )
        return found

    async def add(self, new: KeptGroup) -> None:
        """Keep a new group."""
        await self.connection.execute(
            "insert into consulted_group (id, platform_id, external_id, source, label, profile, mixed, cycle,"
            " year, month, n_participants, language, created_at, updated_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
            new.id,
            new.platform_id,
            new.external_id,
            *_written(new),
            new.created_at,
        )
        await self._add_taken_up(new)
        await self.record_change(new.id, 1)

    async def change(self, changed: KeptGroup) -> None:
        """Write a group as it is to be now."""
        revision = await self.connection.fetchval(
            "update consulted_group set source = $2, label = $3, profile = $4, mixed = $5, cycle = $6,"
            " year = $7, month = $8, n_participants = $9, language = $10, revision = revision + 1,"
            " updated_at = now() where id = $1 returning revision",
            changed.id,
            *_written(changed),
        )
        await self.connection.execute("delete from taken_up where group_id = $1", changed.id)
        await self._add_taken_up(changed)
        await self.record_change(changed.id, revision)

    async def withdraw(self, group: KeptGroup) -> None:
        """Take a group away and leave a tombstone."""
        await self.connection.execute("delete from consulted_group where id = $1", group.id)
        await self.record_change(group.id, group.revision + 1, tombstone=True)

    async def _add_taken_up(self, group: KeptGroup) -> None:
        if not group.takes_up:
            return
        await self.connection.executemany(
            "insert into taken_up (group_id, from_group_id) values ($1, $2)",
            [(group.id, taken) for taken in group.takes_up],
        )


def _written(group: KeptGroup) -> tuple[Any, ...]:
    return (
        group.source,
        group.label,
        group.profile,
        group.mixed,
        group.cycle,
        group.year,
        group.month,
        group.n_participants,
        group.language,
    )


def _group(row: Any) -> KeptGroup:
    known = dict(row)
    known["takes_up"] = list(known["takes_up"])
    return KeptGroup.model_construct(**known)
