"""Evaluations by groups, judgement by judgement, and the improvements that are decided after them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement

from ...schemas.fields import Day, Sent
from ..actions.lens import Effect
from ..indicators.situations import USUAL_SET, LabelSetName, SituationLevel
from ..phases.eight import PhaseNumber
from ..records.bodies import Body
from ..records.links import ComponentLink, Ref, Refs, RightLink, Rights, To


class EvaluationKind(StrEnum):
    """What is judged: what an action changed, how the process went, or what a plan does to rights."""

    IMPACT = "impact"
    SELF_EVALUATION = "self-evaluation"
    HUMAN_RIGHTS_IMPACT = "human-rights-impact"


class Moment(StrEnum):
    """Before something is done, or after."""

    BEFORE = "before"
    AFTER = "after"


ASPECTS = {
    EvaluationKind.IMPACT: "component",
    EvaluationKind.SELF_EVALUATION: "phase",
    EvaluationKind.HUMAN_RIGHTS_IMPACT: "right",
}
"""What each judgement of an evaluation has to be about, by its kind."""


class Judgement(Sent):
    """How one group, or the platform, sees one aspect: a component, a phase of the process, or a right."""

    group: Annotated[Ref | None, To("group", "groups")] = Field(default=None, description="None: the platform itself")
    action: Annotated[Ref | None, To("action", "actions")] = Field(
        default=None, description="Which action of a plan; the one that is evaluated by default"
    )
    component: Annotated[ComponentLink | None, To("component", "components")] = None
    phase: PhaseNumber | None = None
    right: Annotated[RightLink | None, To("right", "rights")] = None
    situation: SituationLevel
    effect: Effect | None = None
    note: Statement | None = None


class Evaluation(Body):
    """What groups judge of an action, a plan or a platform (of a territory or a collective actor)."""

    title: Label
    of: Annotated[Ref, To(("action", "plan", "platform"))]
    kind_of: EvaluationKind = EvaluationKind.IMPACT
    moment: Moment
    held_on: Day
    label_set: LabelSetName = Field(default=USUAL_SET, description="The wording of the five situations")
    groups: Annotated[Refs, To("group")] = Field(default=[], description="Who was asked, also who did not judge")
    judgements: Annotated[list[Judgement], Field(max_length=5000)] = []
    rights: Rights = []
    meeting: Annotated[Ref | None, To("meeting")] = None
    notes: Statement | None = None

    @field_validator("judgements")
    @classmethod
    def _aspects(cls, judgements: list[Judgement], info: ValidationInfo) -> list[Judgement]:
        kind = info.data.get("kind_of")
        wanted = ASPECTS.get(kind) if kind else None
        if wanted and any(getattr(each, wanted) is None for each in judgements):
            raise PydanticCustomError("aspect-missing", "each judgement names a {wanted}", {"wanted": wanted})
        if kind == EvaluationKind.IMPACT and any(each.group is None for each in judgements):
            raise PydanticCustomError("group-missing", "the impact is judged by groups; say which")
        return judgements


class ImprovementState(StrEnum):
    """How far an improvement is."""

    DECIDED = "decided"
    UNDER_WAY = "under-way"
    CARRIED_OUT = "carried-out"
    DROPPED = "dropped"


class Improvement(Body):
    """What is to become better after an evaluation, whose task it is, and until when."""

    evaluation: Annotated[Ref, To("evaluation")]
    text: Statement
    state: ImprovementState = ImprovementState.DECIDED
    owner: Annotated[Ref | None, To("stakeholder")] = None
    decided_on: Day | None = None
    due_on: Day | None = None
    carried_out_on: Day | None = Field(default=None, validate_default=True)
    actions: Annotated[Refs, To("action")] = []

    @field_validator("carried_out_on")
    @classmethod
    def _done_when(cls, carried_out_on: Day | None, info: ValidationInfo) -> Day | None:
        if carried_out_on is None and info.data.get("state") == ImprovementState.CARRIED_OUT:
            raise PydanticCustomError("done-when", "say on which day it was carried out")
        return carried_out_on

    @model_validator(mode="after")
    def _owned(self) -> Self:
        if self.state != ImprovementState.DROPPED and (self.owner is None or self.due_on is None):
            raise PydanticCustomError("owner-missing", "say whose task it is, and until when")
        return self
