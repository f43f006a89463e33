"""Records of the process as the feed tells them, kept by the synthesis service as its follower would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from services.synthesis.process.following import apply_process
from shared.contracts.process import ProcessLink, ProcessRecord
from shared.feed import Change

START = datetime(2026, 1, 1, tzinfo=UTC)

Links = Mapping[str, Any]
"""By field: pairs of kind and key, one or a list of them."""


@dataclass
class Cabinet:
    """Where records are put; each is a minute younger than the one before."""

    pool: Any
    platforms: dict[UUID, UUID] = field(default_factory=dict)
    _minutes: Any = field(default_factory=count)
    _revisions: Any = field(default_factory=lambda: count(1))

    async def put(
        self,
        kind: str,
        territory: UUID,
        title: str = "",
        body: Mapping[str, Any] | None = None,
        *,
        links: Links | None = None,
        id: UUID | None = None,
        platform: UUID | None = None,
        released: bool = False,
        private: tuple[str, ...] = (),
        why: str | None = None,
    ) -> UUID:
        """Keep a record; its links stand in its body too, as they do in the feed."""
        whole = {"title": title} | dict(body or {})
        made, at = [], START + timedelta(minutes=next(self._minutes))
        for relation, found in (links or {}).items():
            pairs = found if isinstance(found, list) else [found]
            whole[relation] = [{"key": str(key)} for _, key in pairs]
            made += [
                ProcessLink(relation=relation, kind=to, key=str(key), why=why, by="clara", at=at) for to, key in pairs
            ]
        record = ProcessRecord(
            id=id or uuid4(),
            kind=kind,
            platform_id=platform or self.platforms.setdefault(territory, uuid4()),
            territory_id=territory,
            title=title,
            body=whole,
            public_body={name: value for name, value in whole.items() if name not in private} if released else None,
            links=made,
            revision=next(self._revisions),
            created_at=at,
            updated_at=at,
        )
        await self._apply(Change(kind=kind, id=record.id, revision=record.revision, record=record))
        return record.id

    async def withdraw(self, kind: str, id: UUID) -> None:
        """Take a record back."""
        await self._apply(Change(kind=kind, id=id, revision=next(self._revisions), tombstone=True))

    async def _apply(self, change: Change[Any]) -> None:
        async with self.pool.acquire() as connection, connection.transaction():
            await apply_process(connection, [change])
