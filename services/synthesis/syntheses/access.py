"""Whose a synthesis is: who may ask for one, who reads it exactly, and who may act on it."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pycountry

from shared.database import Connection
from shared.errors import NotAllowed
from shared.identity import Identity

from ..errors import ScopeNotYours, ScopeUnknown, SynthesisUnknown
from ..mirror import Mirror
from ..selecting import covers
from .schemas import Scope


@dataclass(frozen=True)
class Place:
    """Where a scope lies: its territory, None for a country or the whole network, and what it is called."""

    territory: UUID | None
    name: str


async def place_of(connection: Connection, mirror: Mirror, scope: Scope) -> Place:
    """Find the place of a scope; raises ``ScopeUnknown``."""
    if scope.under is not None:
        return Place(scope.under, _territory(mirror, scope.under))
    if scope.country is not None:
        country = pycountry.countries.get(alpha_2=scope.country)
        if country is None:
            raise ScopeUnknown
        return Place(None, country.name)
    if scope.platform is not None or scope.group is not None:
        row = await connection.fetchrow(
            "select territory_id, profile, year from known_group where not withdrawn and (platform_id = $1 or id = $2)"
            " limit 1",
            scope.platform,
            scope.group,
        )
        if row is None:
            raise ScopeUnknown
        name = _territory(mirror, row["territory_id"])
        return Place(row["territory_id"], f"{name}, {row['profile']}, {row['year']}" if scope.group else name)
    return Place(None, "SPIRAL")


def _territory(mirror: Mirror, id: UUID) -> str:
    found = mirror.territories.get(id)
    if found is None:
        raise ScopeUnknown
    return found.name


def may_ask(mirror: Mirror, identity: Identity, place: Place, scope: Scope) -> bool:
    """Tell whether what stays local is counted: in a partner's own territory, unless open criteria only are wanted.

    For staff it never is. Raises ``NotAllowed`` and ``ScopeNotYours`` for others.
    """
    if identity.role in ("staff", "admin"):
        return False
    identity.require("partner", "staff", "admin")
    if not owns(mirror, identity, place.territory):
        raise ScopeNotYours
    return not scope.open_only


def owns(mirror: Mirror, identity: Identity, territory: UUID | None) -> bool:
    """Tell whether a territory lies in a partner's own subtrees."""
    return (
        identity.role == "partner"
        and territory is not None
        and any(covers(mirror, root, territory) for root in identity.roots)
    )


def reads_exactly(mirror: Mirror, identity: Identity, row: dict[str, Any]) -> bool:
    """Tell whether a caller reads a synthesis as it is; what counts local criteria is its territory's own."""
    if owns(mirror, identity, row["territory_id"]):
        return True
    return identity.reads_everything and not row["includes_local"]


def require_seen(mirror: Mirror, identity: Identity, row: dict[str, Any] | None) -> dict[str, Any]:
    """Give the row to one who may see it, exactly or as it was released; raises ``SynthesisUnknown``."""
    if row is None:
        raise SynthesisUnknown
    if reads_exactly(mirror, identity, row) or (row["released_at"] is not None and row["state"] == "done"):
        return row
    raise SynthesisUnknown


def require_own(mirror: Mirror, identity: Identity, row: dict[str, Any] | None) -> dict[str, Any]:
    """Give the row to one who may act on it; raises ``SynthesisUnknown``, or ``NotAllowed`` for one who only reads."""
    seen = require_seen(mirror, identity, row)
    if not reads_exactly(mirror, identity, seen):
        raise NotAllowed("only the territory's own partner and staff change a synthesis")
    return seen


def scope_key(scope: Scope, includes_local: bool) -> str:
    """Give what all syntheses of one scope have in common, whatever their period."""
    content = scope.model_dump_json(exclude={"year_from", "year_to"}) + ("+local" if includes_local else "")
    return hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
