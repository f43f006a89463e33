"""Stakeholders, mandates, tasks and meetings: what callers send. There is no place for a person in them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement

from ...schemas.fields import Day, Sent
from ...schemas.platforms import CycleNumber
from ..dates import in_order
from ..phases.eight import PhaseNumber
from ..records.bodies import Body
from ..records.links import Ref, Refs, To
from .contacts import WorkContact


class Sector(StrEnum):
    """Which part of society a stakeholder stands for."""

    PUBLIC = "public"
    PRIVATE = "private"
    CITIZEN = "citizen"


class StakeholderKind(StrEnum):
    """What a stakeholder is; never a person."""

    ORGANISATION = "organisation"
    RESIDENT_ASSOCIATION = "resident-association"
    CITIZEN_GROUP = "citizen-group"


class Stakeholder(Body):
    """An organisation or a group that takes part in a platform, in a role."""

    name: Label = Field(description="Of the organisation or group, never of a person")
    sector: Sector
    kind_of: StakeholderKind = StakeholderKind.ORGANISATION
    role: Label | None = Field(default=None, description="What it is on this platform, such as coordinator")
    represents: Statement | None = Field(default=None, description="Whom it speaks for")
    representative: Label | None = Field(
        default=None, description="The role that speaks for it here, such as spokesperson; never a person's name"
    )
    represented_by_platform: Annotated[Ref | None, To("platform")] = Field(
        default=None, description="Its own platform, such as that of a community under an island council"
    )
    contact: WorkContact | None = None
    joined_on: Day | None = None
    left_on: Day | None = None

    @model_validator(mode="after")
    def _days(self) -> Self:
        return in_order(self, "joined_on", "left_on")

    @model_validator(mode="after")
    def _association(self) -> Self:
        if self.kind_of is not StakeholderKind.RESIDENT_ASSOCIATION:
            return self
        if self.sector is not Sector.CITIZEN:
            raise PydanticCustomError("sector", "an association of residents is of the citizen sector")
        if self.representative is None:
            raise PydanticCustomError("representative-missing", "name the role that speaks for the association")
        return self


class Mandate(Body):
    """What a stakeholder was asked to do on behalf of others, by whom and until when."""

    title: Label
    stakeholder: Annotated[Ref, To("stakeholder")]
    given_by: Label | None = Field(default=None, description="Such as the municipal council, or a group")
    scope: Statement | None = Field(default=None, description="What it covers, and what it does not")
    starts_on: Day | None = None
    ends_on: Day | None = None
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was given")

    @model_validator(mode="after")
    def _days(self) -> Self:
        return in_order(self, "starts_on", "ends_on")


class TaskState(StrEnum):
    """How far a task is."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class Task(Body):
    """A piece of work, and the stakeholder that answers for it."""

    title: Label
    stakeholder: Annotated[Ref | None, To("stakeholder")] = Field(default=None, description="Who answers for it")
    phase: PhaseNumber | None = None
    cycle: CycleNumber | None = None
    starts_on: Day | None = None
    due_on: Day | None = None
    state: TaskState = TaskState.OPEN
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was given")
    actions: Annotated[Refs, To("action")] = Field(default=[], description="What it is done for")

    @model_validator(mode="after")
    def _days(self) -> Self:
        return in_order(self, "starts_on", "due_on")


class MeetingKind(StrEnum):
    """Who meets, or what for."""

    PLATFORM = "platform"
    GROUP = "group"
    ASSEMBLY = "assembly"
    CO_DECISION = "co-decision"
    INTERPRETATION = "interpretation"
    OTHER = "other"


class Decision(Sent):
    """What a meeting decided, and why."""

    text: Statement
    why: Statement | None = None


class Meeting(Body):
    """A meeting: who was there as groups and stakeholders, and what was decided."""

    title: Label
    held_on: Day
    kind_of: MeetingKind = MeetingKind.PLATFORM
    cycle: CycleNumber | None = Field(default=None, description="As its day says by default")
    groups: Annotated[Refs, To("group")] = Field(default=[])
    stakeholders: Annotated[Refs, To("stakeholder")] = Field(default=[])
    agenda: Statement | None = None
    decisions: Annotated[list[Decision], Field(max_length=200)] = Field(default=[])
