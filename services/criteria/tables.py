"""What the criteria service keeps; the migrations make it, and a test holds the two together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy import UUID as SqlUuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.columns import NAMING, Xid8


class Base(SQLModel, registry=registry(metadata=MetaData(schema="criteria", naming_convention=NAMING))):
    """Tables of this service are in its own registry: other services may have tables of the same name."""


def _instant(**options: Any) -> Any:
    return Field(sa_column=Column(DateTime(timezone=True), **options))


class KnownTerritory(Base, table=True):
    """A local copy of a territory, followed from the territories service."""

    __tablename__ = "known_territory"

    id: UUID = Field(primary_key=True)
    parent_id: UUID | None
    country: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    path: list[UUID] = Field(sa_column=Column(ARRAY(SqlUuid), nullable=False))


class KnownGroup(Base, table=True):
    """A local copy of a group, followed from the territories service."""

    __tablename__ = "known_group"

    id: UUID = Field(primary_key=True)
    territory_id: UUID = Field(index=True)
    platform_id: UUID
    external_id: str = Field(sa_type=Text)
    language: str | None = Field(sa_type=Text)
    mixed: bool


class FeedCursor(Base, table=True):
    """How far another service's feed has been followed."""

    __tablename__ = "feed_cursor"

    feed: str = Field(primary_key=True, sa_type=Text)
    cursor: str | None = Field(sa_type=Text)
    remaining: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))
    caught_up_at: datetime | None = _instant()


class ChangeEntry(Base, table=True):
    """One change of one criterion, in the order of the feed."""

    __tablename__ = "change"

    xid: int = Field(sa_column=Column(Xid8, primary_key=True, server_default="pg_current_xact_id()"))
    position: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(sa_type=Text)
    id: UUID
    revision: int
    tombstone: bool = Field(sa_column_kwargs={"server_default": "false"})


class Criterion(Base, table=True):
    """What somebody said, as it was said, and whose group it is from."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("territory_id", "source", "external_id"),)

    territory_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True, index=True)
    source: str = Field(sa_type=Text)
    external_id: str = Field(sa_type=Text)
    group_id: UUID = Field(index=True)
    question: str = Field(sa_type=Text)
    text: str | None = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    language_source: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    participant: int | None = Field(sa_type=SmallInteger)
    codebook: str | None = Field(sa_type=Text)
    codes: list[str] | None = Field(sa_column=Column(ARRAY(Text)))
    licence: str | None = Field(sa_type=Text)
    visibility: str = Field(sa_type=Text)
    scope: str = Field(sa_type=Text)
    taken_up_from: list[str] | None = Field(sa_column=Column(ARRAY(Text)))
    revision: int = Field(sa_column_kwargs={"server_default": "1"})
    created_at: datetime = _instant(nullable=False, server_default="now()")
    updated_at: datetime = _instant(nullable=False, server_default="now()")
    withdrawn_at: datetime | None = _instant()


class Coding(Base, table=True):
    """One human decision on a criterion's codes."""

    __tablename__ = "coding"

    territory_id: UUID = Field(primary_key=True)
    criterion_id: UUID = Field(primary_key=True)
    codebook: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(primary_key=True)
    codes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    decision: str = Field(sa_type=Text)
    author: str = Field(sa_type=Text)
    note: str | None = Field(sa_type=Text)
    decided_at: datetime = _instant(nullable=False, server_default="now()")


class Import(Base, table=True):
    """One push: what came, how far it is, and what became of it."""

    __tablename__ = "import"
    __table_args__ = (UniqueConstraint("owner", "idempotency_key"), Index("ix_import_owner_id", "owner", "id"))

    id: UUID = Field(primary_key=True)
    owner: str = Field(sa_type=Text)
    idempotency_key: str = Field(sa_type=Text)
    territory_id: UUID
    source: str = Field(sa_type=Text)
    mode: str = Field(sa_type=Text)
    dry_run: bool
    resumable: bool
    restore: bool = Field(sa_column_kwargs={"server_default": "false"})
    state: str = Field(sa_type=Text)
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))
    lines: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))
    records: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))
    digest: str | None = Field(sa_type=Text)
    counts: dict[str, int] = Field(sa_column=Column(JSONB, nullable=False, server_default="{}"))
    causes: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False, server_default="[]"))
    problem: dict[str, Any] | None = Field(sa_column=Column(JSONB))
    created_at: datetime = _instant(nullable=False, server_default="now()")
    touched_at: datetime = _instant(nullable=False, server_default="now()")
    finished_at: datetime | None = _instant()
    expires_at: datetime = _instant(nullable=False, server_default="now() + interval '30 days'")


class ImportChunk(Base, table=True):
    """The outcomes of some consecutive lines of an import."""

    __tablename__ = "import_chunk"

    import_id: UUID = Field(primary_key=True, foreign_key="criteria.import.id", ondelete="CASCADE")
    first_line: int = Field(sa_column=Column(BigInteger, primary_key=True))
    outcomes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ImportStage(Base, table=True):
    """Checked rows that wait to be applied together."""

    __tablename__ = "import_stage"

    import_id: UUID = Field(primary_key=True, foreign_key="criteria.import.id", ondelete="CASCADE")
    first_line: int = Field(sa_column=Column(BigInteger, primary_key=True))
    rows: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
