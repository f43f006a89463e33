"""Do a piece of work again after losing a race with another push."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg

from shared.database import Connection
from shared.errors import Unavailable

RETRIES = 5
"""How often a transaction is tried after a deadlock, or when others hold its rows for long."""

_LOST = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.LockNotAvailableError)


async def retried(connection: Connection, work: Callable[[Connection], Awaitable[None]]) -> None:
    """Do some work in one transaction; after a deadlock or a lost race with another writer do it again.

    Raises ``Unavailable`` if the others do not let it through.
    """
    for attempt in range(RETRIES):
        try:
            async with connection.transaction():
                await work(connection)
        except _LOST as error:
            if attempt == RETRIES - 1:
                raise Unavailable("other pushes are writing the same criteria") from error
            await asyncio.sleep(0.05 * 2**attempt)
        else:
            return
