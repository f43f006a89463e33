"""Commitments, a platform's own links between components and rights, steps, and peer reviews."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement

from ...schemas.fields import Day
from ..evidence import EvidenceList
from ..records.bodies import Body
from ..records.links import ComponentLink, Components, Criteria, Ref, Refs, RightLink, Rights, To
from .steps import StepName


class CommitmentState(StrEnum):
    """Where a commitment stands; the history keeps every state it had."""

    PROPOSED = "proposed"
    MADE = "made"
    KEPT = "kept"
    NOT_KEPT = "not-kept"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class Commitment(Body):
    """What a city or a collective actor binds itself to, towards which rights, and what comes next."""

    title: Label
    text: Statement
    rights: Rights = []
    components: Components = []
    criteria: Criteria = Field(default=[], description="What was said that it answers")
    owner: Annotated[Ref | None, To("stakeholder")] = None
    decided_on: Day | None = None
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was decided")
    next_step: Statement | None = None
    next_step_on: Day | None = None
    evidence: EvidenceList = []
    replaces: Annotated[Ref | None, To("commitment")] = Field(
        default=None, description="The commitment that was revised and became this one"
    )
    state: CommitmentState = CommitmentState.PROPOSED

    @field_validator("state")
    @classmethod
    def _decided_when(cls, state: CommitmentState, info: ValidationInfo) -> CommitmentState:
        told = info.data.get("meeting") or info.data.get("decided_on")
        if state not in (CommitmentState.PROPOSED, CommitmentState.WITHDRAWN) and not told:
            raise PydanticCustomError("approval-missing", "say at which meeting it was decided, or on which day")
        return state


class Strength(StrEnum):
    """How near a component is to a right: it names it, gives conditions for it, or is far from it."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    WEAK = "weak"


class Crosswalk(Body):
    """A platform's own proposal that a component and a right belong together."""

    component: ComponentLink
    right: RightLink
    strength: Strength
    author: Label = Field(description="The organisation or meeting that proposes it, never a person")
    dated_on: Day
    note: Statement | None = None


class StepState(StrEnum):
    """How far a step is; none of them is a mark."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    IN_PLACE = "in-place"
    LAPSED = "lapsed"


class LabelStep(Body):
    """A step on the way to a human-rights city, with what shows it. A label is a process and no score."""

    step: StepName
    title: Label
    state: StepState = StepState.PLANNED
    text: Statement | None = None
    evidence: EvidenceList = []
    rights: Rights = Field(default=[], description="Items of frameworks that ask for it")
    commitments: Annotated[Refs, To("commitment")] = []
    meeting: Annotated[Ref | None, To("meeting")] = None
    in_place_on: Day | None = None
    next_step: Statement | None = None
    next_step_on: Day | None = None


class PeerReview(Body):
    """What one city saw when it looked at the steps of another, and what it was answered."""

    title: Label
    reviewed: Annotated[Ref, To("platform")]
    steps: Annotated[Refs, To("label-step")] = []
    held_on: Day
    findings: Statement | None = None
    recommendations: Annotated[list[Statement], Field(max_length=100)] = []
    answer: Statement | None = Field(default=None, description="Of the city that was looked at")
