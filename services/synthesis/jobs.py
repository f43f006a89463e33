"""What the synthesis service does on a clock; every step is safe to repeat and to run twice at once."""

import asyncio

from fastapi import FastAPI

from shared.database import Pool
from shared.jobs import Step

from .counting import count
from .following import forget_unsaid
from .reading import Reads
from .settings import SynthesisSettings


def steps(app: FastAPI) -> list[Step]:
    """Give the steps of a running application; the reader is loaded when the first step needs it."""
    pool: Pool = app.state.pool
    settings: SynthesisSettings = app.state.settings
    reads: list[Reads] = []

    async def read() -> int:
        if not reads:
            from .loading import load_reader

            reader = await asyncio.to_thread(load_reader, settings)
            reads.append(Reads(pool, reader, settings.slice_size))
        return await reads[0].step()

    return [
        *(Step(f"synthesis: follow {follower.feed}", 0.5, follower.step) for follower in app.state.followers),
        Step("synthesis: read", 0.5, read),
        Step("synthesis: count", 1.0, lambda: count(pool)),
        Step("synthesis: forget what nobody says", 60.0, lambda: forget_unsaid(pool)),
    ]
