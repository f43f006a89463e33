"""What the gateway keeps: the keys, never their secrets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, ForeignKey, Index, LargeBinary, MetaData, Text
from sqlalchemy import UUID as SqlUuid
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.columns import NAMING


class Base(SQLModel, registry=registry(metadata=MetaData(schema="gateway", naming_convention=NAMING))):
    """Tables of this service are in its own registry: other services may have tables of the same name."""


def _instant(**options: Any) -> Any:
    return Field(sa_column=Column(DateTime(timezone=True), **options))


class ApiKey(Base, table=True):
    """One key: whose it is, what it may do and until when."""

    __tablename__ = "api_key"
    __table_args__ = (Index("ix_api_key_created_at_id", "created_at", "id"),)

    id: str = Field(primary_key=True, sa_type=Text)
    digest: bytes = Field(
        sa_column=Column(LargeBinary, nullable=False, comment="HMAC-SHA-256 of the key; the key itself is not kept")
    )
    holder: str = Field(sa_column=Column(Text, nullable=False, comment="First key of the chain of rotations: who asks"))
    owner: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    roots: list[UUID] = Field(
        sa_column=Column(
            ARRAY(SqlUuid), nullable=False, server_default="{}", comment="Territories a partner speaks for"
        )
    )
    made_by: str = Field(sa_column=Column(Text, nullable=False, comment="Holder of the key that made this one"))
    replaces: str | None = Field(sa_column=Column(Text, ForeignKey("gateway.api_key.id")))
    created_at: datetime = _instant(nullable=False, server_default="now()")
    expires_at: datetime = _instant(nullable=False)
    last_used_at: datetime | None = _instant(comment="To the hour")
    revoked_at: datetime | None = _instant()
