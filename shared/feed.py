"""Change feeds: a list that never forgets, and how one service follows another's.

A service writes one row per change, in the transaction of the change. The feed is read in the order of the
writing transaction, then of the position within it, and stops below the oldest transaction still running:
a slow writer commits late, and a reader that trusted positions alone would step over its rows for ever.

A cursor also names the cluster's epoch. After a restore or a move transactions are numbered anew, so a
cursor of another life is refused (410) and the follower begins again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, Field, TypeAdapter

from .database import Connection, Pool
from .errors import MalformedRequest, ServiceError
from .identity import HEADER, Identity, Signer
from .tracing import traceparent

Record = TypeVar("Record", bound=BaseModel)

PAGE = 2000
"""Changes a follower asks for at a time."""


class FeedRestarted(ServiceError):
    """This feed begins anew: the database was restored or moved; follow it from the start."""

    status = 410


class Change(BaseModel, Generic[Record]):
    """One change: what a record is now, or a tombstone where it was withdrawn."""

    kind: str
    id: UUID
    revision: int
    tombstone: bool = False
    record: Record | None = None


class FeedPage(BaseModel, Generic[Record]):
    """A part of a feed, in the order of the changes."""

    items: list[Change[Record]]
    cursor: str = Field(description="Give this back as `after` to go on")
    remaining: int = Field(description="About how many changes follow this page")


@dataclass(frozen=True, order=True)
class Position:
    """A place in a feed: the writing transaction, then the position within it."""

    xid: int
    position: int


START = Position(0, 0)


@dataclass(frozen=True)
class ChangeRow:
    """One row of a change table, before it is joined with what it speaks of."""

    at: Position
    kind: str
    id: UUID
    revision: int
    tombstone: bool


async def read_changes(
    connection: Connection, after: str | None, limit: int, table: str = "change"
) -> tuple[list[ChangeRow], str, int]:
    """Read the next rows of one of the service's own change tables.

    Gives the rows, the cursor after them and about how many remain. Raises ``FeedRestarted`` for a cursor
    of another epoch and ``MalformedRequest`` for one that cannot be read.
    """
    assert table in ("change", "record_change")
    state = await connection.fetchrow(
        "select coalesce(current_setting('spiral.cluster_epoch', true), 'none') as epoch,"
        " pg_snapshot_xmax(pg_current_snapshot())::text::bigint as ceiling"
    )
    start = _parse_cursor(after, state["epoch"], state["ceiling"])
    rows = await connection.fetch(
        f"select xid::text::bigint as xid, position, kind, id, revision, tombstone from {table}"  # noqa: S608
        " where (xid, position) > ($1::bigint::text::xid8, $2)"
        " and xid < pg_snapshot_xmin(pg_current_snapshot())"
        " order by xid, position limit $3",
        start.xid,
        start.position,
        limit,
    )
    changes = [
        ChangeRow(Position(row["xid"], row["position"]), row["kind"], row["id"], row["revision"], row["tombstone"])
        for row in rows
    ]
    end = changes[-1].at if changes else start
    # Asked for at every page: what waits for an older transaction to end is still to come.
    last = await connection.fetchrow(
        f"select xid::text::bigint as xid, position from {table} order by xid desc, position desc limit 1"  # noqa: S608
    )
    more = last is not None and Position(last["xid"], last["position"]) > end
    remaining = max(last["position"] - end.position, 1) if more else 0
    return changes, f"{state['epoch']}.{end.xid}.{end.position}", remaining


def latest(changes: Sequence[ChangeRow]) -> list[ChangeRow]:
    """Keep the last change of each record of a page: a feed tells what is, not every step to it."""
    last = {(change.kind, change.id): change for change in changes}
    return sorted(last.values(), key=lambda change: change.at)


def _parse_cursor(cursor: str | None, epoch: str, ceiling: int) -> Position:
    if cursor is None:
        return START
    try:
        of_epoch, xid, position = cursor.split(".")
        place = Position(int(xid), int(position))
    except ValueError as error:
        raise MalformedRequest("this is not a cursor of a feed") from error
    if not 0 <= place.position < 2**63 or place.xid < 0:
        raise MalformedRequest("this is not a cursor of a feed")
    if of_epoch != epoch or place.xid >= ceiling:
        raise FeedRestarted
    return place


Apply = Callable[[Connection, list[Change[Any]]], Awaitable[None]]
Restart = Callable[[Connection], Awaitable[None]]


class Follower:
    """Follows one feed of another service; effect and cursor are one transaction.

    The service keeps the cursor in its own table ``feed_cursor (feed, cursor, remaining, caught_up_at)``.
    Any number of followers may run: the cursor's row is locked, and only one of them moves it.
    """

    def __init__(
        self,
        feed: str,
        path: str,
        record: Any,
        pool: Pool,
        peer: httpx.AsyncClient,
        signer: Signer,
        apply: Apply,
        restart: Restart,
        *,
        service: str | None = None,
    ) -> None:
        """Name the feed (``territories``), its path, what its records are, and what to do with changes.

        ``service`` is whose feed it is, where that is not its name.
        """
        self.feed = feed
        self._service = service or feed
        self.remaining = 0
        self._path = path
        self._page = TypeAdapter(FeedPage[record])
        self._pool = pool
        self._peer = peer
        self._signer = signer
        self._apply = apply
        self._restart = restart

    async def step(self) -> int:
        """Take one page and give how many changes it had; 0 means that the feed is caught up.

        A page may be empty though the cursor moved: what it told of has changed again further on.

        Raises ``httpx.HTTPError`` when the other service is out of reach; nothing has changed then.
        """
        # The time is taken before the other service looks: what it writes from then on may not be in the page.
        cursor, looked_at = await self._pool.fetchrow(
            "select (select cursor from feed_cursor where feed = $1), clock_timestamp()", self.feed
        )
        response = await self._peer.get(
            self._path,
            params={"limit": PAGE} | ({"after": cursor} if cursor else {}),
            headers={
                HEADER: self._signer.sign(Identity(self._signer.issuer, "service"), self._service),
                "traceparent": traceparent(),
            },
        )
        if response.status_code == FeedRestarted.status:
            await self._begin_anew(cursor)
            return 1
        response.raise_for_status()
        page = self._page.validate_json(response.content)
        async with self._pool.acquire() as connection, connection.transaction():
            self.remaining = page.remaining
            taken = len(page.items) or int(page.cursor != cursor)
            if not await self._claim(connection, cursor):
                return taken
            if page.items:
                await self._apply(connection, page.items)
            await connection.execute(
                "update feed_cursor set cursor = $2, remaining = $3::bigint,"
                " caught_up_at = case when $3::bigint = 0 then $4 else caught_up_at end where feed = $1",
                self.feed,
                page.cursor,
                page.remaining,
                looked_at,
            )
        return taken

    async def catch_up(self, patience: float = 5.0) -> int:
        """Take pages until none is left; gives how many changes there were.

        Changes that an older transaction holds back are waited for, ``patience`` seconds at most.
        """
        total, until = 0, time.monotonic() + patience
        while (taken := await self.step()) or (self.remaining and time.monotonic() < until):
            total += taken
            if not taken:
                await asyncio.sleep(0.05)
        return total

    async def _begin_anew(self, cursor: str | None) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            if await self._claim(connection, cursor):
                await self._restart(connection)
                await connection.execute(
                    "update feed_cursor set cursor = null, caught_up_at = null where feed = $1", self.feed
                )

    async def _claim(self, connection: Connection, cursor: str | None) -> bool:
        """Lock the cursor, and tell whether it is still where this step began."""
        await connection.execute("insert into feed_cursor (feed) values ($1) on conflict do nothing", self.feed)
        now = await connection.fetchval("select cursor from feed_cursor where feed = $1 for update", self.feed)
        return bool(now == cursor)
