"""How many requests a caller has a minute, and how that is told (RateLimit header fields, a draft of the IETF)."""

import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from .settings import GatewaySettings

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Allowance:
    """What is left to a caller after (or without) this request."""

    granted: bool
    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Tell it in header fields."""
        policy = b'"default";q=%d;w=%d' % (self.limit, WINDOW_SECONDS)
        left = b'"default";r=%d;t=%d' % (self.remaining, self.reset_seconds)
        return [(b"ratelimit-policy", policy), (b"ratelimit", left)]


class Counters(MemoryStorage):
    """The library's counters in memory, swept by us: by itself it starts a thread at nearly every request."""

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count up; a counter that has ended begins anew."""
        count = self.get(key) + amount
        if count == amount:
            self.expirations[key] = time.time() + expiry
        self.storage[key] = count
        return count

    def sweep(self) -> None:
        """Drop the counters that have ended."""
        for key in list(self.expirations):
            self.get(key)


class Quotas:
    """Counts what each caller asks, weighted by what it costs, in a window that slides."""

    def __init__(self, settings: GatewaySettings) -> None:
        """Keep the quotas by role and the costs by kind of request."""
        self.counters = Counters()
        self._limiter = SlidingWindowCounterRateLimiter(self.counters)
        staff = settings.quota_staff
        by_role = {"public": settings.quota_public, "app": settings.quota_app, "partner": settings.quota_partner}
        self._limits = {
            role: RateLimitItemPerMinute(amount, namespace="quota")
            for role, amount in (by_role | {"staff": staff, "admin": staff}).items()
        }
        self._costs = {"search": settings.cost_search, "export": settings.cost_export}

    def take(self, role: str, caller: str, kind: str) -> Allowance:
        """Count one request, unless that is more than is left."""
        limit = self._limits[role]
        # Dearer than the whole quota would mean never.
        cost = min(self._costs.get(kind, 1), limit.amount)
        granted = self._limiter.hit(limit, caller, cost=cost)
        return self._left(role, caller, granted, cost)

    def look(self, role: str, caller: str) -> Allowance:
        """Tell what is left without counting."""
        return self._left(role, caller, granted=True, cost=1)

    def _left(self, role: str, caller: str, granted: bool, cost: int) -> Allowance:
        limit = self._limits[role]
        before, before_ends, now, ends = self.counters.get_sliding_window(limit.key_for(caller), WINDOW_SECONDS)
        used = math.floor(before * before_ends / WINDOW_SECONDS + now)
        remaining = max(0, limit.amount - used)
        if granted and remaining:
            reset = ends - WINDOW_SECONDS
        else:
            reset = _wait(limit.amount - (1 if granted else cost), before, before_ends, now, ends - WINDOW_SECONDS)
        return Allowance(granted, limit.amount, remaining, max(1, math.ceil(reset)))


def _wait(room: int, before: int, before_ends: float, now: int, window_ends: float) -> float:
    """Give the seconds until no more than ``room`` counts, if nothing else is asked meanwhile.

    The count of the window before fades evenly; when this window ends, its own count begins to fade.
    """
    if now <= room and before:
        return max(0.0, before_ends - (room - now) * WINDOW_SECONDS / before)
    if now <= room:
        return 0.0
    return window_ends + WINDOW_SECONDS - room * WINDOW_SECONDS / now
