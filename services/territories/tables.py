"""The tables as they stand after the last migration, where the checks and the seeds are written out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    Double,
    Identity,
    Index,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.columns import NAMING, Xid8

SCHEMA = "territories"


class Base(SQLModel, registry=registry(metadata=MetaData(schema=SCHEMA, naming_convention=NAMING))):
    """What this service's tables have in common: their schema and the names of their constraints."""


def _instant() -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=False)


class Territory(Base, table=True):
    """A territory or a collective actor."""

    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_territory_country_id", "country", "id"),
        Index("ix_territory_path", "path", postgresql_using="gin"),
        Index(
            "ix_territory_search_names",
            "search_names",
            postgresql_using="gin",
            postgresql_ops={"search_names": "gin_trgm_ops"},
        ),
        {"comment": "Territories as a tree, and the collective actors attached to it"},
    )

    id: UUID = Field(primary_key=True)
    parent_id: UUID | None = Field(foreign_key=f"{SCHEMA}.territory.id", index=True)
    path: list[UUID] = Field(
        sa_column=Column(
            ARRAY(Uuid()),
            nullable=False,
            comment="Ids from the country down to this one; a move rewrites it below",
        )
    )
    kind: str = Field(sa_type=Text)
    country: str = Field(sa_type=Text, sa_column_kwargs={"comment": "ISO 3166-1 alpha-2, the same in a whole tree"})
    name: str = Field(sa_type=Text)
    names: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False, comment="Names by language tag (BCP 47)"))
    search_names: str = Field(
        sa_type=Text,
        sa_column_kwargs={
            "comment": "Every name in letters and digits only, without case and accents, to be searched by part"
        },
    )
    longitude: float | None = Field(sa_type=Double, sa_column_kwargs={"comment": "Degrees east (WGS 84)"})
    latitude: float | None = Field(sa_type=Double, sa_column_kwargs={"comment": "Degrees north (WGS 84)"})
    source: str = Field(sa_type=Text, sa_column_kwargs={"comment": "The register that external_id is from"})
    external_id: str = Field(sa_type=Text)
    revision: int
    created_at: datetime = Field(sa_column=_instant())
    updated_at: datetime = Field(sa_column=_instant())


class TerritoryCode(Base, table=True):
    """A territory's code in a scheme."""

    __tablename__ = "territory_code"
    __table_args__ = (
        Index("ix_territory_code_code_scheme", "code", "scheme"),
        {"comment": "What a territory is called in a scheme of codes"},
    )

    territory_id: UUID = Field(foreign_key=f"{SCHEMA}.territory.id", primary_key=True, ondelete="CASCADE")
    scheme: str = Field(sa_type=Text, primary_key=True)
    version: str = Field(
        sa_type=Text,
        primary_key=True,
        sa_column_kwargs={"comment": "Edition of the scheme; empty for ISO codes"},
    )
    code: str = Field(sa_type=Text, primary_key=True)


class Platform(Base, table=True):
    """A multi-stakeholder platform."""

    __table_args__ = (
        UniqueConstraint("territory_id", "source", "external_id"),
        Index("ix_platform_source_external_id", "source", "external_id"),
        {"comment": "Multi-stakeholder platforms; each works for one territory"},
    )

    id: UUID = Field(primary_key=True)
    territory_id: UUID = Field(foreign_key=f"{SCHEMA}.territory.id")
    referent_id: UUID | None = Field(
        foreign_key=f"{SCHEMA}.platform.id",
        index=True,
        sa_column_kwargs={"comment": "The platform this one looks to, such as an island council"},
    )
    name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    external_id: str = Field(sa_type=Text)
    language: str | None = Field(sa_type=Text, sa_column_kwargs={"comment": "BCP 47; what it works in"})
    revision: int
    created_at: datetime = Field(sa_column=_instant())
    updated_at: datetime = Field(sa_column=_instant())


class Cycle(Base, table=True):
    """A round of the process."""

    __table_args__ = ({"comment": "Rounds of the process on a platform"},)

    platform_id: UUID = Field(foreign_key=f"{SCHEMA}.platform.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(
        sa_type=SmallInteger,
        primary_key=True,
        sa_column_kwargs={"comment": "0 citizen group, 1 start, 2 widening, 3 measuring"},
    )
    started_on: date | None
    ended_on: date | None


