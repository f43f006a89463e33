"""Pushes over fragile links: parts of whole lines, each committed with the offset it moves the upload to.

An offset means *rows committed*, not bytes stored: after a cut or a crash the client asks where to go on,
and nothing is lost or done twice.
"""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from uuid import UUID

from shared.database import Connection
from shared.errors import BodyTooLarge
from shared.identity import Identity
from shared.rows.bodies import inflated
from shared.rows.errors import BodyUnreadable

from ..errors import OffsetMismatch, UploadClosed
from ..schemas import Receipt, UploadRecord
from . import register
from .receiving import Receiver
from .retrying import retried
from .rows import read_json_lines
from .writing import write_rows


async def take_part(
    receiver: Receiver,
    import_id: UUID,
    identity: Identity,
    offset: int,
    encoding: str | None,
    stream: AsyncIterator[bytes],
) -> tuple[UploadRecord, Receipt]:
    """Take one part; when this returns its rows, their outcomes and the new offset are committed.

    Raises ``OffsetMismatch`` (409, with the right offset) for a part that does not begin where the upload
    goes on, and ``UploadClosed`` for an upload that has ended.
    """
    pool = receiver.pool
    async with pool.acquire() as connection:
        row = await register.find(connection, import_id, identity)
    _check_open(row, offset)
    part = await _whole(inflated(stream, encoding), receiver.settings.part_bytes)
    if not part.endswith(b"\n"):
        raise BodyUnreadable("a part must end with a whole line; the last one too ends with a line break")
    lines: list[bytes | None] = list(part.split(b"\n")[:-1])
    checker = receiver.checker()
    read = await asyncio.to_thread(read_json_lines, lines, row["lines"] + 1)
    await receiver.look_up(checker, row["territory_id"], read)
    checked = await asyncio.to_thread(checker.check, read)
    digest = sha256(part).hexdigest()

    async def write(connection: Connection) -> None:
        now = await register.find(connection, import_id, identity, lock=True)
        _check_open(now, offset)
        tally = await write_rows(connection, now["territory_id"], now["source"], now["owner"], checked, now["restore"])
        await register.move_on(connection, import_id, tally, n_bytes=len(part), n_lines=len(lines), digest=digest)

    async with pool.acquire() as connection:
        await retried(connection, write)
        after = await register.find(connection, import_id, identity)
    n_records = len(checked.kept) + len(checked.refused)
    return register.as_upload(after), Receipt(sha256=digest, bytes=len(part), records=n_records)


async def finish(connection: Connection, import_id: UUID, identity: Identity, n_bytes: int) -> UploadRecord:
    """End an upload of which all bytes have come; ending it again changes nothing."""
    row = await register.find(connection, import_id, identity, lock=True)
    if row["state"] != "done":
        _check_open(row, n_bytes)
        await register.set_state(connection, import_id, "done")
        row = await register.find(connection, import_id, identity)
    return register.as_upload(row)


def _check_open(row: dict[str, object], offset: int) -> None:
    if row["state"] != "receiving" or not row["resumable"]:
        raise UploadClosed
    if row["bytes"] != offset:
        raise OffsetMismatch(f"this upload goes on at {row['bytes']}", offset=row["bytes"])


async def _whole(stream: AsyncIterator[bytes], most: int) -> bytes:
    whole = bytearray()
    async for piece in stream:
        whole += piece
        if len(whole) > most:
            raise BodyTooLarge(f"at most {most} bytes in a part")
    return bytes(whole)
