"""What callers send to the criteria service, and what they read there."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.rows.outcomes import Cause
from shared.text import Label, Statement
from shared.vocabulary.languages import Language
from shared.vocabulary.roles import LanguageSource, Question, Scope, State, Visibility

Participant = Annotated[int, Field(strict=True, ge=1, le=1000)]
CodeText = Annotated[str, StringConstraints(strict=True, max_length=40)]
Codes = Annotated[list[CodeText], Field(max_length=10)]
Licence = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9.+-]{2,60}$")]


class NewCriterion(BaseModel):
    """One criterion as a partner sends it. There is no field for a person, and none can be added."""

    model_config = ConfigDict(extra="forbid")

    external_id: Label = Field(description="The sender's own name for it; sending it again changes it")
    group: Label = Field(description="The group: its id, or its external id below the territory")
    question: Question
    text: Statement = Field(description="What was said, in the group's own words")
    language: Language | None = Field(default=None, description="Else the group's, else detected")
    state: State = State.APPROVED
    participant: Participant | None = Field(
        default=None, description="Ordinal inside the group; read by its platform only"
    )
    codes: Codes | None = Field(default=None, description="Human codes, OBJECT/MEANING/BENEFICIARY")
    codebook: Label | None = Field(default=None, description="Codebook version of the codes")
    licence: Licence | None = Field(default=None, description="SPDX identifier")
    visibility: Visibility = Visibility.PRIVATE
    consent: Scope = Scope.NETWORK
    taken_up_from: Annotated[list[Label], Field(max_length=100)] | None = Field(
        default=None, description="External ids of the criteria that a mixed group took up in this one"
    )


class CriterionToAdd(NewCriterion):
    """One criterion, and the territory and source it is kept under."""

    territory_id: UUID
    source: Label = "api"


class CriterionChange(BaseModel):
    """What may be changed of a criterion; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    text: Statement | None = None
    language: Language | None = None
    question: Question | None = None
    group: Label | None = None
    state: State | None = None
    licence: Licence | None = None
    visibility: Visibility | None = None
    consent: Scope | None = None


class CodingRecord(BaseModel):
    """One human decision on a criterion's codes."""

    codebook: str
    codebook_provisional: bool
    number: int
    codes: list[str]
    decision: Literal["coded", "validated", "rejected"]
    author: str
    note: str | None = None
    decided_at: datetime


class CriterionRecord(BaseModel):
    """A criterion as those who may see it read it."""

    id: UUID
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2")
    territory_id: UUID | None = Field(default=None, description="For the owning partner and staff")
    group_id: UUID | None = Field(default=None, description="For the owning partner and staff")
    source: str | None = Field(default=None, description="For the owning partner only, like external_id")
    external_id: str | None = None
    question: Question
    text: str
    language: str
    language_source: LanguageSource
    state: State
    participant: int | None = Field(default=None, description="For the owning partner only")
    codes: list[str] = []
    codebook: str | None = None
    code_status: Literal["validated", "human"] | None = None
    licence: str | None = None
    visibility: Visibility
    consent: Scope
    taken_up_from: list[str] | None = None
    revision: int
    created_at: datetime | None = Field(default=None, description="For the owning partner and staff")
    updated_at: datetime | None = None


class NewCoding(BaseModel):
    """A decision on a criterion's codes: coding it, validating a code, or rejecting what stood."""

    model_config = ConfigDict(extra="forbid")

    codes: Codes = Field(description="The first one is counted; none when rejecting")
    codebook: Label | None = None
    decision: Literal["coded", "validated", "rejected"] = "coded"
    note: Label | None = None


class Mode(StrEnum):
    """Whether good lines are kept beside bad ones, or all or none."""

    PARTIAL = "partial"
    ATOMIC = "atomic"


class Receipt(BaseModel):
    """What was received and is durable: compare the digest with your own."""

    sha256: str
    bytes: int
    records: int


class ImportRecord(BaseModel):
    """A push of many criteria: how far it is and what became of it."""

    id: UUID
    territory_id: UUID
    source: str
    mode: Mode
    dry_run: bool
    resumable: bool
    state: Literal["receiving", "staged", "done", "failed", "interrupted"]
    progress: dict[str, int] = Field(description="Bytes and records committed so far")
    receipt: Receipt | None = None
    counts: dict[str, int] = Field(
        description="Lines by outcome: created, updated, unchanged, rejected, tombstoned, not_stored"
    )
    causes: list[Cause] = []
    problem: dict[str, Any] | None = None
    created_at: datetime
    finished_at: datetime | None = None
    expires_at: datetime
    links: dict[str, str]


class UploadRecord(ImportRecord):
    """A resumable upload and the offset it goes on at; each of its parts has a receipt of its own."""

    offset: int
    last_part: str | None = Field(default=None, description="SHA-256 of the last part that is committed")


class Finish(BaseModel):
    """The end of a resumable upload: how many bytes were meant to arrive."""

    model_config = ConfigDict(extra="forbid")

    bytes: Annotated[int, Field(strict=True, ge=0)]


class PartRecord(UploadRecord):
    """An upload after one of its parts; the receipt is that part's own."""
