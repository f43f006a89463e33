"""A clock: steps that are done again and again, each safe to repeat, by any number of workers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from .settings import CommonSettings

log = logging.getLogger("spiral")

LONGEST_PAUSE = 30.0
"""Seconds a step that keeps failing waits at most before it is tried again."""

HEARTBEAT_SECONDS = 5.0
"""How often a worker touches its file."""


@dataclass(frozen=True)
class Step:
    """One step: while it has work it goes on at once, and when it has none it rests a while."""

    name: str
    rest_seconds: float
    work: Callable[[], Awaitable[int]]
    """Does one portion and gives how much it was; 0 means that there was nothing to do."""


async def run(step: Step, stop: asyncio.Event) -> None:
    """Do a step until told to stop; what fails is logged and tried again, each time later."""
    pause = step.rest_seconds
    while not stop.is_set():
        try:
            done = await step.work()
            pause = 0.0 if done else step.rest_seconds
        except Exception as error:
            pause = min(max(pause, 0.5) * 2, LONGEST_PAUSE)
            fields = {"step": step.name, "again_in": pause}
            log.warning("a step failed", exc_info=error, extra={"fields": fields})
        if pause:
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                continue
        else:
            await asyncio.sleep(0)


async def run_all(steps: list[Step], stop: asyncio.Event) -> None:
    """Do several steps side by side until told to stop; the settings may name a file that tells of it."""
    heartbeat = CommonSettings().heartbeat
    if heartbeat is not None:
        steps = [*steps, Step("heartbeat", HEARTBEAT_SECONDS, lambda: _beat(heartbeat))]
    tasks = [asyncio.create_task(run(step, stop)) for step in steps]
    await stop.wait()
    # Every step is safe to cut and to repeat, so a worker that is told to go does not finish its portion.
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _beat(file: Path) -> int:
    await asyncio.to_thread(file.touch)
    return 0
