"""What the territories service tells others about where and who."""

from uuid import UUID

from pydantic import BaseModel, Field

from shared.feed import FeedPage
from shared.vocabulary.roles import TerritoryKind


class TerritoryRecord(BaseModel):
    """A territory or a collective actor, as followers keep it."""

    id: UUID
    parent_id: UUID | None
    kind: TerritoryKind
    country: str = Field(description="ISO 3166-1 alpha-2")
    name: str


class PlatformRecord(BaseModel):
    """A multi-stakeholder platform, as followers keep it."""

    id: UUID
    territory_id: UUID
    referent_id: UUID | None
    name: str


class GroupRecord(BaseModel):
    """A homogeneous (or mixed) group, as followers keep it."""

    id: UUID
    platform_id: UUID
    territory_id: UUID
    source: str
    external_id: str
    label: str
    profile: str = Field(description="Profile type, such as elders")
    family: str = Field(description="Family of the profile type, such as age")
    mixed: bool = Field(description="Gathers members of single-profile groups and takes up their criteria")
    year: int
    month: int | None
    n_participants: int | None
    language: str | None


PlaceFeedRecord = TerritoryRecord | PlatformRecord | GroupRecord
"""Kinds in the feed: ``territory``, ``platform``, ``group``."""

PlaceFeedPage = FeedPage[PlaceFeedRecord]
