"""What the synthesis service does on a clock; every step is safe to repeat and to run twice at once."""

import asyncio

from fastapi import FastAPI

from shared.database import Pool
from shared.jobs import Step

from .coding.learning import Learning
from .contrasting.watching import Watch
from .counting import count
from .following import forget_unsaid
from .process.practices.reading import Practices
from .settings import SynthesisSettings
from .syntheses.making.maker import Maker
from .syntheses.working import Works


def steps(app: FastAPI) -> list[Step]:
    """Give the steps of a running application; the reader is loaded when the first step needs it."""
    pool: Pool = app.state.pool
    settings: SynthesisSettings = app.state.settings
    reads: list[Learning] = []
    works: list[Works] = []
    practices: list[Practices] = []
    loading = asyncio.Lock()

    async def load() -> None:
        async with loading:
            if not works:
                from .loading import load_reader

                reader = await asyncio.to_thread(load_reader, settings)
                reads.append(Learning(pool, reader, settings))
                practices.append(Practices(pool, reader))
                works.append(Works(pool, Maker.of(reader), settings))

    async def read() -> int:
        await load()
        return await reads[0].step()

    async def learn() -> int:
        await load()
        return await reads[0].learn()

    async def read_practices() -> int:
        await load()
        return await practices[0].step()

    async def synthesise() -> int:
        await load()
        return await works[0].step()

    return [
        *(Step(f"synthesis: follow {follower.feed}", 0.5, follower.step) for follower in app.state.followers),
        Step("synthesis: read", 0.5, read),
        Step("synthesis: learn", 15.0, learn),
        Step("synthesis: read practices", 2.0, read_practices),
        Step("synthesis: count", 1.0, lambda: count(pool)),
        Step("synthesis: make syntheses", 1.0, synthesise),
        Step("synthesis: look for what stands out", 5.0, Watch(pool).step),
        Step("synthesis: forget what nobody says", 60.0, lambda: forget_unsaid(pool)),
    ]
