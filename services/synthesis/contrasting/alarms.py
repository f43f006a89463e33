"""Read what was found unasked, the newest first, with words beside it."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pycountry

from shared.database import Connection
from shared.errors import NotAllowed
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..engine.facts import Mask
from ..errors import ScopeNotYours
from ..mirror import Mirror
from ..reach import below
from ..selecting import among, axis, covers
from ..trends import label
from .quoting import Cell, quote
from .schemas import Alarm
from .watching import NETWORK

_LIST = """
select id, scope, territory_id, axis, value, question, code, direction, evidence, first_seen_at, last_seen_at, stands
from alarm where ($1::uuid[] is null or territory_id = any($1)) and ($2::text is null or scope = $2)
    and ($3::text is null or value = $3) and (not $4 or stands) and ($5::text is null or direction = $5)
    and ($6::boolean is null or (evidence ->> 'lead')::boolean = $6)
    and ($7::timestamptz is null or (first_seen_at, id) < ($7, $8))
order by first_seen_at desc, id desc limit $9
"""


async def list_alarms(
    mirror: Mirror,
    connection: Connection,
    identity: Identity,
    codebook: Codebook,
    language: str,
    *,
    under: UUID | None,
    country: str | None,
    value: str | None,
    direction: str | None,
    standing: bool,
    leads: bool | None,
    after: list[Any] | None,
    limit: int,
) -> list[Alarm]:
    """Give alarms that a caller may read: staff all, a partner those of its own territories.

    Raises ``ScopeNotYours`` and, for readers without such a key, ``NotAllowed``.
    """
    rows = await connection.fetch(
        _LIST,
        _territories(mirror, identity, under),
        country,
        value,
        standing,
        direction,
        leads,
        datetime.fromisoformat(after[0]) if after else None,
        UUID(after[1]) if after else None,
        limit,
    )
    cells = {at: _cell(mirror, row) for at, row in enumerate(rows)}
    words = await quote(connection, mirror, identity, cells)
    return [_told(mirror, row, codebook, language, words[at]) for at, row in enumerate(rows)]


def _territories(mirror: Mirror, identity: Identity, under: UUID | None) -> list[UUID] | None:
    if identity.reads_everything:
        return None if under is None else below(mirror, [under])
    if identity.role != "partner":
        raise NotAllowed("alarms are read by staff, and by partners for their own territories")
    if under is not None and not any(covers(mirror, root, under) for root in identity.roots):
        raise ScopeNotYours
    return below(mirror, identity.roots if under is None else [under])


def _cell(mirror: Mirror, row: Any) -> Cell:
    groups: Mask = among(axis(mirror, row["axis"]), [row["value"]]) & mirror.groups["here"]
    if row["territory_id"] is not None:
        groups &= mirror.below(row["territory_id"])[mirror.groups["territory"]]
    elif row["scope"] != NETWORK:
        groups &= mirror.groups["country"] == mirror.countries.find(row["scope"])
    return Cell(groups, frozenset({row["code"]}), row["question"] or None)


def _told(mirror: Mirror, row: Any, codebook: Codebook, language: str, words: list[Any]) -> Alarm:
    named = {name: row[name] for name in ("id", "scope", "axis", "value", "code", "direction")}
    seen = {name: row[name] for name in ("first_seen_at", "last_seen_at", "stands")}
    return Alarm(
        **named,
        **seen,
        **json.loads(row["evidence"]),
        scope_name=_scope_name(mirror, row),
        question=row["question"] or None,
        label=label(codebook, row["code"], language),
        words=words,
    )


def _scope_name(mirror: Mirror, row: Any) -> str:
    if row["territory_id"] is not None:
        found = mirror.territories.get(row["territory_id"])
        return found.name if found else str(row["territory_id"])
    country = pycountry.countries.get(alpha_2=row["scope"])
    return country.name if country else str(row["scope"])
