"""Who stands below whom: by the level of what is said, and by the tree of territories and platforms."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from ..records.drafts import Draft
from ..records.store import RecordStore
from .schemas import CollectiveCriterion, Level

RANKS = {Level.GROUP: 0, Level.MIXED: 1, Level.TERRITORY: 2}

# Above a platform are those of the places around its own, and those that it looks to, by whatever many steps.
_OVER = """
with recursive over (id, above) as (
    select p.id, p.referent_id from platform p where p.id = any($1) and p.referent_id is not null
    union
    select o.id, p.referent_id from over o join platform p on p.id = o.above where p.referent_id is not null
)
select id, above from over
union
select p.id, u.id from platform p join territory t on t.id = p.territory_id
join platform u on u.territory_id = any(t.path) and u.territory_id <> p.territory_id
where p.id = any($1) and u.id = any($1)
"""

_TAKERS = """
select l.key::uuid as id, l.from_id from link l join record r on r.id = l.from_id and r.withdrawn_at is null
where l.kind = 'collective-criterion' and l.relation = 'takes_up' and l.key = any($1::text[])
"""

Standing = tuple[int, UUID]
"""The rank of a level, and a platform."""


def rank(level: str) -> int:
    """Give how high a level is."""
    return RANKS[Level(level)]


@dataclass(frozen=True)
class Standings:
    """Where collective criteria stand, and who takes them up."""

    known: dict[UUID, Standing]
    over: set[tuple[UUID, UUID]]
    """Platforms, each with one above it."""
    takers: dict[UUID, set[UUID]]

    @classmethod
    async def of(cls, store: RecordStore, drafts: Sequence[Draft]) -> "Standings":
        """Find where drafts, what they take up and what takes them up stand."""
        own = {draft.id: cast(CollectiveCriterion, draft.body) for draft in drafts}
        takers = await _takers(store, own)
        lower = {cast(UUID, link.id) for body in own.values() for link in body.takes_up}
        kept = await store.several(lower.union(*takers.values()))
        known = {each.id: (rank(each.body["level"]), each.place.platform_id) for each in kept}
        known |= {draft.id: (rank(own[draft.id].level), draft.platform_id) for draft in drafts}
        rows = await store.connection.fetch(_OVER, list({platform for _, platform in known.values()}))
        return cls(known, {(row["id"], row["above"]) for row in rows}, takers)

    def below(self, lower: UUID, upper: Standing) -> bool:
        """Tell whether a collective criterion stands below some place."""
        standing, platform = self.known[lower]
        return standing < upper[0] or (standing == upper[0] and (platform, upper[1]) in self.over)


async def _takers(store: RecordStore, drafts: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await store.connection.fetch(_TAKERS, [str(each) for each in drafts]):
        if row["from_id"] not in drafts:
            found[row["id"]].add(row["from_id"])
    return found
