"""What the synthesis service keeps; the migrations make it, and a test holds the two together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.columns import NAMING, HalfVector, Xid8


class Base(SQLModel, registry=registry(metadata=MetaData(schema="synthesis", naming_convention=NAMING))):
    """Tables of this service are in its own registry: other services may have tables of the same name."""


def _changed() -> Any:
    """Give the column that tells replicas which rows are new since they last looked."""
    return Field(sa_column=Column(Xid8, nullable=False, server_default="pg_current_xact_id()", index=True))


def _statement_id(primary_key: bool = True) -> Any:
    reference = ForeignKey("synthesis.statement.id", ondelete="CASCADE")
    return Field(sa_column=Column(BigInteger, reference, primary_key=primary_key, index=True))


class FeedCursor(Base, table=True):
    """How far another service's feed has been followed."""

    __tablename__ = "feed_cursor"

    feed: str = Field(primary_key=True, sa_type=Text)
    cursor: str | None = Field(sa_type=Text)
    remaining: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))
    caught_up_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))


class KnownTerritory(Base, table=True):
    """A local copy of a territory."""

    __tablename__ = "known_territory"

    id: UUID = Field(primary_key=True)
    parent_id: UUID | None
    kind: str = Field(sa_type=Text)
    country: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    changed_xid: int = _changed()


class KnownGroup(Base, table=True):
    """A local copy of a group, and whether it must be counted again."""

    __tablename__ = "known_group"
    __table_args__ = (Index("ix_known_group_to_count", "id", postgresql_where=text("to_count")),)

    id: UUID = Field(primary_key=True)
    platform_id: UUID | None
    territory_id: UUID | None
    profile: str | None = Field(sa_type=Text)
    family: str | None = Field(sa_type=Text)
    mixed: bool = Field(sa_column_kwargs={"server_default": "false"})
    year: int | None
    n_participants: int | None
    withdrawn: bool = Field(sa_column_kwargs={"server_default": "false"})
    changed_xid: int = _changed()
    to_count: bool = Field(sa_column_kwargs={"server_default": "false"})


class KnownPlatform(Base, table=True):
    """A local copy of a platform."""

    __tablename__ = "known_platform"

    id: UUID = Field(primary_key=True)
    territory_id: UUID | None
    referent_id: UUID | None
    name: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})
    withdrawn: bool = Field(sa_column_kwargs={"server_default": "false"})


class ProcessRecordRow(Base, table=True):
    """A local copy of a record of the process; a withdrawn one is kept empty."""

    __tablename__ = "process_record"
    __table_args__ = (
        Index("ix_process_record_territory_id", "territory_id", "kind"),
        Index("ix_process_record_platform_id", "platform_id", "kind"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text, index=True)
    platform_id: UUID | None
    territory_id: UUID | None
    title: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})
    body: Any = Field(sa_column=Column(JSONB, nullable=False, server_default="{}"))
    public_body: Any = Field(sa_column=Column(JSONB))
    revision: int
    created_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    updated_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    withdrawn: bool = Field(sa_column_kwargs={"server_default": "false"})


class ProcessLinkRow(Base, table=True):
    """What a record points to, with who made the link, when and why."""

    __tablename__ = "process_link"
    __table_args__ = (Index("ix_process_link_key", "kind", "key"),)

    from_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("synthesis.process_record.id", ondelete="CASCADE"), primary_key=True)
    )
    relation: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    why: str | None = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    public: bool


class PracticeVector(Base, table=True):
    """What a practice, an exchange or an action says, in a model's space."""

    __tablename__ = "practice_vector"

    model_id: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    record_id: UUID = Field(
        sa_column=Column(
            Uuid, ForeignKey("synthesis.process_record.id", ondelete="CASCADE"), primary_key=True, index=True
        )
    )
    revision: int
    vector: Any = Field(sa_column=Column(HalfVector, nullable=False))


