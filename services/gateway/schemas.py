"""What callers send about keys, and what they are told."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.text import Label

KeyRole = Literal["app", "partner", "staff", "admin"]
"""app: public data, more requests. partner: own territories. staff: reads all. admin: gives keys too."""

ValidDays = Annotated[int, Field(ge=1, le=366, strict=True, description="Days until the key ends")]


class NewKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "owner": "City of Mons",
                "role": "partner",
                "roots": ["4a5bd1e6-9f2e-4b0f-8a83-2f7c1c0f9d11"],
                "valid_days": 366,
            }
        },
    )

    owner: Label = Field(description="Who holds it: an organisation or a program, never a person's name")
    role: KeyRole
    roots: list[UUID] = Field(
        default=[], max_length=1000, description="Territories (with all below them) a partner speaks for"
    )
    valid_days: ValidDays = 366

    @model_validator(mode="after")
    def _only_partners_have_territories(self) -> Self:
        if (self.role == "partner") != bool(self.roots):
            raise ValueError("a partner needs at least one territory in `roots`, and other roles have none")
        return self


class Rotation(BaseModel):
    """How a key gives way to its successor."""

    model_config = ConfigDict(extra="forbid")

    overlap_days: int = Field(default=7, ge=0, le=30, strict=True, description="Days both keys work")
    valid_days: ValidDays = 366


class KeyRecord(BaseModel):
    """A key as it can be shown: without its secret."""

    id: str
    owner: str
    role: KeyRole
    roots: list[UUID]
    state: Literal["live", "expired", "revoked"]
    holder: str = Field(description="First key of the chain of rotations; services know the caller by it")
    replaces: str | None
    made_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="To the hour")
    revoked_at: datetime | None


class IssuedKey(KeyRecord):
    """A new key with its secret, which is shown this once and cannot be shown again."""

    key: str = Field(description="Keep it where secrets are kept; it cannot be shown again")


class Quota(BaseModel):
    """How many requests a caller has, and how many are left."""

    limit: int = Field(description="Requests in one window")
    window_seconds: int
    remaining: int
    reset_seconds: int = Field(description="Seconds until more are there")


class Me(BaseModel):
    """Who a key is, as this service sees it."""

    id: str
    owner: str
    role: KeyRole
    roots: list[UUID]
    expires_at: datetime
    quota: Quota
