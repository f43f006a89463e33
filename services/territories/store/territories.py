"""Questions about territories and collective actors."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.vocabulary.roles import TerritoryKind

from ..folding import fold, fold_all
from ..schemas.territories import Code, KeptTerritory, Location, TerritoryFilter
from .places import PlaceStore
from .where import Where

SELECT = """
select t.id, t.parent_id, t.path, t.kind, t.name, t.names, t.country, t.longitude, t.latitude,
       t.source, t.external_id, t.revision, t.created_at, t.updated_at,
       (select jsonb_agg(jsonb_build_object(
                   'scheme', c.scheme, 'version', nullif(c.version, ''), 'code', c.code)
               order by c.scheme, c.version, c.code)
          from territory_code c where c.territory_id = t.id) as codes
from territory t
"""


class TerritoryStore(PlaceStore):
    """Territories and collective actors."""

    kind = "territory"

    async def get(self, identity: UUID) -> KeptTerritory | None:
        """Give a territory by its id."""
        row = await self.connection.fetchrow(f"{SELECT} where t.id = $1", identity)
        return _territory(row) if row else None

    async def find(self, source: str, external_id: str) -> KeptTerritory | None:
        """Give a territory by what it is called in a register."""
        row = await self.connection.fetchrow(
            f"{SELECT} where t.source = $1 and t.external_id = $2", source, external_id
        )
        return _territory(row) if row else None

    async def several(self, identities: Sequence[UUID]) -> list[KeptTerritory]:
        """Give territories by their ids."""
        rows = await self.connection.fetch(f"{SELECT} where t.id = any($1)", identities)
        return [_territory(row) for row in rows]

    async def page(
        self, wanted: TerritoryFilter, after: UUID | None, limit: int, *, located: bool = False
    ) -> list[KeptTerritory]:
        """Give the next territories in the order of their ids, perhaps only those with a location."""
        where = Where()
        where.add("t.country = {}", wanted.country)
        where.add("t.kind = {}", wanted.kind)
        where.add("t.parent_id = {}", wanted.parent_id)
        where.add("t.path @> array[{}::uuid]", wanted.under)
        where.add("t.search_names like '%' || {} || '%'", fold(wanted.q) if wanted.q else None)
        where.add("t.longitude is not null = {}", True if located else None)
        if wanted.code is not None or wanted.scheme is not None:
            where.add(
                "exists (select 1 from territory_code c where c.territory_id = t.id"
                " and c.code = coalesce(({0}::text[])[1], c.code)"
                " and c.scheme = coalesce(({0}::text[])[2], c.scheme))",
                [wanted.code, wanted.scheme],
            )
        where.add("t.id > {}", after)
        rows = await self.connection.fetch(where.query(SELECT, "t.id", limit), *where.values)
        return [_territory(row) for row in rows]

    async def child_kinds(self, identity: UUID) -> set[TerritoryKind]:
        """Give the kinds of what hangs right below a territory."""
        rows = await self.connection.fetch("select distinct kind from territory where parent_id = $1", identity)
        return {TerritoryKind(row["kind"]) for row in rows}

    async def levels(self, territory: KeptTerritory) -> int:
        """Give how many levels a territory's subtree has, itself included."""
        deepest: int = await self.connection.fetchval(
            "select max(cardinality(path)) from territory where path @> array[$1::uuid]", territory.id
        )
        return deepest - len(territory.path) + 1

    async def add(self, new: KeptTerritory) -> None:
        """Keep a new territory."""
        await self.connection.execute(
            "insert into territory (id, parent_id, path, kind, country, name, names, search_names,"
            " longitude, latitude, source, external_id, created_at, updated_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
            new.id,
            new.parent_id,
            new.path,
            new.kind,
            new.country,
            *_written(new),
            new.source,
            new.external_id,
            new.created_at,
        )
        await self._add_codes(new)
        await self.record_change(new.id, 1)

    async def change(self, changed: KeptTerritory) -> None:
        """Write a territory as it is to be now, where it hangs already."""
        revision = await self.connection.fetchval(
            "update territory set kind = $2, name = $3, names = $4, search_names = $5, longitude = $6,"
            " latitude = $7, revision = revision + 1, updated_at = now() where id = $1 returning revision",
            changed.id,
            changed.kind,
            *_written(changed),
        )
        await self.connection.execute("delete from territory_code where territory_id = $1", changed.id)
        await self._add_codes(changed)
        await self.record_change(changed.id, revision)

    async def move(self, territory: KeptTerritory, parent: KeptTerritory) -> None:
        """Hang a territory, with all that is below it, from another parent."""
        await self.connection.execute(
            "update territory set path = $2::uuid[] || path[$3:], country = $4,"
            " parent_id = case when id = $1 then $5 else parent_id end where path @> array[$1::uuid]",
            territory.id,
            parent.path,
            len(territory.path),
            parent.country,
            parent.id,
        )
        if parent.country != territory.country:
            await self._record_new_country(territory.id)

    async def _record_new_country(self, identity: UUID) -> None:
        """Leave a change for all that is below: whoever follows keeps the country of each."""
        await self.connection.execute(
            "with below as (update territory set revision = revision + 1, updated_at = now()"
            " where path @> array[$1::uuid] and id <> $1 returning id, revision, cardinality(path) as depth)"
            " insert into change (kind, id, revision) select 'territory', id, revision from below order by depth",
            identity,
        )

    async def _add_codes(self, territory: KeptTerritory) -> None:
        if not territory.codes:
            return
        await self.connection.executemany(
            "insert into territory_code (territory_id, scheme, version, code) values ($1, $2, $3, $4)",
            [(territory.id, *code.key()) for code in territory.codes],
        )


def _written(territory: KeptTerritory) -> tuple[Any, ...]:
    point = territory.location
    return (
        territory.name,
        json.dumps(territory.names, ensure_ascii=False),
        fold_all([territory.name, *territory.names.values()]),
        point.lon if point else None,
        point.lat if point else None,
    )


def _territory(row: Any) -> KeptTerritory:
    known = dict(row)
    lon, lat = known.pop("longitude"), known.pop("latitude")
    known["location"] = None if lon is None else Location.model_construct(lon=lon, lat=lat)
    known["names"] = json.loads(known["names"])
    known["codes"] = [Code.model_construct(**code) for code in json.loads(known["codes"] or "[]")]
    known["kind"] = TerritoryKind(known["kind"])
    return KeptTerritory.model_construct(**known)
