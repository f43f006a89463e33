"""What the three stores have in common: one connection, turns for writers, and the change table."""

from uuid import UUID

import asyncpg

from shared.database import Connection
from shared.errors import Unavailable


class PlaceStore:
    """A store on one connection, and so in one transaction."""

    kind: str
    """What this store's records are called in the feed."""

    def __init__(self, connection: Connection) -> None:
        """Keep the connection of the request."""
        self.connection = connection

    async def take_turn(self) -> None:
        """Wait until no other writer is at work; the turn ends with the transaction.

        Raises ``Unavailable`` when others take too long.
        """
        # Two moves at once could each be right and together bend the tree into a loop. Places change seldom,
        # so writers simply go one after the other; nobody can deadlock.
        try:
            await self.connection.execute("select pg_advisory_xact_lock(hashtext('spiral-territories-writer'))")
        except asyncpg.LockNotAvailableError as error:
            raise Unavailable("other changes are still being written") from error

    async def record_change(self, identity: UUID, revision: int, *, tombstone: bool = False) -> None:
        """Leave a row in the feed, in the transaction of the change itself."""
        await self.connection.execute(
            "insert into change (kind, id, revision, tombstone) values ($1, $2, $3, $4)",
            self.kind,
            identity,
            revision,
            tombstone,
        )
