"""What people call a place, as the server knows it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import Unsettled
from .pushing.places import WHOAMI, is_uuid, roots_if_any
from .pushing.wire import Wire
from .understanding.words import normalise

NETWORK = "network"
_SHOWN = 10
_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")


def scope_of(wire: Wire, said: str) -> dict[str, str]:
    """Give the scope that somebody means; empty for the whole network.

    ``said`` is ``network``, a country's code, a territory's id or name in any of its languages, ``platform:ID`` or
    ``group:ID``. Raises ``Unsettled`` naming the candidates where none or several fit.
    """
    kind, sign, id = said.partition(":")
    if sign and kind in ("group", "platform"):
        return {kind: id}
    if said == NETWORK:
        return {}
    if is_uuid(said):
        return {"under": said}
    if re.fullmatch("[A-Z]{2}", said):
        return {"country": said}
    found = named(wire, said)
    return {"country": str(found["country"])} if found.get("kind") == "country" else {"under": str(found["id"])}


def own_scope(wire: Wire) -> dict[str, str]:
    """Give the scope of a key that names none: a partner's only territory, the network for everybody else.

    Raises ``Unsettled`` where a partner's key speaks for several territories.
    """
    mine = wire.json("GET", WHOAMI)
    roots = [str(root) for root in mine.get("roots") or []]
    if mine.get("role") != "partner" or not roots:
        return {}
    if len(roots) == 1:
        return {"under": roots[0]}
    raise Unsettled(f"this key speaks for several territories; name one of them: {', '.join(roots)}")


def named(wire: Wire, said: str) -> dict[str, Any]:
    """Give the one territory of a name; of several, the key's own wins.

    Raises ``Unsettled`` naming the candidates.
    """
    wanted = normalise(said)
    near = wire.pages("/v1/territories", {"q": said}) if wanted else []
    exact = [place for place in near if wanted in _names(place)]
    if len(exact) > 1:
        exact = _own(wire, said, exact) or exact
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise Unsettled(f"{len(exact)} territories are called {said!r}; give the id of one: {_told(exact)}")
    if near:
        near.sort(key=lambda place: not any(name.startswith(wanted) for name in _names(place)))
        raise Unsettled(f"no territory is called {said!r}; near it: {_told(near)}")
    raise Unsettled(f"no territory is called {said!r}; write network, a country's code (BE), a name or an id")


def _own(wire: Wire, said: str, several: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give those of several places that are a key's own: its territories, else what is below them."""
    mine = roots_if_any(wire)
    if top := [place for place in several if place["id"] in mine]:
        return top
    below = {each["id"] for root in mine for each in wire.pages("/v1/territories", {"under": root, "q": said})}
    return [place for place in several if place["id"] in below]


def _names(place: Mapping[str, Any]) -> set[str]:
    """Give what a place is called in any language, also without what stands in brackets behind it."""
    names = [str(name) for name in (place["name"], *(place.get("names") or {}).values())]
    return {normalise(name) for name in (*names, *(_BRACKETS.sub("", name) for name in names))}


def _told(places: Sequence[Mapping[str, Any]]) -> str:
    listed = [
        f"{place['name']} ({place.get('kind', 'territory')}, {place.get('country', '?')}, {place['id']})"
        for place in places[:_SHOWN]
    ]
    more = [f"and {len(places) - _SHOWN} more"] if len(places) > _SHOWN else []
    return "; ".join(listed + more)
