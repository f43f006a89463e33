"""Plans and actions of co-responsibility: what for, who brings what, until when, and what of those not here."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement

from ...schemas.fields import Count, Day, Sent
from ..dates import in_order
from ..evidence import EvidenceList
from ..numbers import Number
from ..records.bodies import Body
from ..records.links import Components, Criteria, Ref, Refs, Rights, To, Topics
from .lens import Lens


class ActionState(StrEnum):
    """How far an action or a plan is; any state may follow any other, and the history keeps them all."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    UNDER_WAY = "under-way"
    DONE = "done"
    ABANDONED = "abandoned"


class Axis(Sent):
    """One of the lines along which a plan goes."""

    title: Label
    description: Statement | None = None
    components: Annotated[Components, To("component", "components")] = []


class Plan(Body):
    """Actions that belong together, of a territory or a collective actor, along some axes."""

    title: Label
    description: Statement | None = None
    axes: Annotated[list[Axis], Field(max_length=50)] = []
    rights: Rights = []
    commitments: Annotated[Refs, To("commitment")] = []
    starts_on: Day | None = None
    ends_on: Day | None = None
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was decided")
    state: ActionState = ActionState.PROPOSED

    @model_validator(mode="after")
    def _days(self) -> Self:
        return in_order(self, "starts_on", "ends_on")


class ContributionKind(StrEnum):
    """What sort of thing a stakeholder brings."""

    MATERIAL = "material"
    FINANCIAL = "financial"
    KNOWLEDGE = "knowledge"
    TIME = "time"


class Contribution(Sent):
    """What one stakeholder brings to an action."""

    stakeholder: Annotated[Ref, To("stakeholder")]
    brings: Statement | None = None
    kind_of: ContributionKind | None = None


class Target(Sent):
    """Where an action wants to bring an indicator (its level, 1 to 5) or a measure (its value), and by when."""

    of: Annotated[Ref, To(("indicator", "measure"))]
    start: Number | None = Field(default=None, description="Where it is at the beginning")
    aim: Number
    by: Day | None = None


class BudgetLine(Sent):
    """Where in a budget the money for an action stands."""

    reference: Label | None = Field(default=None, description="Name or number of the line in the budget")
    amount: Annotated[Number, Field(ge=0)] | None = None
    currency: Annotated[str, StringConstraints(strict=True, pattern="^[A-Z]{3}$")] | None = Field(
        default=None, description="ISO 4217, such as EUR"
    )
    year: Annotated[Count, Field(ge=1990, le=2100)] | None = None

    @model_validator(mode="after")
    def _currency(self) -> Self:
        if self.amount is not None and self.currency is None:
            raise PydanticCustomError("currency-missing", "say in which currency the amount is, such as EUR")
        return self


class Action(Body):
    """What several stakeholders do together so that more people are well."""

    title: Label
    description: Statement | None = None
    state: ActionState = ActionState.PROPOSED
    components: Components = []
    topics: Topics = []
    criteria: Criteria = Field(default=[], description="What was said that it answers")
    groups: Annotated[Refs, To("group")] = Field(default=[], description="Groups that asked for it")
    proposed_by_group: Annotated[Ref | None, To("group")] = Field(
        default=None, description="The homogeneous group that proposed it as its pilot action"
    )
    rights: Rights = []
    commitments: Annotated[Refs, To("commitment")] = []
    indicators: Annotated[Refs, To("indicator")] = []
    measures: Annotated[Refs, To("measure")] = []
    targets: Annotated[list[Target], Field(max_length=100)] = []
    baseline: Statement | None = Field(default=None, description="How things were before it")
    starts_on: Day | None = None
    due_on: Day | None = None
    done_on: Day | None = Field(default=None, validate_default=True)
    responsible: Annotated[Ref | None, To("stakeholder")] = None
    contributors: Annotated[list[Contribution], Field(max_length=100)] = []
    budget: BudgetLine | None = None
    plan: Annotated[Ref | None, To("plan")] = None
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was decided")
    evidence: EvidenceList = []
    lens: Lens = Field(default=Lens(), validate_default=True, description="Answered once it is decided")

    @field_validator("done_on")
    @classmethod
    def _done_when(cls, done_on: Day | None, info: ValidationInfo) -> Day | None:
        if done_on is None and info.data.get("state") == ActionState.DONE:
            raise PydanticCustomError("done-when", "say on which day it was done")
        return done_on

    @field_validator("lens")
    @classmethod
    def _answered(cls, lens: Lens, info: ValidationInfo) -> Lens:
        decided = info.data.get("state") in (ActionState.DECIDED, ActionState.UNDER_WAY, ActionState.DONE)
        if decided and (missing := lens.unanswered()):
            message = "say what it does to {missing}; effect unknown is an answer if a note says why"
            raise PydanticCustomError("lens-missing", message, {"missing": ", ".join(missing)})
        return lens

    @model_validator(mode="after")
    def _days(self) -> Self:
        in_order(self, "starts_on", "due_on")
        return in_order(self, "starts_on", "done_on")
