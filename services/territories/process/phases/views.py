"""How far a platform is: what is answered."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from .schemas import PhaseState


class Standing(BaseModel):
    """How many of one thing stand behind a phase."""

    what: str = Field(description="Such as groups, indicators or actions")
    n: int | None = Field(description="Null where the public is not told")
    by: dict[str, int] = Field(description="The same told apart, such as by state")


class Total(Standing):
    """The same over all cycles."""

    n_without_cycle: int | None = Field(description="Those of which neither a cycle nor a day says where they belong")


class PhaseStanding(BaseModel):
    """How far one phase of one cycle is."""

    phase: int
    name: str
    record: UUID | None = Field(description="The record that says so; null if nobody wrote it down")
    state: PhaseState | None
    started_on: date | None
    ended_on: date | None
    behind: list[Standing]


class CycleStanding(BaseModel):
    """How far one cycle is."""

    number: int
    started_on: date | None
    ended_on: date | None
    phases: list[PhaseStanding] = Field(description="All eight, in their order")


class PhaseTotal(BaseModel):
    """What stands behind one phase over all cycles."""

    phase: int
    name: str
    behind: list[Total]


class Progress(BaseModel):
    """How far a platform is, cycle by cycle and phase by phase. No phase has a score."""

    platform_id: UUID
    released_only: bool = Field(description="Only what the platform released is counted, and no groups")
    cycles: list[CycleStanding]
    in_total: list[PhaseTotal]
