"""Many records from one body: read, checked and committed chunk by chunk, with an outcome for every line."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from shared.database import Connection, Pool, acquire
from shared.identity import Identity
from shared.rows.faults import Fault, faults_of
from shared.rows.outcomes import Became, Cause, Outcome, causes_of
from shared.rows.raw import RawRow

from ...reach import WRITERS
from .forms import Header, forms_of
from .kinds import Kind
from .store import RecordStore
from .tabular import from_cells
from .writing import Done, put_all

ROWS = 50_000
"""Rows that one call takes; what comes after is told as not stored."""

CHUNK = 1_000
"""Rows that are checked and written together."""

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

    async def take(self, rows: AsyncIterator[list[RawRow]]) -> None:
        """Take all rows of a body."""
        self.speaker.require(*WRITERS)
        if self.mode is Mode.PARTIAL:
            await self._chunks(rows, None)
            return
        try:
            async with self._transaction() as connection:
                await self._chunks(rows, connection)
                if self.mode is Mode.DRY_RUN or any(each.outcome == "rejected" for each in self.outcomes):
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

    async def _chunks(self, rows: AsyncIterator[list[RawRow]], connection: Connection | None) -> None:
        async for part in rows:
            for first in range(0, len(part), CHUNK):
                chunk = part[first : first + CHUNK]
                if connection is not None:
                    await self._chunk(RecordStore(connection), chunk)
                    continue
                async with self._transaction() as own:
                    await self._chunk(RecordStore(own), chunk)

    async def _chunk(self, store: RecordStore, rows: Sequence[RawRow]) -> None:
        read: list[tuple[RawRow, Header | list[Fault]]] = []
        for number, row in enumerate(rows, len(self.outcomes)):
            read.append((row, [_TOO_MANY] if number >= ROWS else self._read(row)))
        items = [item for _, item in read if not isinstance(item, list)]
        done = iter(await put_all(store, self.kind, self.speaker, items) if items else [])
        for row, item in read:
            if isinstance(item, list):
                became: Became = "not_stored" if item == [_TOO_MANY] else "rejected"
                told = Outcome(line=row.line, external_id=None, outcome=became, errors=item)
            else:
                told = _outcome(row.line, item, next(done))
            self.outcomes.append(told)

    def _read(self, row: RawRow) -> Header | list[Fault]:
        if row.values is None:
            return row.faults
        values: dict[str, Any] = from_cells(self.kind, row.values) if self.is_table else row.values
        try:
            item = forms_of(self.kind).new.model_validate(values)
        except ValidationError as error:
            return faults_of(error)
        if item.external_id is None:
            return [Fault(field="external_id", code="missing", message="say what it is called on its platform")]
        return item

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
        async with acquire(self.pool) as connection, connection.transaction():
            yield connection


def _outcome(line: int, item: Header, done: Done) -> Outcome:
    faults = [
        Fault(field=each.pointer.strip("/") or None, code=each.code, message=each.message) for each in done.faults
    ]
    return Outcome(
        line=line,
        external_id=item.external_id,
        outcome=done.outcome.value,
        id=done.id,
        revision=done.revision,
        errors=faults,
    )
