"""Which platform or territory somebody means, by its id, its external id or its name."""

import re
from typing import Any

from ..errors import Unsettled
from ..pushing.places import is_uuid, only, roots
from ..pushing.wire import Wire
from ..scopes import named


class Platforms:
    """The platforms that a key may write on, else all that it may see; asked for once."""

    def __init__(self, wire: Wire) -> None:
        """Use an open connection; nothing is asked yet."""
        self._wire = wire
        self._listed: list[dict[str, Any]] | None = None
        self._found: dict[str | None, str] = {}

    def id_of(self, wanted: str | None) -> str:
        """Give the id of the platform that is meant: the named one, or the only one.

        Raises ``Unsettled`` naming the choices.
        """
        if wanted and is_uuid(wanted):
            return wanted
        if wanted not in self._found:
            self._found[wanted] = self._look_up(wanted)
        return self._found[wanted]

    def _look_up(self, wanted: str | None) -> str:
        if self._listed is None:
            own = [each for root in roots(self._wire) for each in self._wire.pages("/v1/platforms", {"under": root})]
            self._listed = own or self._wire.pages("/v1/platforms")
        if wanted is not None:
            return only("platform", wanted, self._listed)
        if len(self._listed) == 1:
            return str(self._listed[0]["id"])
        names = ", ".join(sorted(repr(each.get("name")) for each in self._listed)[:10]) or "none for this key"
        raise Unsettled(f"say which platform this is for; there are {names}")


def territory_of(wire: Wire, said: str | None) -> str:
    """Give the id of a territory by its id, its name or a country's code; without one, the key's only territory."""
    if said is None:
        mine = roots(wire)
        if len(mine) == 1:
            return mine[0]
        raise Unsettled("say which territory: an id, a name, or a country's code (BE)")
    if is_uuid(said):
        return said
    if re.fullmatch("[A-Z]{2}", said):
        found = wire.pages("/v1/territories", {"kind": "country", "country": said})
        if len(found) == 1:
            return str(found[0]["id"])
    return str(named(wire, said)["id"])