class Statement(Base, table=True):
    """A distinct normalised text."""

    __tablename__ = "statement"
    __table_args__ = (
        Index("ix_statement_words", "words", postgresql_using="gin"),
        Index(
            "ix_statement_folded_trigrams", "folded", postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"}
        ),
    )

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    key: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    text: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text)
    words: Any = Field(sa_column=Column(TSVECTOR, Computed("to_tsvector('simple', folded)", persisted=True)))


class Criterion(Base, table=True):
    """A local copy of a criterion, with the code that counts."""

    __tablename__ = "criterion"
    __table_args__ = (
        Index("ix_criterion_human_code", "statement_id", postgresql_where=text("human_code is not null")),
        Index("ix_criterion_human_meaning", "human_meaning", postgresql_where=text("human_meaning is not null")),
    )

    id: UUID = Field(primary_key=True)
    territory_id: UUID
    group_id: UUID = Field(index=True)
    statement_id: int | None = Field(sa_column=Column(BigInteger, index=True))
    question: str = Field(sa_type=Text)
    text: str | None = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    visibility: str = Field(sa_type=Text)
    scope: str = Field(sa_type=Text)
    licence: str | None = Field(sa_type=Text)
    taken_up: bool
    human_code: str | None = Field(sa_type=Text)
    human_status: str | None = Field(sa_type=Text)
    human_meaning: str | None = Field(sa_type=Text)
    code: str | None = Field(sa_type=Text)
    status: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "uncoded"})
    revision: int
    changed_xid: int = _changed()


class Model(Base, table=True):
    """A sentence encoder whose vectors are kept."""

    __tablename__ = "model"
    __table_args__ = (UniqueConstraint("name", "revision"),)

    id: int = Field(sa_column=Column(SmallInteger, Identity(always=True), primary_key=True))
    name: str = Field(sa_type=Text)
    revision: str = Field(sa_type=Text)
    dimension: int


class Reading(Base, table=True):
    """One way of reading all statements; one of them serves."""

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("model_id", "codebook", "coder"),
        Index("uq_reading_serving", "state", unique=True, postgresql_where=text("state = 'serving'")),
    )

    id: int = Field(sa_column=Column(SmallInteger, Identity(always=True), primary_key=True))
    model_id: int = Field(sa_column=Column(SmallInteger, ForeignKey("synthesis.model.id"), nullable=False))
    codebook: str = Field(sa_type=Text)
    coder: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default="now()"))
    serving_since: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    n_lessons: int = Field(sa_column_kwargs={"server_default": "0"})


class Embedding(Base, table=True):
    """A statement's vector in a model's space, as the model gave it."""

    __tablename__ = "embedding"

    model_id: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    statement_id: int = _statement_id()
    vector: Any = Field(sa_column=Column(HalfVector, nullable=False))
    changed_xid: int = _changed()


