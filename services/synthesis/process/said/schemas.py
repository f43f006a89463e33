"""What is told of the words of a platform's groups, and of those that nothing carried on."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import CodeStatus, Question


class Counted(BaseModel):
    """What was said and what became of it; every criterion counts once."""

    n_said: int = Field(description="Approved, not withdrawn, and not taken up from another group")
    by_question: dict[str, int] = Field(description="The same, by the question that was answered")
    n_carried: int = Field(description="Of these, those that stand behind a collective criterion")
    n_carried_approved: int = Field(description="Behind one that was approved, at least")
    carried_to: dict[str, int] = Field(
        description="By level (group, mixed, territory); one carried to several levels stands in each"
    )
    n_left_out: int = Field(description="Of those said, those that no collective criterion carries")
    n_noted: int = Field(description="Noted by one person and not approved by the group yet; apart")
    n_taken_up: int = Field(description="Copies that mixed groups took up; they count where they were said first")
    n_withdrawn: int = Field(description="Taken back; no words are left of them")


class SaidInYear(Counted):
    """What the groups of one year said."""

    year: int | None
    n_groups: int = Field(description="Groups that said something that counts")


class SaidByGroup(Counted):
    """What one group said."""

    group: UUID
    profile: str | None
    family: str | None
    mixed: bool
    year: int | None
    n_participants: int | None


class LeftOut(BaseModel):
    """A criterion that no collective criterion carries, in the words that were said."""

    id: UUID
    text: str
    language: str
    question: Question
    group: UUID
    profile: str | None
    year: int | None
    code: str | None
    label: str | None = Field(description="Of the code, in the language asked for")
    code_status: CodeStatus
    likeness: float | None = Field(
        description="Cosine with the nearest criterion of this platform that was carried on; empty without vectors"
    )


class Said(BaseModel):
    """What the groups of a platform said, what was carried on, and what was left out."""

    platform_id: UUID
    platform_name: str
    territory_id: UUID
    n_groups: int = Field(description="Groups that said something that counts")
    total: Counted
    years: list[SaidInYear]
    groups: list[SaidByGroup]
    left_out: list[LeftOut] = Field(description="The least like anything that was carried on first")
    n_not_yours_to_read: int = Field(description="Left out as well, and not among the words that you may read")
    reading: str
    as_of: datetime
    next: str | None = Field(default=None, description="Address of the next page of `left_out`; absent on the last")
