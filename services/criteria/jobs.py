"""What the criteria service does on a clock; every step is safe to repeat and to run twice at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import httpx
from fastapi import FastAPI

from shared.database import Pool
from shared.jobs import Step

from .imports import staging

log = logging.getLogger("spiral")

PATIENCE_SECONDS = 30
"""How long a push waits for news of a group it names: on a busy machine a group registered a moment ago takes a
while to be heard of, and refusing its lines would be wrong. A service that is down is noticed at once."""


def steps(app: FastAPI) -> list[Step]:
    """Give the steps of a running application."""
    pool: Pool = app.state.pool
    return [
        Step("criteria: follow territories", 1.0, app.state.follower.step),
        Step("criteria: apply staged imports", 5.0, lambda: staging.apply_left(pool)),
        Step("criteria: forget old imports", 3600.0, lambda: forget_expired(pool)),
    ]


async def forget_expired(pool: Pool) -> int:
    """Delete imports past their time, with their outcomes; the criteria stay. Gives how many."""
    status: str = await pool.execute("delete from import where expires_at < now()")
    return int(status.split()[-1])


async def patient(work: Callable[[], Awaitable[object]]) -> None:
    """Try to follow another service; if it is out of reach or slow the local copy has to do."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await work()
    except (httpx.HTTPError, TimeoutError) as error:
        log.warning("a feed is out of reach", extra={"fields": {"error": type(error).__name__}})