class Group(Base, table=True):
    """A group that spoke."""

    __tablename__ = "consulted_group"
    __table_args__ = (
        UniqueConstraint("platform_id", "external_id"),
        {"comment": "Groups that spoke; there is no place for a person here"},
    )

    id: UUID = Field(primary_key=True)
    platform_id: UUID = Field(foreign_key=f"{SCHEMA}.platform.id")
    source: str = Field(sa_type=Text)
    external_id: str = Field(sa_type=Text)
    label: str = Field(sa_type=Text)
    profile: str = Field(
        sa_type=Text,
        sa_column_kwargs={"comment": "A type of the list (profiles.json), or other: and a name of the platform's own"},
    )
    mixed: bool = Field(
        sa_column_kwargs={"comment": "Gathers members of groups with one profile and takes up their criteria"}
    )
    cycle: int | None = Field(sa_type=SmallInteger)
    year: int = Field(sa_type=SmallInteger, sa_column_kwargs={"comment": "When it met"})
    month: int | None = Field(sa_type=SmallInteger)
    n_participants: int | None = Field(
        sa_type=SmallInteger, sa_column_kwargs={"comment": "As told by the platform; null is unknown"}
    )
    language: str | None = Field(sa_type=Text, sa_column_kwargs={"comment": "BCP 47; what it spoke"})
    revision: int
    created_at: datetime = Field(sa_column=_instant())
    updated_at: datetime = Field(sa_column=_instant())


class TakenUp(Base, table=True):
    """Whose criteria a mixed group takes up."""

    __tablename__ = "taken_up"
    __table_args__ = ({"comment": "Whose criteria a mixed group takes up"},)

    group_id: UUID = Field(foreign_key=f"{SCHEMA}.consulted_group.id", primary_key=True, ondelete="CASCADE")
    from_group_id: UUID = Field(foreign_key=f"{SCHEMA}.consulted_group.id", primary_key=True, index=True)


class Change(Base, table=True):
    """A row of the feed."""

    __table_args__ = ({"comment": "The feed: one row per change, written in the transaction of the change"},)

    xid: int = Field(
        sa_column=Column(
            Xid8(),
            primary_key=True,
            comment="The writing transaction; readers stop below the oldest one that still runs",
        )
    )
    position: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(sa_type=Text)
    id: UUID
    revision: int
    tombstone: bool = Field(sa_column_kwargs={"comment": "The record was withdrawn"})


class Record(Base, table=True):
    """A record of the process, of whatever kind."""

    __table_args__ = (
        UniqueConstraint("kind", "platform_id", "source", "external_id"),
        Index("ix_record_kind_id", "kind", "id", postgresql_where=text("withdrawn_at is null")),
        Index("ix_record_platform_id_kind", "platform_id", "kind"),
        Index("ix_record_platform_id_external_id", "platform_id", "external_id"),
        {"comment": "Records of the process, of every kind: actions, indicators, commitments and more"},
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(
        sa_type=Text,
        sa_column_kwargs={"comment": "Which kind; services/territories/process says what each one holds"},
    )
    platform_id: UUID = Field(foreign_key=f"{SCHEMA}.platform.id")
    source: str = Field(sa_type=Text)
    external_id: str = Field(sa_type=Text)
    body: dict[str, Any] = Field(
        sa_column=Column(JSONB, nullable=False, comment="The fields of its kind, checked when they were written")
    )
    released: bool = Field(sa_column_kwargs={"comment": "Everybody may read it"})
    revision: int
    withdrawn_at: datetime | None = Field(
        sa_column=Column(DateTime(timezone=True), comment="Taken away then; the row stays for what points to it")
    )
    created_at: datetime = Field(sa_column=_instant())
    updated_at: datetime = Field(sa_column=_instant())


class Link(Base, table=True):
    """A pointer from a record to something else."""

    __table_args__ = (
        Index("ix_link_kind_key", "kind", "key"),
        {"comment": "What records point to, one row per link: the chain is walked here, both ways"},
    )

    from_id: UUID = Field(foreign_key=f"{SCHEMA}.record.id", primary_key=True)
    relation: str = Field(
        sa_type=Text, primary_key=True, sa_column_kwargs={"comment": "The field it stands in, such as components"}
    )
    kind: str = Field(
        sa_type=Text,
        primary_key=True,
        sa_column_kwargs={"comment": "What it points to: a kind of record, criterion, component, right, group, ..."},
    )
    key: str = Field(
        sa_type=Text,
        primary_key=True,
        sa_column_kwargs={"comment": "Its name within the kind: an id, or such as udhr/1948/25"},
    )
    why: str | None = Field(sa_type=Text)
    by: str = Field(sa_type=Text, sa_column_kwargs={"comment": "Whose key made it"})
    at: datetime = Field(sa_column=_instant())


class RecordChange(Base, table=True):
    """One writing of a record, and a row of the feed of the process."""

    __tablename__ = "record_change"
    __table_args__ = ({"comment": "Every writing of a record: its history, and the feed of the process"},)

    xid: int = Field(
        sa_column=Column(
            Xid8(),
            primary_key=True,
            comment="The writing transaction; readers stop below the oldest one that still runs",
        )
    )
    position: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(sa_type=Text)
    id: UUID = Field(foreign_key=f"{SCHEMA}.record.id", index=True)
    revision: int
    tombstone: bool = Field(sa_column_kwargs={"comment": "The record was withdrawn"})
    released: bool
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, comment="What the record said from then on"))
    why: str | None = Field(sa_type=Text)
    by: str = Field(sa_type=Text, sa_column_kwargs={"comment": "Whose key wrote it"})
    at: datetime = Field(sa_column=_instant())
