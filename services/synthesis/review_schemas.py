"""What callers read of the review queue."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import Question

from .schemas import CodebookNotice


class Candidate(BaseModel):
    """A component and how likely it is."""

    code: str
    label: str | None
    score: float


class MeaningProposed(BaseModel):
    """A meaning letter, or an obstacle, that the words support."""

    meaning: str = Field(description="R, P, O, Q or S; P13 legal or political, P14 discrimination, P15 financial")
    label: str | None = None
    score: float


class Reason(BaseModel):
    """Why it stands where it does: a stable code and plain words."""

    code: str
    text: str


class Act(BaseModel):
    """What to send to the criteria service; ``CODE`` in ``correct`` stands for the code you choose."""

    method: str
    href: str
    accept: dict[str, Any]
    correct: dict[str, Any]
    reject: dict[str, Any]


class ReviewItem(BaseModel):
    """One statement as an answer to one question, and one criterion that stands for all who said it."""

    id: UUID
    text: str
    language: str
    country: str | None = None
    question: Question
    territory_id: UUID | None = None
    group_id: UUID
    revision: int = Field(description="Of the criterion, as last followed")
    etag: str = Field(description="Send as If-None-Match when reading it again: it tells whether it has changed")
    n_said: int = Field(description="How many criteria in reach say the same words and are not validated")
    n_groups: int
    same_words: list[UUID] = Field(description="Other criteria with the same words, at most 19: code them alike")
    human_code: str | None = Field(default=None, description="Where a person coded it and nobody validated it")
    proposed: str | None = Field(default=None, description="What counts until a person decides; none when unsure")
    proposed_label: str | None = None
    proposals: list[Candidate]
    meaning: MeaningProposed | None = None
    priority: float
    reasons: list[Reason]
    act: Act


class ReviewQueue(BaseModel):
    """What to look at first, at most as many as asked for; what is decided leaves it, so ask again for more."""

    items: list[ReviewItem]
    codebook: CodebookNotice
