"""Waiting until what was pushed or kept until now is followed, read and counted."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from .errors import ServerTrouble
from .pushing.wire import Wire

Told = Callable[[int, int], None]

PAUSE_SECONDS = 0.3
PATIENCE_SECONDS = 1800.0


def wait_until_counted(wire: Wire, patience: float = PATIENCE_SECONDS, told: Told | None = None) -> dict[str, Any]:
    """Wait until everything that the server kept before this call is in its figures and chains; gives its status.

    ``told`` hears how much is done, and of how much. Raises ``ServerTrouble`` when patience (seconds) is at its end.
    """
    until, most = time.monotonic() + patience, 1
    looks = Looks()
    while True:
        status: dict[str, Any] = wire.json("GET", "/v1/status")
        if looks.all_new(status["feeds"]) and status["up_to_date"]:
            return status
        left = _left(status)
        most = max(most, left)
        if told is not None:
            told(most - left, most)
        if time.monotonic() > until:
            raise ServerTrouble(f"the server still has {left:,} things to read and to count; look again later")
        wire.sleep(PAUSE_SECONDS)


class Looks:
    """Tells whether every feed was looked at from its beginning to its end after this was made.

    A look that is seen to have ended may have begun before; the next one cannot. No clocks are compared.
    """

    def __init__(self) -> None:
        """Nothing has been seen."""
        self._ends: dict[str, list[str | None]] = {}

    def all_new(self, feeds: list[Mapping[str, Any]]) -> bool:
        """Take note of how far each feed is."""
        for feed in feeds:
            ends = self._ends.setdefault(str(feed["feed"]), [feed.get("caught_up_at")])
            if feed.get("caught_up_at") != ends[-1]:
                ends.append(feed.get("caught_up_at"))
        return bool(feeds) and all(len(ends) > 2 for ends in self._ends.values())


def _left(status: Mapping[str, Any]) -> int:
    behind = sum(int(feed["behind"]) for feed in status["feeds"])
    unread = sum(int(each["pending"]) for each in status["readings"] if each["state"] == "serving")
    return behind + unread + int(status["groups_to_count"])
