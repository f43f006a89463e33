"""Look, after each catch-up, at every kind of group in every scope that is large enough, without anybody asking."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import numpy as np

from shared.database import Connection, Pool
from shared.vocabulary.codebook import default_codebook

from ..engine.contrasts.alarm import Found, alarm
from ..engine.contrasts.evidence import Evidence, evidence
from ..engine.contrasts.stories import Stories, stories
from ..engine.facts import Ints, Mask
from ..mirror import Mirror
from ..selecting import Filters, GroupTable, select, tabulate

MINIMUM_GROUPS = 6
"""Groups that a kind must have in a scope, and all others together too."""

PATIENCE_SECONDS = 600
"""While people go on pushing, a look is taken this often all the same."""

RESAMPLINGS, SEED, LEVEL = 1000, 1, 0.05

NETWORK = "network"

_SETTLED = """
select not exists (select 1 from known_group where to_count)
    and not exists (select 1 from pending where reading_id in (select id from reading where state = 'serving'))
    and not exists (select 1 from feed_cursor where remaining > 0 and feed <> 'process')
"""

_KEEP = """
insert into alarm (id, scope, territory_id, axis, value, question, code, direction, evidence, first_seen_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() - $10 * interval '1 microsecond')
on conflict (scope, axis, value, question, code, direction) do update set
    evidence = excluded.evidence, last_seen_at = now(), stands = true,
    first_seen_at = case when alarm.stands then alarm.first_seen_at else excluded.first_seen_at end
"""


@dataclass(frozen=True)
class Parts:
    """Kinds of groups (p) among the groups of a table (g): profiles, then families of several profiles."""

    axes: list[str]
    values: list[str]
    members: Mask
    """(p, g)"""
    family: Ints
    """(p): its number in the mirror, which is not the same in two processes."""
    families: list[str]
    """What the family of each part is called."""


@dataclass(frozen=True)
class Scopes:
    """Where a look is taken: the network, countries, and territories with all below (s), by groups (g)."""

    names: list[str]
    territories: list[UUID | None]
    members: Mask
    """(s, g)"""


@dataclass
class Watch:
    """The step that looks; what it knows of the counts is kept up as a replica's is."""

    pool: Pool
    mirror: Mirror = field(init=False)

    def __post_init__(self) -> None:
        """Hold counts only: no vectors and no criteria are needed to look."""
        self.mirror = Mirror(self.pool, None, counts_only=True)

    async def step(self) -> int:
        """Look, if something has been counted since the last look; gives 1 if a look was taken."""
        async with self.pool.acquire() as connection:
            if not await connection.fetchval("select pg_try_advisory_lock(hashtext('spiral-synthesis-watch'))"):
                return 0
            try:
                counted = await self._due(connection)
                if counted is None:
                    return 0
                await self.mirror.refresh()
                rows = await asyncio.to_thread(look, self.mirror)
                async with connection.transaction():
                    await _keep(connection, rows, counted)
                return 1
            finally:
                await asyncio.shield(
                    connection.execute("select pg_advisory_unlock(hashtext('spiral-synthesis-watch'))")
                )

    async def _due(self, connection: Connection) -> str | None:
        """Give up to where groups have been counted, if that is news and all is settled, or patience is at its end."""
        counted: str | None = await connection.fetchval("select max(changed_xid)::text from known_group")
        last = await connection.fetchrow(
            "select counted_to, looked_at < now() - make_interval(secs => $1) as long_ago from alarm_look",
            float(PATIENCE_SECONDS),
        )
        if counted is None or (last is not None and last["counted_to"] == counted):
            return None
        settled = await connection.fetchval(_SETTLED)
        return counted if settled or (last is not None and last["long_ago"]) else None


async def _keep(connection: Connection, rows: list[tuple[Any, ...]], counted: str) -> None:
    # The surest come first, and stay first among those that were found by the same look.
    await connection.executemany(_KEEP, [(*row, place) for place, row in enumerate(rows)])
    await connection.execute("update alarm set stands = false where stands and last_seen_at < now()")
    await connection.execute(
        "insert into alarm_look (id, counted_to, looked_at) values (1, $1, now())"
        " on conflict (id) do update set counted_to = excluded.counted_to, looked_at = now()",
        counted,
    )


