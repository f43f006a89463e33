"""What the criteria service tells its follower about what people said."""

from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import CodeStatus, Question, Scope, State, Visibility


class CurrentCode(BaseModel):
    """The one code that counts for a criterion in a codebook version, and who stands behind it."""

    codebook: str
    code: str
    status: CodeStatus


class CriterionFeedRecord(BaseModel):
    """A criterion as followers keep it; never its participant, source or external id."""

    id: UUID
    territory_id: UUID
    group_id: UUID
    question: Question
    text: str
    language: str
    state: State
    visibility: Visibility
    scope: Scope
    licence: str | None
    taken_up: bool = Field(description="A mixed group took it up from another group, where it is counted")
    codes: list[CurrentCode] = Field(description="At most one per codebook version")