class Proposal(Base, table=True):
    """The codes a reading proposes for a statement that answers a question."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ix_proposal_meaning", "meaning", postgresql_where=text("meaning in ('P13', 'P14', 'P15')")),
    )

    reading_id: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    statement_id: int = _statement_id()
    question: str = Field(primary_key=True, sa_type=Text)
    code: str | None = Field(sa_type=Text)
    codes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    scores: list[float] = Field(sa_column=Column(ARRAY(REAL), nullable=False))
    meaning: str | None = Field(sa_type=Text)
    meaning_score: float | None = Field(sa_type=REAL)
    contested: float = Field(sa_column=Column(REAL, nullable=False, server_default="0"))
    learnt: bool = Field(sa_column_kwargs={"server_default": "false"})
    blind_code: str | None = Field(sa_type=Text)
    blind_codes: list[str] | None = Field(sa_column=Column(ARRAY(Text)))
    blind_scores: list[float] | None = Field(sa_column=Column(ARRAY(REAL)))


class Lesson(Base, table=True):
    """A code that people gave to a statement and that a coder learns from."""

    __tablename__ = "lesson"

    coder: str = Field(primary_key=True, sa_type=Text)
    statement_id: int = _statement_id()
    question: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(primary_key=True, sa_type=Text)
    weight: float = Field(sa_column=Column(REAL, nullable=False))


class Pending(Base, table=True):
    """A statement that a reading has still to read."""

    __tablename__ = "pending"

    reading_id: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    statement_id: int = _statement_id()


class Fact(Base, table=True):
    """How many criteria of a group have a code, by question, consent scope and code status."""

    __tablename__ = "fact"

    group_id: UUID = Field(primary_key=True)
    question: str = Field(primary_key=True, sa_type=Text)
    scope: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(primary_key=True, sa_type=Text)
    status: str = Field(primary_key=True, sa_type=Text)
    n: int


class SynthesisRow(Base, table=True):
    """A synthesis: the job while it is made, and the record once it is."""

    __tablename__ = "synthesis"
    __table_args__ = (
        UniqueConstraint("asked_by", "idempotency_key"),
        Index("ix_synthesis_due", "asked_at", postgresql_where=text("state in ('queued', 'running')")),
        Index("ix_synthesis_listed", "asked_at", "id"),
        Index("ix_synthesis_scope", "scope_key", "finished_at"),
    )

    id: UUID = Field(primary_key=True)
    state: str = Field(sa_type=Text)
    request: Any = Field(sa_column=Column(JSONB, nullable=False))
    scope_key: str = Field(sa_type=Text)
    territory_id: UUID | None
    scope_name: str = Field(sa_type=Text)
    includes_local: bool
    asked_by: str = Field(sa_type=Text)
    idempotency_key: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default="now()"))
    started_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    finished_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    attempts: int = Field(sa_column_kwargs={"server_default": "0"})
    phase: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "waiting"})
    progress: float = Field(sa_column=Column(REAL, nullable=False, server_default="0"))
    problem: str | None = Field(sa_type=Text)
    provenance: Any = Field(sa_column=Column(JSONB))
    inputs: bytes | None = Field(sa_column=Column(LargeBinary))
    topics: bytes | None = Field(sa_column=Column(LargeBinary))
    document: Any = Field(sa_column=Column(JSONB))
    validated_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    validated_by: str | None = Field(sa_type=Text)
    released_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    released_by: str | None = Field(sa_type=Text)


def _synthesis_id() -> Any:
    reference = ForeignKey("synthesis.synthesis.id", ondelete="CASCADE")
    return Field(sa_column=Column(Uuid, reference, primary_key=True))


class TopicNameRow(Base, table=True):
    """The name that people gave a topic in one language."""

    __tablename__ = "topic_name"

    synthesis_id: UUID = _synthesis_id()
    layer: int = Field(primary_key=True)
    topic: int = Field(primary_key=True)
    language: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    named_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default="now()"))
    named_by: str = Field(sa_type=Text)


class RemarkRow(Base, table=True):
    """What somebody says to a synthesis or to one of its topics."""

    __tablename__ = "remark"

    id: UUID = Field(primary_key=True)
    synthesis_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("synthesis.synthesis.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    layer: int | None
    topic: int | None
    text: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default="now()"))
    by: str = Field(sa_type=Text)


class TopicDoubt(Base, table=True):
    """A statement in the middle of a topic that is coded otherwise than the topic."""

    __tablename__ = "topic_doubt"

    statement_id: int = _statement_id()
    question: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(sa_type=Text)
    synthesis_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("synthesis.synthesis.id", ondelete="CASCADE"), nullable=False, index=True)
    )


class Alarm(Base, table=True):
    """A difference that stands, found without anybody asking."""

    __tablename__ = "alarm"
    __table_args__ = (
        UniqueConstraint("scope", "axis", "value", "question", "code", "direction"),
        Index("ix_alarm_listed", "first_seen_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    scope: str = Field(sa_type=Text)
    territory_id: UUID | None
    axis: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)
    question: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    direction: str = Field(sa_type=Text)
    evidence: Any = Field(sa_column=Column(JSONB, nullable=False))
    first_seen_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default="now()"))
    last_seen_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default="now()"))
    stands: bool = Field(sa_column_kwargs={"server_default": "true"})


class AlarmLook(Base, table=True):
    """When all scopes were last looked at, and up to which counts."""

    __tablename__ = "alarm_look"

    id: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    counted_to: str = Field(sa_type=Text)
    looked_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
