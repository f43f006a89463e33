"""Receive a push in one request: read, check and commit chunk by chunk while the rest is still coming.

A thread checks the next chunk while the database takes this one; at most three chunks are in memory.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.database import Connection, Pool
from shared.errors import Place, ServiceError, SomethingBroke
from shared.rows.bodies import Meter, inflated, metered
from shared.rows.errors import BodyCut
from shared.rows.json_records import as_object, read_array
from shared.rows.lines import in_lines
from shared.rows.media import kind_of

from .. import places
from ..errors import IdempotencyKeyReused, ImportTooLarge, NotAtomic, NothingAccepted
from ..schemas import Mode
from ..settings import CriteriaSettings
from . import register, staging
from .checking import Checked, Checker
from .csv_rows import CsvReader
from .register import Request
from .retrying import retried
from .rows import Read, check_row, read_json_lines
from .writing import write_rows

Follow = Callable[[], Awaitable[object]]


@dataclass
class Portion:
    """One chunk, read and checked, and how much of the body it is."""

    checked: Checked
    n_bytes: int
    n_lines: int


class Receiver:
    """Receives pushes for the criteria service."""

    def __init__(
        self, pool: Pool, settings: CriteriaSettings, detect: Callable[[str], str | None], follow: Follow
    ) -> None:
        """Keep what every push needs; ``follow`` takes over the latest groups when one is not known."""
        self.pool = pool
        self.settings = settings
        self._detect = detect
        self.follow = follow

    async def receive(
        self,
        import_id: UUID,
        owner: str,
        request: Request,
        media_type: str,
        encoding: str | None,
        stream: AsyncIterator[bytes],
    ) -> None:
        """Receive a whole body. When this returns, everything it accepted is durable.

        Raises a ``ServiceError`` that names lines when nothing could be kept, when an atomic import was
        refused, or when the body cannot be read to its end; the import's record tells the same.
        """
        meter = Meter()
        body = metered(inflated(stream, encoding), meter)
        try:
            await self._take(import_id, owner, request, self._reader(media_type, body))
            async with self.pool.acquire() as connection:
                state = "staged" if request.staged else "done"
                await register.set_state(connection, import_id, state, digest=meter.digest(), n_bytes=meter.n_bytes)
            if request.staged:
                await staging.apply(self.pool, import_id)
            await self._refuse_if_nothing(import_id, request)
        except (NothingAccepted, NotAtomic):
            raise
        except ServiceError as error:
            await self._end(import_id, "interrupted" if isinstance(error, BodyCut) else "failed", error)
            raise
        except (Exception, asyncio.CancelledError):
            # Whatever broke, the same key may begin again at once. If the database did, it will in a minute.
            with suppress(Exception):
                await asyncio.shield(self._end(import_id, "interrupted", SomethingBroke()))
            raise

    async def replay(
        self, row: dict[str, Any], request: Request, encoding: str | None, stream: AsyncIterator[bytes]
    ) -> None:
        """Compare a repeated body with the one that was received under the same key.

        Raises ``IdempotencyKeyReused`` if it is another, and what was raised the first time if it is not.
        """
        meter = Meter()
        async for _ in metered(inflated(stream, encoding), meter):
            pass
        if row["digest"] != meter.digest():
            raise IdempotencyKeyReused
        await self._refuse_if_nothing(row["id"], request)

    async def look_up(self, checker: Checker, territory_id: UUID, read: Read) -> None:
        """Make sure that the checker knows every group of some rows, or knows that there is none."""
        missing = checker.unknown_groups(read)
        if not missing:
            return
        async with self.pool.acquire() as connection:
            found = await places.find_groups(connection, territory_id, missing)
        if None in found.values():
            # The group may have been registered a moment ago; the local copy is a step behind then.
            await self.follow()
            async with self.pool.acquire() as connection:
                found = await places.find_groups(connection, territory_id, missing)
        checker.groups |= found

    def checker(self) -> Checker:
        """Give a checker for one import."""
        return Checker(self._detect)

    async def _take(
        self, import_id: UUID, owner: str, request: Request, reads: AsyncIterator[tuple[Read, int, int]]
    ) -> None:
        queue: asyncio.Queue[Portion | None] = asyncio.Queue(1)

        async def check() -> None:
            checker = self.checker()
            async for read, n_bytes, n_lines in reads:
                await self.look_up(checker, request.territory_id, read)
                checked = await asyncio.to_thread(checker.check, read)
                await queue.put(Portion(checked, n_bytes, n_lines))
            await queue.put(None)

        checking = asyncio.create_task(check())
        n_records = 0
        try:
            while True:
                getting = asyncio.create_task(queue.get())
                await asyncio.wait({getting, checking}, return_when=asyncio.FIRST_COMPLETED)
                if not getting.done() and checking.done() and checking.exception() is not None:
                    getting.cancel()
                    checking.result()
                portion = await getting
                if portion is None:
                    break
                n_records += len(portion.checked.kept) + len(portion.checked.refused)
                if request.staged and n_records > self.settings.atomic_records:
                    raise ImportTooLarge(f"at most {self.settings.atomic_records} records in this mode")
                await self._commit(import_id, owner, request, portion)
            await checking
        finally:
            checking.cancel()

    async def _commit(self, import_id: UUID, owner: str, request: Request, portion: Portion) -> None:
        async with self.pool.acquire() as connection:
            if request.staged:
                await staging.stage(connection, import_id, portion.checked, portion.n_bytes, portion.n_lines)
                return

            async def write(connection: Connection) -> None:
                tally = await write_rows(
                    connection, request.territory_id, request.source, owner, portion.checked, request.restore
                )
                await register.move_on(connection, import_id, tally, n_bytes=portion.n_bytes, n_lines=portion.n_lines)

            await retried(connection, write)

    async def _reader(self, media_type: str, body: AsyncIterator[bytes]) -> AsyncIterator[tuple[Read, int, int]]:
        """Read a body of some media type: chunks of rows, with the bytes and lines they took."""
        kind = kind_of(media_type)
        if kind == "ndjson":
            async for chunk in in_lines(body):
                read = await asyncio.to_thread(read_json_lines, chunk.lines, chunk.first_line)
                yield read, chunk.n_bytes, len(chunk.lines)
        elif kind == "csv":
            reader = CsvReader()
            async for chunk in in_lines(body):
                yield await asyncio.to_thread(reader.read, chunk), chunk.n_bytes, len(chunk.lines)
            reader.end()
        else:
            async for read, n_bytes, n_lines in self._array(body):
                yield read, n_bytes, n_lines

    async def _array(self, body: AsyncIterator[bytes]) -> AsyncIterator[tuple[Read, int, int]]:
        records = await read_array(body, self.settings.array_bytes)
        if len(records) > self.settings.array_records:
            raise ImportTooLarge(f"at most {self.settings.array_records} records in an array; send NDJSON instead")
        size = self.settings.chunk_records
        for first in range(0, len(records), size):
            read = Read()
            for number, record in enumerate(records[first : first + size], first + 1):
                check_row(as_object(number, record), read)
            yield read, 0, len(records[first : first + size])

    async def _refuse_if_nothing(self, import_id: UUID, request: Request) -> None:
        async with self.pool.acquire() as connection:
            row = dict(await connection.fetchrow("select * from import where id = $1", import_id))
        record = register.as_record(row)
        kept = sum(record.counts.get(name, 0) for name in ("created", "updated", "unchanged", "tombstoned"))
        errors = [
            Place(
                line=cause.example_line,
                pointer=f"/{cause.field or ''}",
                code=cause.code,
                message=cause.message,
            )
            for cause in record.causes
        ]
        about: dict[str, Any] = {"import": f"/v1/imports/{import_id}", "counts": record.counts}
        if request.mode is Mode.ATOMIC and record.state == "failed" and not request.dry_run:
            raise NotAtomic(errors=errors, **about)
        if not kept and not request.dry_run:
            detail = "" if row["records"] else "the body has no record"
            raise NothingAccepted(detail, errors=errors, **about)

    async def _end(self, import_id: UUID, state: str, error: ServiceError) -> None:
        async with self.pool.acquire() as connection:
            await register.leave(connection, import_id, state, error.problem(""))
