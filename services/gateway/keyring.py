"""Which keys are believed, without asking the database at every request."""

import hmac
import time
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from shared.database import POOL_WAIT_SECONDS
from shared.errors import Unavailable
from shared.identity import Identity

from . import store
from .errors import KeyExpired, KeyInvalid
from .store import StoredKey
from .token import digest, read_token

KEPT = 10_000
"""Keys remembered at once, known and unknown ones together."""

OUT_OF_REACH = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What asking a database that is not there, or not now, raises."""

_NOTHING = bytes(32)


class Keyring:
    """Recognises keys; what it looked up is believed for a few seconds only, so that a revocation counts."""

    def __init__(self, pool: Any, pepper: bytes, seconds: float) -> None:
        """Keep where keys are looked up, and for how long an answer is believed."""
        self._pool, self._pepper, self._seconds = pool, pepper, seconds
        self._known: OrderedDict[str, tuple[float, StoredKey | None, Identity | None]] = OrderedDict()
        self._used: set[str] = set()

    async def recognise(self, text: str) -> tuple[StoredKey, Identity]:
        """Give the key a caller sent, and who asks by it.

        Raises ``KeyInvalid``, the same for every reason, and ``KeyExpired`` to whoever has the right secret.
        """
        token = read_token(text)
        if token is None:
            raise KeyInvalid
        stored, identity = await self._look_up(token.id)
        # An unknown key is compared too, so that it takes as long as a wrong one.
        right = hmac.compare_digest(stored.digest if stored else _NOTHING, digest(token, self._pepper))
        if not right or stored is None or identity is None or stored.revoked_at is not None:
            raise KeyInvalid
        now = datetime.now(UTC)
        if stored.expires_at <= now:
            raise KeyExpired
        if stored.last_used_at is None or now - stored.last_used_at >= timedelta(hours=1):
            self._used.add(stored.id)
        return stored, identity

    def forget(self, *ids: str) -> None:
        """Look these keys up anew at their next use."""
        for id in ids:
            self._known.pop(id, None)

    async def note_use(self) -> None:
        """Write down which keys were in use; many requests together are one write."""
        if self._used:
            used, self._used = self._used, set()
            async with self._pool.acquire(timeout=POOL_WAIT_SECONDS) as connection:
                await store.note_use(connection, sorted(used))

    async def _look_up(self, id: str) -> tuple[StoredKey | None, Identity | None]:
        # The answer is as old as its question: a revocation in between must not be believed away for longer.
        now = time.monotonic()
        found = self._known.get(id)
        if found is not None and now - found[0] < self._seconds:
            return found[1], found[2]
        try:
            async with self._pool.acquire(timeout=POOL_WAIT_SECONDS) as connection:
                stored = await store.find_key(connection, id)
        except OUT_OF_REACH as error:
            raise Unavailable("keys cannot be checked for the moment") from error
        identity = Identity(stored.holder, stored.role, stored.roots, stored.owner) if stored else None
        self._known[id] = (now, stored, identity)
        self._known.move_to_end(id)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return stored, identity
