"""Records of the process as the feed tells them, with bodies as the territories service keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from services.synthesis.process.following import apply_process
from shared.contracts.process import ProcessLink, ProcessRecord
from shared.feed import Change

HIDDEN = {"groups": [], "group": None, "proposed_by_group": None, "criteria": [], "merges": [], "judgements": None}
"""What the public is never told of a record, and what stands there instead."""


@dataclass
class Shelf:
    """Where records are kept, as the follower of the feed would."""

    pool: Any
    platforms: dict[UUID, UUID] = field(default_factory=dict)
    _revisions: Any = field(default_factory=lambda: count(1))

    async def platform(self, territory: UUID, name: str) -> UUID:
        """A platform of a territory, known by its name."""
        id = self.platforms[territory] = uuid4()
        await self.pool.execute(
            "insert into known_platform (id, territory_id, name) values ($1, $2, $3)", id, territory, name
        )
        return id

    async def keep(
        self,
        kind: str,
        territory: UUID,
        title: str,
        body: Mapping[str, Any] | None = None,
        *,
        released: bool = True,
        at: datetime = datetime(2025, 2, 1, tzinfo=UTC),
        id: UUID | None = None,
    ) -> UUID:
        """Keep a record of the territory's platform."""
        whole = dict(body or {})
        told = {name: HIDDEN.get(name, value) for name, value in whole.items()} if released else None
        links = [
            ProcessLink(
                relation="components", kind="component", key=f"provisional-2026/{one['code']}", by="clara", at=at
            )
            for one in whole.get("components", [])
        ]
        if "profile" in whole:
            profile = whole["profile"]["profile"]
            links.append(ProcessLink(relation="profile", kind="profile", key=profile, by="clara", at=at))
        if kind == "crosswalk":
            component, right = whole["component"], whole["right"]
            ends = {
                "component": f"{component['codebook']}/{component['code']}",
                "right": f"{right['framework']}/{right['version']}/{right['item']}",
            }
            links += [ProcessLink(relation=end, kind=end, key=key, by="clara", at=at) for end, key in ends.items()]
        record = ProcessRecord(
            id=id or uuid4(), kind=kind, platform_id=self.platforms[territory], territory_id=territory, title=title,
            body=whole, public_body=None if kind == "observation" else told, links=links,
            revision=next(self._revisions), created_at=at, updated_at=at,
        )  # fmt: skip
        await self._apply(Change(kind=kind, id=record.id, revision=record.revision, record=record))
        return record.id

    async def withdraw(self, kind: str, id: UUID) -> None:
        """Take a record back."""
        await self._apply(Change(kind=kind, id=id, revision=next(self._revisions), tombstone=True))

    async def _apply(self, change: Change[Any]) -> None:
        async with self.pool.acquire() as connection, connection.transaction():
            await apply_process(connection, [change])


def to(*ids: UUID) -> list[dict[str, Any]]:
    """Pointers to records."""
    return [{"id": str(id), "external_id": None, "why": None} for id in ids]


def one(id: UUID) -> dict[str, Any]:
    """A pointer to one record."""
    return to(id)[0]


def components(*codes: str) -> list[dict[str, Any]]:
    """Pointers to components."""
    return [{"codebook": "provisional-2026", "code": code, "why": None} for code in codes]


def rights(*keys: str) -> list[dict[str, Any]]:
    """Pointers to rights, such as ``udhr/1948/25``."""
    parts = [key.split("/") for key in keys]
    return [{"framework": part[0], "version": part[1], "item": part[2], "why": None} for part in parts]
