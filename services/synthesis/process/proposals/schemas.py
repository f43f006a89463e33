"""What is proposed for an indicator."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import Question

from ...schemas import CodebookNotice

READING = (
    "Proposed from what people said, to be edited by them: a criterion is placed in a situation by its meaning (P"
    " between 1 and 2, O between 2 and 3, Q between 3 and 4, S between 4 and 5), ill-being in the lower and well-being"
    " in the upper of the two; without a meaning by its question alone. This is this project's reading, not a rule of"
    " the method. Words are people's own: see that nobody can be known by them before they are released."
)


class ProposedWords(BaseModel):
    """What somebody said that shows a situation."""

    id: UUID
    text: str
    language: str
    question: Question
    meaning: str | None = Field(default=None, description="A letter, or a letter with two digits")
    meaning_by: Literal["people", "proposed"] | None = None
    placed_by: Literal["meaning", "question"]


class ProposedSituation(BaseModel):
    """One of the five situations, with what was said of it."""

    level: int = Field(description="1 very unsatisfactory to 5 ideal")
    n_criteria: int
    n_groups: int
    words: list[ProposedWords]


class IndicatorProposal(BaseModel):
    """Five situations of one component in a territory, and a body to begin an indicator with."""

    territory: UUID
    territory_name: str
    component: str
    label: str | None
    situations: list[ProposedSituation] = Field(description="All five, also those that nobody spoke of")
    to_do: list[ProposedWords] = Field(description="What people do or would do about it: no situation, but near by")
    n_criteria: int = Field(description="Criteria whose words the reader may read")
    n_placed: int
    draft: dict[str, Any] = Field(description="To be edited, given a platform_id, and sent to POST /v1/indicators")
    cut: bool = Field(default=False, description="There were more criteria than are looked at")
    reading: str = READING
    codebook: CodebookNotice
    as_of: datetime
