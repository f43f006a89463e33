"""What the territories service tells its follower about the process: records of every kind, and their links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from shared.feed import FeedPage


class ProcessLink(BaseModel):
    """A pointer from a record to something else, with who made it, when and why."""

    relation: str = Field(description="The field it stands in, such as components")
    kind: str = Field(description="What it points to: a kind of record, or criterion, component, right, group, ...")
    key: str = Field(description="Its name within the kind: an id, or such as 2026-provisional/A03 or udhr/1948/25")
    why: str | None = None
    by: str
    at: datetime


class ProcessRecord(BaseModel):
    """A record of the process, as followers keep it."""

    id: UUID
    kind: str
    platform_id: UUID
    territory_id: UUID
    title: str = Field(description="What people know it by")
    body: dict[str, Any] = Field(description="The fields of its kind")
    public_body: dict[str, Any] | None = Field(description="The fields everybody may read; null until it is released")
    links: list[ProcessLink]
    revision: int
    created_at: datetime
    updated_at: datetime


ProcessFeedPage = FeedPage[ProcessRecord]
