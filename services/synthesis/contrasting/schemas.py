"""What callers read about profiles, contrasts and alarms."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import Question

from ..change.schemas import Estimate, Told

Axis = Literal["profile", "family", "country", "territory", "year"]
By = Literal["profile", "family", "country", "territory", "year", "question"]


class Words(BaseModel):
    """What somebody said, as an example of a figure."""

    id: UUID
    text: str
    language: str


class NamedCode(BaseModel):
    """A code among the answers to a question."""

    code: str
    label: str | None = None
    rank: int | None = Field(default=None, description="1 is named most; ties share a rank")
    n_criteria: int
    share: Estimate = Field(description="Of the coded criteria")
    n_groups: int = Field(description="Groups naming it")
    n_participants: int = Field(description="Participants of those groups")


class QuestionProfile(BaseModel):
    """What is said in answer to one question."""

    question: Question
    n_criteria: int
    n_coded: int
    n_groups: int
    n_participants: int
    by_status: dict[str, int] = Field(description="Criteria by where their code comes from, uncoded ones too")
    codes: list[NamedCode] = Field(description="Named most first; what nobody names is at the end, with a zero")
    hardly: list[str] = Field(description="Named by one group, or by at most one group in twenty")


class ProfileAnswer(Told):
    """The profile of a scope, question by question."""

    questions: list[QuestionProfile]


class ContrastCell(BaseModel):
    """A cell of a contrast: a code in one question, or in all of them together."""

    question: Question | None = Field(default=None, description="Empty for all questions together")
    code: str
    label: str | None = None
    direction: Literal["more", "less"]
    stands: bool
    q: float = Field(description="False discovery rate over all cells of this contrast")
    p: float
    share: float
    share_rest: float
    difference: Estimate = Field(description="Of shares, part less rest")
    log_odds: Estimate = Field(description="Natural log of the odds ratio, drawn towards none where little is said")
    n_criteria: int
    n_criteria_rest: int
    n_groups_naming: int
    n_groups_rest_naming: int
    rank: int | None = Field(default=None, description="Among the part's own answers")
    naive_p: float = Field(description="Of a chi-square on criteria, which takes each for independent; too small")
    specificity: float = Field(description="Lafon's, on criteria: signed powers of ten; naive too")
    words: list[Words] = Field(default=[], description="In the part's own words, where the caller may read them")


class ContrastAnswer(Told):
    """A part against the rest, or against another part."""

    by: By
    value: str
    against: str | None = None
    n_groups: int
    n_groups_rest: int
    n_tested: int
    false_discovery_rate: float
    differences: list[ContrastCell] = Field(description="The surest first")


class Alarm(BaseModel):
    """A difference that was found unasked, with its evidence."""

    id: UUID
    scope: str = Field(description="network, a country such as BE, or a territory's id")
    scope_name: str
    axis: Axis
    value: str
    question: Question | None = None
    level: Literal["dimension", "component"]
    code: str
    label: str | None = None
    direction: Literal["more", "less"]
    share: float
    share_rest: float
    log_odds: Estimate
    q: float
    n_criteria: int
    n_groups: int = Field(description="Groups of the part that answered")
    n_groups_naming: int
    rank: int | None = Field(default=None, description="Among the part's own answers")
    naive_p: float
    story: str = Field(description="Alarms of one story tell the same in other words: a component and its dimension")
    lead: bool = Field(description="The surest of its story")
    carried: bool = Field(
        default=False, description="A dimension that stands out by its components alone, which have alarms themselves"
    )
    first_seen_at: datetime
    last_seen_at: datetime
    stands: bool = Field(description="Whether the last look found it still")
    words: list[Words] = []
