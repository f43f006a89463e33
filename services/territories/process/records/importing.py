"""Many records from one body: read, checked and committed chunk by chunk, with an outcome for every line."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import asyncpg
from pydantic import BaseModel, Field

from shared.database import Connection, Pool, acquire
from shared.errors import BodyTooLarge, Unavailable
from shared.identity import Identity
from shared.rows.faults import Fault
from shared.rows.outcomes import Became, Cause, Outcome, causes_of
from shared.rows.raw import RawRow

from ...reach import WRITERS
from .forms import Header
from .items import Item, read_item
from .kinds import Kind
from .places import take_places
from .putting import Done, Name, put_all
from .store import RecordStore
from .tabular import from_cells

ROWS = 50_000
"""Rows that one call takes; what comes after is told as not stored."""

CHUNK = 1_000
"""Rows that are checked and written together."""

TOLD = 2 * ROWS
"""Rows that are told of at all, beside those that are taken."""

ROUNDS = 10
"""How often rows are taken again that point to rows which were refused before."""

HELD_BYTES = 64_000_000
"""Characters of rows that are held at a time, as they are written out."""

_NOT_KEPT = ("rejected", "not_stored")

_TOO_MANY = Fault(code="too-many-rows", message=f"more than {ROWS} rows", expected="the rest in another call")


class Mode(StrEnum):
    """What happens when a row cannot be kept: the others are (partial), none is (atomic), or none in any case."""

    PARTIAL = "partial"
    ATOMIC = "atomic"
    DRY_RUN = "dry-run"


class RecordImport(BaseModel):
    """What became of every line of a body."""

    kind: str
    mode: Mode
    kept: bool = Field(description="Whether anything that was accepted is kept; false for a dry run")
    digest: str = Field(description="SHA-256 of the body as it was sent; compare it with your own")
    n_bytes: int
    counts: dict[Became, int]
    causes: list[Cause] = Field(description="Why rows were refused, and how many each time")
    items: list[Outcome]


class _Undone(Exception):
    """Ends a transaction whose effect is not wanted."""


@dataclass
class Held:
    """Rows that wait, as many as there is room for; each with its place in the body."""

    rows: list[tuple[int, RawRow]] = field(default_factory=list)
    size: int = 0

    def add(self, place: int, row: RawRow) -> bool:
        """Hold a row, and tell whether there was room for it."""
        self.size += len(str(row.values))
        if self.size > HELD_BYTES or len(self.rows) > TOLD:
            return False
        self.rows.append((place, row))
        return True


@dataclass
class Importer:
    """One import of one kind of records."""

    pool: Pool
    kind: Kind
    speaker: Identity
    mode: Mode
    is_table: bool
    """Whether values are cells of a table, all of them text."""
    outcomes: list[Outcome] = field(default_factory=list)
    kept: bool = True
    _met: set[Name] = field(default_factory=set)
    _early: Held = field(default_factory=Held)
    """Rows that point to what was not there yet; it may have come after them."""

    async def take(self, rows: AsyncIterator[list[RawRow]]) -> None:
        """Take all rows of a body."""
        self.speaker.require(*WRITERS)
        if self.mode is Mode.PARTIAL:
            async for part in rows:
                await self._take_part(part, None)
            await self._take_early(None)
            return
        # Read to its end first: a sender that pauses holds no turn, and no connection.
        whole = await _whole(rows)
        try:
            async with self._transaction() as connection:
                await take_places(RecordStore(connection), self.speaker, await self._headers(whole))
                await self._take_part(whole, connection)
                await self._take_early(connection)
                if self.mode is Mode.DRY_RUN or any(each.outcome in _NOT_KEPT for each in self.outcomes):
                    raise _Undone
        except _Undone:
            self._undo()

    def told(self, digest: str, n_bytes: int) -> RecordImport:
        """Give what became of every line."""
        counts = Counter(each.outcome for each in self.outcomes)
        causes = causes_of((each.line, fault) for each in self.outcomes for fault in each.errors)
        return RecordImport(
            kind=self.kind.name,
            mode=self.mode,
            kept=self.kept,
            digest=digest,
            n_bytes=n_bytes,
            counts=dict(counts),
            causes=causes,
            items=self.outcomes,
        )

    async def _headers(self, rows: Sequence[RawRow]) -> list[Header]:
        headers: list[Header] = []
        for first in range(0, min(len(rows), ROWS), CHUNK):
            read = map(self._read, rows[first : first + CHUNK])
            headers += [item.header for item in read if isinstance(item, Item)]
            await asyncio.sleep(0)  # others have their turn
        return headers

    async def _take_part(self, rows: Sequence[RawRow], connection: Connection | None) -> None:
        for first in range(0, len(rows), CHUNK):
            chunk = rows[first : first + CHUNK]
            begin = len(self.outcomes)
            if begin > TOLD:
                raise BodyTooLarge(f"more than {TOLD} rows; what came before is kept, send the rest in another call")
            if begin >= ROWS:
                self.outcomes += [_refused(row, [_TOO_MANY]) for row in chunk]
                continue
            outcomes = await self._take_chunk(chunk, self._met, connection)
            for place, (row, outcome) in enumerate(zip(chunk, outcomes, strict=True), begin):
                if outcome.errors and all(each.code == "reference-unknown" for each in outcome.errors):
                    self._early.add(place, row)
            self.outcomes += outcomes

    async def _take_early(self, connection: Connection | None) -> None:
        """Take rows once more that point to later ones; the last first, because what they point to comes after."""
        early = self._early.rows[::-1]
        for _ in range(ROUNDS):
            left: list[tuple[int, RawRow]] = []
            for first in range(0, len(early), CHUNK):
                chunk = early[first : first + CHUNK]
                outcomes = await self._take_chunk([row for _, row in chunk], set(), connection)
                for (place, row), outcome in zip(chunk, outcomes, strict=True):
                    self.outcomes[place] = outcome
                    left += [(place, row)] if outcome.outcome == "rejected" else []
            if len(left) in (0, len(early)):
                return
            early = left

    async def _take_chunk(self, rows: Sequence[RawRow], met: set[Name], connection: Connection | None) -> list[Outcome]:
        if connection is not None:
            return await self._chunk(RecordStore(connection), rows, met)
        async with self._transaction() as own:
            return await self._chunk(RecordStore(own), rows, met)

    async def _chunk(self, store: RecordStore, rows: Sequence[RawRow], met: set[Name]) -> list[Outcome]:
        read = [(row, self._read(row)) for row in rows]
        items = [item for _, item in read if isinstance(item, Item)]
        done = iter(await put_all(store, self.kind, self.speaker, items, met) if items else [])
        return [
            _outcome(row.line, item, next(done)) if isinstance(item, Item) else _refused(row, item)
            for row, item in read
        ]

    def _read(self, row: RawRow) -> Item | list[Fault]:
        if row.values is None:
            return row.faults
        values: dict[str, Any] = from_cells(self.kind, row.values) if self.is_table else row.values
        return read_item(self.kind, values)

    def _undo(self) -> None:
        self.kept = False
        if self.mode is Mode.DRY_RUN:
            for each in self.outcomes:
                if each.outcome == "created":
                    each.id = each.revision = None
            return
        for each in self.outcomes:
            if each.outcome != "rejected":
                each.outcome, each.id, each.revision = "not_stored", None, None

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        try:
            async with acquire(self.pool) as connection, connection.transaction():
                yield connection
        except asyncpg.DeadlockDetectedError as error:
            raise Unavailable("other changes are being written; send the same body again") from error


async def _whole(rows: AsyncIterator[list[RawRow]]) -> list[RawRow]:
    held = Held()
    async for part in rows:
        for row in part:
            if not held.add(len(held.rows), row):
                raise BodyTooLarge("too much to keep all of it or none; send it in parts, or as partial")
    return [row for _, row in held.rows]


def _refused(row: RawRow, faults: list[Fault]) -> Outcome:
    became: Became = "not_stored" if faults == [_TOO_MANY] else "rejected"
    return Outcome(line=row.line, external_id=None, outcome=became, errors=faults)


def _outcome(line: int, item: Item, done: Done) -> Outcome:
    return Outcome(
        line=line,
        external_id=item.header.external_id,
        outcome=done.outcome.value,
        id=done.id,
        revision=done.revision,
        errors=list(done.faults),
    )