def look(mirror: Mirror) -> list[tuple[Any, ...]]:
    """Contrast every kind in every scope, as one family of tests; gives the rows that stand.

    What stays local is not counted: an alarm is read by the network's staff too.
    """
    codebook = default_codebook()
    table = tabulate(mirror, select(mirror, Filters(), ("network", "open")), codebook, "component")
    counts = np.ascontiguousarray(np.moveaxis(table.counts, 0, 1))
    if not len(counts):
        return []
    parts, scopes = _parts(mirror, table), _scopes(mirror, table)
    if not scopes.names or not parts.values:
        return []
    dimensions = sorted({code[:1] for code in table.codes})
    dimension_of = np.array([dimensions.index(code[:1]) for code in table.codes], np.int64)
    found = alarm(counts, parts.members, dimension_of, scopes.members, minimum=MINIMUM_GROUPS, level=LEVEL)
    told = evidence(found, counts, parts.members, dimension_of, scopes.members, RESAMPLINGS, SEED)
    hang = stories(found, counts, parts.members, dimension_of, scopes.members, parts.family)
    # The test and the interval argue differently; what an interval leaves open would only puzzle its reader.
    sure = np.flatnonzero(np.where(found.direction > 0, told.low > 0, told.high < 0))
    return [_row(found, told, hang, parts, scopes, table, dimensions, int(at)) for at in sure]


def _parts(mirror: Mirror, table: GroupTable) -> Parts:
    groups = mirror.groups[table.rows]
    axes, values, members, family = [], [], [], []
    for number, value in enumerate(mirror.profiles.list):
        inside = groups["profile"] == number
        if value != "mixed" and inside.any():
            axes.append("profile")
            values.append(str(value))
            members.append(inside)
            family.append(int(groups["family"][inside][0]))
    for number, value in enumerate(mirror.families.list):
        if family.count(number) > 1:
            axes.append("family")
            values.append(str(value))
            members.append(groups["family"] == number)
            family.append(number)
    whole = np.array(members, np.bool_).reshape(len(members), len(groups))
    called = [str(mirror.families.list[number]) for number in family]
    return Parts(axes, values, whole, np.array(family, np.int64), called)


def _scopes(mirror: Mirror, table: GroupTable) -> Scopes:
    """Give the scopes with enough groups; of those that hold the same groups only the innermost."""
    groups = mirror.groups[table.rows]
    found: dict[bytes, tuple[str, UUID | None, Mask]] = {}
    for territory in sorted(mirror.territories, key=lambda id: (-_depth(mirror, id), str(id))):
        if mirror.territories[territory].kind != "country":  # countries are looked at by their codes
            inside = mirror.below(territory)[groups["territory"]]
            found.setdefault(inside.tobytes(), (str(territory), territory, inside))
    for number, country in enumerate(mirror.countries.list):
        inside = groups["country"] == number
        found.setdefault(inside.tobytes(), (str(country), None, inside))
    everywhere = np.ones(len(groups), np.bool_)
    found.setdefault(everywhere.tobytes(), (NETWORK, None, everywhere))
    large = [scope for scope in found.values() if scope[2].sum() >= 2 * MINIMUM_GROUPS]
    members = np.array([inside for *_, inside in large], np.bool_).reshape(len(large), len(groups))
    return Scopes([name for name, *_ in large], [territory for _, territory, _ in large], members)


def _depth(mirror: Mirror, territory: UUID) -> int:
    depth, seen = 0, {territory}
    now = mirror.territories[territory].parent
    while now is not None and now in mirror.territories and now not in seen:
        seen.add(now)
        depth, now = depth + 1, mirror.territories[now].parent
    return depth


def _row(
    found: Found,
    told: Evidence,
    hang: Stories,
    parts: Parts,
    scopes: Scopes,
    table: GroupTable,
    dimensions: list[str],
    at: int,
) -> tuple[Any, ...]:
    scope, part, row = int(found.scope[at]), int(found.part[at]), int(found.row[at])
    code = dimensions[found.cell[at]] if found.dimension[at] else table.codes[found.cell[at]]
    direction = "more" if found.direction[at] > 0 else "less"
    figures = {
        "level": "dimension" if found.dimension[at] else "component",
        "share": round(float(told.share_part[at]), 6),
        "share_rest": round(float(told.share_rest[at]), 6),
        "log_odds": {
            "value": round(float(told.log_odds[at]), 4),
            "low": round(float(told.low[at]), 4),
            "high": round(float(told.high[at]), 4),
        },
        "q": float(f"{found.q[at]:.4g}"),
        "n_criteria": int(told.n_criteria[at]),
        "n_groups": int(told.heard[at]),
        "n_groups_naming": int(told.n_groups[at]),
        "rank": int(told.rank[at]) if told.n_criteria[at] else None,
        "naive_p": float(f"{told.naive_p[at]:.4g}"),
        "story": f"{scopes.names[scope]}/{parts.families[part]}/{direction}/{code[:1]}",
        "lead": bool(hang.lead[at]),
        "carried": bool(hang.carried[at]),
    }
    question = table.questions[row] if row < len(table.questions) else ""
    place = scopes.names[scope], scopes.territories[scope]
    return uuid4(), *place, parts.axes[part], parts.values[part], question, code, direction, json.dumps(figures)
