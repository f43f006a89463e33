"""What callers read of the review queue, and of how well the coder and people agree."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import Question

from ..schemas import CodebookNotice


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


class Agreement(BaseModel):
    """The coder's answers beside people's codes, for one part of what people coded."""

    value: str | None = Field(default=None, description="Component, dimension, language or country; none for all")
    label: str | None = None
    n: int = Field(description="Texts that people coded, each once for a question and a code")
    component: float = Field(description="Share whose likeliest component is the person's")
    component_low: float = Field(description="Of a 95 % interval (Wilson), as if texts were independent")
    component_high: float
    dimension: float = Field(description="Share whose likeliest component lies in the person's dimension")
    dimension_low: float
    dimension_high: float
    in_three: float = Field(description="Share whose component is among the three likeliest")
    kappa: float | None = Field(default=None, description="Cohen's, on components; absent where there is one code only")
    kappa_dimension: float | None = None
    n_proposed: int = Field(description="Texts for which something would be proposed, not left to people")
    proposed_right: float | None = Field(
        default=None, description="Share of these that is right: the component, or for a general entry the dimension"
    )


class CalibrationBin(BaseModel):
    """Answers of like confidence."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


class Confusion(BaseModel):
    """Two codes that are taken for one another."""

    person: str
    person_label: str | None = None
    machine: str
    machine_label: str | None = None
    n: int


class Quality(BaseModel):
    """How well the serving coder and people agree, on texts whose codes it has not been told."""

    coder: str | None = Field(default=None, description="Of the serving reading; absent before the first one")
    by: Literal["component", "dimension", "language", "country", "territory"]
    n: int
    n_learnt: int = Field(description="How many of them the coder learnt from; what it would say without is compared")
    whole: Agreement | None = None
    rows: list[Agreement]
    calibration_error: float | None = None
    calibration: list[CalibrationBin]
    confusions: list[Confusion]
    codebook: CodebookNotice
