"""Make syntheses that are due: gather, think in a thread, keep what was found. Any number of workers may."""

import asyncio
import logging
import os
import threading
from contextlib import suppress
from typing import Any
from uuid import UUID

from shared.database import Connection, Pool

from ..settings import SynthesisSettings
from . import gathering, store, work
from .inputs import Inputs
from .making.gathering_topics import Before
from .making.maker import Made, Maker
from .provenance import provenance
from .schemas import NewSynthesis

log = logging.getLogger("spiral")

TELL_SECONDS = 0.5
"""How often progress is written, and how soon a cancelled synthesis is noticed."""


class Unwanted(Exception):
    """The synthesis was cancelled, or the worker is told to go."""


class NothingRead(Exception):
    """No statement has been read by a model yet."""


class Progress:
    """How far the thinking is; the thinking thread writes it, the worker reads it and may say stop."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.phase, self.share = "reading", 0.0
        self.unwanted = threading.Event()

    def __call__(self, phase: str, share: float) -> None:
        """Note a phase and the share of the whole that is done; raises ``Unwanted`` when nobody wants it any more."""
        self.phase, self.share = phase, share
        if self.unwanted.is_set():
            raise Unwanted


class Works:
    """The step that makes one synthesis."""

    def __init__(self, pool: Pool, maker: Maker, settings: SynthesisSettings) -> None:
        """Keep the tables and what is needed to think."""
        self._pool = pool
        self._maker = maker
        self._threads = settings.threads or os.cpu_count() or 1

    async def step(self) -> int:
        """Make the synthesis that has waited longest; gives 0 when there is none."""
        async with self._pool.acquire() as connection:
            row = await work.claim(connection)
            if row is None:
                return 0
            try:
                await self._attempt(connection, row)
            finally:
                await asyncio.shield(work.unclaim(connection, row["id"]))
        return 1

    async def _attempt(self, connection: Connection, row: Any) -> None:
        id: UUID = row["id"]
        if row["attempts"] > work.ATTEMPTS:
            await work.fail(connection, id, "the worker ended each time this was begun")
            return
        try:
            await self._make(connection, row)
        except Unwanted:
            log.info("a synthesis was cancelled", extra={"fields": {"synthesis": str(id)}})
        except asyncio.CancelledError:
            await asyncio.shield(work.put_back(connection, id))
            raise
        except NothingRead:
            await work.fail(connection, id, "nothing has been read yet: no model has been loaded by any worker")
        except Exception as error:
            log.exception("a synthesis failed", extra={"fields": {"synthesis": str(id)}})
            await work.fail(connection, id, f"an error on our side: {type(error).__name__}")

    async def _make(self, connection: Connection, row: Any) -> None:
        request = NewSynthesis.model_validate_json(row["request"])
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            found = await gathering.serving(connection)
            if found is None:
                raise NothingRead
            inputs = await gathering.gather(connection, request.scope, row["includes_local"], found)
        previous = await self._previous(connection, row, request)
        progress = Progress()
        made = await self._think(row["id"], inputs, request, previous, progress)
        document = made.document.model_dump_json()
        told = provenance(found, request, inputs, document, self._threads)
        async with connection.transaction():
            if await work.finish(connection, row["id"], inputs.packed(), made.placement.packed(), told, document):
                await work.keep_doubts(connection, row["id"], inputs.statement_ids.tolist(), made.doubts)

    async def _previous(self, connection: Connection, row: Any, request: NewSynthesis) -> Before | None:
        """Find the synthesis whose topics lend their identity to this one's."""
        id = request.follows or await store.last_of(connection, row["scope_key"], row["id"])
        before = await store.one(connection, id) if id is not None else None
        if before is None or before["state"] != "done" or before["scope_key"] != row["scope_key"]:
            return None
        packed = await store.inputs(connection, before["id"])
        return await asyncio.to_thread(self._maker.before, before["id"], packed[1]) if packed else None

    async def _think(
        self, id: UUID, inputs: Inputs, request: NewSynthesis, previous: Before | None, progress: Progress
    ) -> Made:
        telling = asyncio.create_task(self._tell(id, progress))
        try:
            return await asyncio.to_thread(self._maker.make, inputs, request, previous, self._threads, progress)
        except asyncio.CancelledError:
            progress.unwanted.set()  # the thread goes on until it hears of it
            raise
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling

    async def _tell(self, id: UUID, progress: Progress) -> None:
        while True:
            await asyncio.sleep(TELL_SECONDS)
            async with self._pool.acquire() as connection:
                if not await work.tell(connection, id, progress.phase, progress.share):
                    progress.unwanted.set()
