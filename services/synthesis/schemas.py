"""What callers read from the synthesis service."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import Question

By = Literal[
    "country", "territory", "profile", "family", "year", "question", "dimension", "component", "status", "scope"
]


class CodebookNotice(BaseModel):
    """Which codebook stands behind codes, and whether it is provisional."""

    version: str
    provisional: bool
    notice: str


class TrendRow(BaseModel):
    """One cell: its value on each axis that was asked for, and what stands behind it."""

    country: str | None = None
    territory: UUID | None = None
    territory_name: str | None = None
    profile: str | None = None
    family: str | None = None
    year: int | None = None
    question: Question | None = None
    dimension: str | None = None
    component: str | None = None
    label: str | None = Field(default=None, description="Of the dimension or component, in the language asked for")
    status: str | None = None
    scope: str | None = None
    n_criteria: int | None = Field(default=None, description="Criteria; empty where confidential")
    share: float | None = Field(
        default=None,
        description="Of all coded criteria with the same values on the other axes; 1 where no code is asked for",
    )
    n_groups: int | None = Field(default=None, description="Distinct groups behind the cell")
    n_participants: int | None = Field(default=None, description="Participants of those groups")
    flag: Literal["c", "low_reliability"] | None = Field(default=None, description="c: confidential")


class Trends(BaseModel):
    """Counts over the axes that were asked for."""

    by: list[str]
    rows: list[TrendRow]
    n_criteria: int | None = Field(default=None, description="All criteria counted, coded or not")
    n_coded: int | None = None
    n_groups: int | None = None
    n_participants: int | None = None
    audience: Literal["public", "exact"]
    rule: str | None = Field(default=None, description="The disclosure rule, on public figures")
    codebook: CodebookNotice
    as_of: datetime = Field(description="When what is counted was last brought up to date")


class Mode(StrEnum):
    """Searching by meaning, by words, or both."""

    MEANING = "meaning"
    WORDS = "words"
    BOTH = "both"


class Found(BaseModel):
    """One statement that was found, as one of those who said it."""

    id: UUID
    text: str
    language: str
    country: str | None = None
    question: Question
    code: str | None = None
    label: str | None = None
    code_status: str
    score: float = Field(
        description="Cosine of the meanings without their languages, more where codes or words agree; at most 1"
    )
    territory_id: UUID | None = None
    group_id: UUID | None = None
    n_said: int | None = Field(default=None, description="How many criteria in reach say the same words")
    n_alike: int | None = Field(default=None, description="Near statements that say nearly the same, not listed")
    proposals: list[dict[str, Any]] | None = Field(default=None, description="Best components and their scores")
    meaning: str | None = Field(
        default=None, description="Proposed: R, P, O, Q or S; P13 legal, P14 discrimination, P15 financial obstacle"
    )
    meaning_score: float | None = None


class SearchResult(BaseModel):
    """What was found, the nearest first."""

    mode: Mode
    floor: float | None = Field(default=None, description="Nothing below this score is listed; not by words alone")
    items: list[Found]
    codebook: CodebookNotice


class FeedStatus(BaseModel):
    """How far a feed has been followed."""

    feed: str
    behind: int = Field(description="About how many changes are still to be taken over")
    caught_up_at: datetime | None = None


class ReadingStatus(BaseModel):
    """How far a reading is."""

    model: str
    revision: str
    codebook: str
    coder: str
    state: str
    pending: int


class Status(BaseModel):
    """How up to date the synthesis is."""

    up_to_date: bool
    feeds: list[FeedStatus]
    readings: list[ReadingStatus]
    groups_to_count: int
    n_criteria: int | None = None
    n_statements: int | None = None
    meaning_ready: bool
    codebook: CodebookNotice
