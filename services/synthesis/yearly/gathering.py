"""Gather what a composition is made of: a handful of questions to the tables, however many records there are."""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from shared.database import Connection

from ..disclosure import GROUPS
from ..mirror import Mirror
from ..process.records import KnownRecord, Sight, records
from ..reach import below
from .records import Judged, Ledger, Observed, code, ref, uuid

# A pointer to a group is a name of its own and no record, so what is asked for here is asked for by kind of field.
_ELSEWHERE = {"responsible", "owner", "meeting", "of", "evaluation", "data_source", "plan", "indicator", "of_action"}

_GONE = "select id from process_record where id = any($1) and withdrawn"
_PROFILES = "select id, profile from known_group where id = any($1) and profile is not null"
_PLATFORMS = "select id, name from known_platform where id = any($1)"
# Observations are released by nobody and judgements of single groups neither: to a public reader they are figures,
# of indicators and evaluations that were released, and of enough groups.
_OBSERVED = """
select (r.body #>> '{indicator,id}')::uuid as indicator, r.body ->> 'situation_of' as situation_of,
    (r.body ->> 'level')::int as level, r.body ->> 'observed_on' as on, (r.body #>> '{group,id}')::uuid as "group"
from process_record r join process_record i on i.id = (r.body #>> '{indicator,id}')::uuid
where r.kind = 'observation' and not r.withdrawn and r.territory_id = any($1)
    and ($2 or r.territory_id = any($3::uuid[]) or i.public_body is not null)
order by r.body ->> 'observed_on', r.created_at
"""
_JUDGED = """
select r.id, r.body -> 'judgements' as judgements from process_record r
where r.kind = 'evaluation' and not r.withdrawn and r.territory_id = any($1)
    and ($2 or r.territory_id = any($3::uuid[]) or r.public_body is not null)
order by r.body ->> 'held_on', r.created_at
"""
_AUTHORS = """
select l.from_id, array_agg(distinct l.by order by l.by) as by
from process_link l join process_record r on r.id = l.from_id
where l.from_id = any($1) and ($2 or r.territory_id = any($3)) group by l.from_id
"""


async def gather(
    connection: Connection,
    mirror: Mirror,
    sight: Sight,
    territory: UUID,
    kinds: Collection[str],
    *,
    figures: bool = True,
) -> Ledger:
    """Gather the records of some kinds of a territory and everything below it, as far as a reader may read them.

    ``figures`` brings what groups observed and judged, to be counted.
    """
    places = below(mirror, [territory])
    seen = places, sight.everything, list(sight.own)
    exact = sight.everything or territory in sight.own
    found = await records(connection, sight, kinds=kinds, territories=places)
    here = {record.id for record in found}
    missing = sorted(set(_pointed_to(found)) - here)
    outside = await records(connection, sight, ids=missing) if missing else []
    gone = {row["id"] for row in await connection.fetch(_GONE, missing)} if missing else set()
    profiles = await connection.fetch(_PROFILES, list(set(_groups(found))))
    platforms = {record.platform_id for record in found if record.platform_id}
    named = await connection.fetch(_PLATFORMS, list(platforms))
    by = await connection.fetch(_AUTHORS, list(here), sight.everything, list(sight.own)) if sight.inside else []
    return Ledger(
        records=found,
        outside={record.id: record for record in outside},
        gone=frozenset(gone),
        profiles={row["id"]: row["profile"] for row in profiles},
        territories={id: mirror.territories[id].name for id in places if id in mirror.territories},
        platforms={row["id"]: row["name"] for row in named},
        authors={row["from_id"]: tuple(row["by"]) for row in by},
        observed=[_observed(row) for row in await connection.fetch(_OBSERVED, *seen)] if figures else [],
        judged=[one for row in await connection.fetch(_JUDGED, *seen) for one in _judged(row)] if figures else [],
        fewest=1 if exact else GROUPS,
    )


def _observed(row: Any) -> Observed:
    return Observed(**{**dict(row), "on": date.fromisoformat(row["on"])})


def _judged(row: Any) -> Iterator[Judged]:
    for one in json.loads(row["judgements"] or "[]"):
        if aspect := _aspect(one):
            yield Judged(row["id"], ref(one, "action"), aspect, one["situation"], ref(one, "group"))


def _aspect(one: Any) -> str | None:
    if one.get("phase"):
        return f"phase/{one['phase']}"
    if one.get("right"):
        right = one["right"]
        return "/".join(part for part in (right["framework"], right.get("version"), right["item"]) if part)
    return code(one)


def _pointed_to(found: list[KnownRecord]) -> Iterator[UUID]:
    for record in found:
        for name in _ELSEWHERE & record.body.keys():
            if (id := ref(record.body, name)) is not None:
                yield id


def _groups(found: list[KnownRecord]) -> Iterator[UUID]:
    for record in found:
        yield from _ids(record.body.get("groups"))
        yield from _ids([record.body.get("group"), record.body.get("proposed_by_group")])


def _ids(values: Any) -> Iterator[UUID]:
    for value in values or []:
        if isinstance(value, dict) and value.get("id"):
            yield uuid(value["id"])
