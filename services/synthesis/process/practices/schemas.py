"""Practices that were found."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

PracticeKind = Literal["practice", "exchange", "action"]


class PracticeFound(BaseModel):
    """One record that was found, as far as its reader may read it."""

    id: UUID
    kind: PracticeKind
    title: str
    text: str | None = None
    language: str | None = None
    state: str | None = None
    kind_of: str | None = None
    direction: str | None = Field(default=None, description="Of an exchange: offers or asks")
    score: float = Field(description="Cosine of the meanings without their languages")
    platform_id: UUID | None
    platform_name: str | None = None
    territory_id: UUID | None
    territory_name: str | None = None
    released: bool
    components: list[str] = []
    rights: list[str] = []
    address: str


class PracticesFound(BaseModel):
    """What was found, the nearest first."""

    floor: float = Field(description="Nothing below this score is listed")
    items: list[PracticeFound]
    n_unread: int = Field(description="Records within reach that are still to be read by the model")
