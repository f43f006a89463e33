"""Which territory and platform a push belongs to, from an id, an external id or a name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ..errors import NotAllowed, Refused, Unsettled
from ..understanding.words import normalise
from .wire import Wire

WHOAMI = "/v1/keys/me"


def is_uuid(text: str) -> bool:
    """Tell whether a text is an id of the server."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def roots(wire: Wire) -> list[str]:
    """Give the ids of the territories a key speaks for; none when the server does not tell."""
    try:
        found = wire.json("GET", WHOAMI)
    except Refused as error:
        if error.status in (404, 405):
            return []
        raise
    listed = found.get("roots") or found.get("territories") or []
    return [str(root.get("id")) if isinstance(root, dict) else str(root) for root in listed]


def roots_if_any(wire: Wire) -> list[str]:
    """Give the ids of the territories a key speaks for; none for who asks without a key."""
    try:
        return roots(wire)
    except NotAllowed:
        return []  # what is asked next tells what is wrong with a key


def find_territory(wire: Wire, wanted: str | None, named: Sequence[str] = ()) -> str:
    """Give the id of the territory to push for; raises ``Unsettled`` naming the choices."""
    if wanted and is_uuid(wanted):
        return wanted
    mine = roots(wire)
    if wanted is None:
        if len(mine) == 1:
            return mine[0]
        if len(named) != 1:
            raise Unsettled(f"say which territory this is for with --territory; this key speaks for {_list(mine)}")
        wanted = named[0]
    found = [place for root in mine for place in wire.pages("/v1/territories", {"under": root})]
    if not found:
        found = wire.pages("/v1/territories", {"q": wanted})
    return only("territory", wanted, found)


def find_platform(wire: Wire, wanted: str | None, territory_id: str) -> dict[str, Any] | None:
    """Give the platform on which groups are made: the named one, or the only one; None when there is none."""
    found = wire.pages("/v1/platforms", {"under": territory_id})
    if wanted is not None:
        chosen = only("platform", wanted, found)
        return next(platform for platform in found if platform["id"] == chosen)
    own = [platform for platform in found if platform.get("territory_id") == territory_id]
    for several in (own, found):
        if len(several) == 1:
            return several[0]
    if found:
        names = ", ".join(sorted(repr(platform.get("name")) for platform in found)[:10])
        raise Unsettled(f"the territory has several platforms; choose one with --platform: {names}")
    return None


def make_platform(wire: Wire, territory_id: str, source: str) -> dict[str, Any]:
    """Make a platform with the territory's name, as far as the key may."""
    name = str(wire.json("GET", f"/v1/territories/{territory_id}")["name"])
    asked = {"territory_id": territory_id, "name": name, "source": source, "external_id": "platform"}
    made = wire.json("POST", "/v1/platforms/bulk", json={"items": [asked]})["items"][0]
    if made["outcome"] == "rejected":
        reason = "; ".join(str(fault.get("message")) for fault in made.get("errors", []))
        raise Unsettled(f"the territory has no platform and one could not be made: {reason}")
    return {**asked, "id": made["id"]}


def only(kind: str, wanted: str, found: Sequence[dict[str, Any]]) -> str:
    """Give the id of the one place that fits an id, an external id or a name; raises ``Unsettled``."""
    tests = (
        lambda place: place["id"] == wanted,
        lambda place: place.get("external_id") == wanted,
        lambda place: normalise(wanted) in _names(place),
    )
    for test in tests:
        fitting = {str(place["id"]) for place in found if test(place)}
        if len(fitting) == 1:
            return fitting.pop()
        if fitting:
            raise Unsettled(f"{len(fitting)} {kind} records fit {wanted!r}; use an id: {_list(sorted(fitting))}")
    near = ", ".join(sorted(repr(place.get("name")) for place in found)[:10])
    raise Unsettled(f"no {kind} {wanted!r} that this key may see" + (f"; there are {near}" if near else ""))


def _names(place: dict[str, Any]) -> set[str]:
    return {normalise(str(name)) for name in (place.get("name", ""), *(place.get("names") or {}).values())}


def _list(ids: Sequence[str]) -> str:
    return ", ".join(ids[:10]) if ids else "no territory that the server names"
