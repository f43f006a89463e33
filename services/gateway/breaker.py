"""Leaves a service alone for a moment when it has not answered several times in a row."""

import math
import time

from shared.errors import Unavailable


class Breaker:
    """Counts calls without an answer; while it is open, callers are told at once instead of waiting."""

    def __init__(self, service: str, failures: int, pause_seconds: float) -> None:
        """Keep how many failures open it, and for how long."""
        self.service, self.allowed, self.pause = service, failures, pause_seconds
        self._failures = 0
        self._until = 0.0

    def check(self) -> None:
        """Raise ``Unavailable`` while it is open; afterwards one call at a time tries again."""
        if self._failures < self.allowed:
            return
        left = self._until - time.monotonic()
        if left > 0:
            raise Unavailable(out_of_reach(self.service), retry_after=math.ceil(left), service=self.service)
        self._until = time.monotonic() + 1

    def succeeded(self) -> None:
        """Note an answer, whatever it says."""
        self._failures = 0

    def failed(self) -> None:
        """Note a call without an answer."""
        self._failures += 1
        self._until = time.monotonic() + self.pause


def out_of_reach(service: str) -> str:
    """Say that a service does not answer."""
    return f"the {service} service is out of reach; the other services answer as usual"
