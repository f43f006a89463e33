"""A collective criterion: what many said, in one sentence of the group's own."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Statement
from shared.vocabulary.languages import Language
from shared.vocabulary.roles import Question

from ...schemas.fields import Day
from ..records.bodies import Body
from ..records.links import Components, Criteria, CriterionLink, Ref, Refs, To


class Level(StrEnum):
    """Who says it together: one homogeneous group, a mixed one, or a whole territory (or collective actor)."""

    GROUP = "group"
    MIXED = "mixed"
    TERRITORY = "territory"


class VoiceState(StrEnum):
    """Proposed by someone, or approved by those who speak in it."""

    PROPOSED = "proposed"
    APPROVED = "approved"


class CollectiveCriterion(Body):
    """What a group makes of many criteria, in its own words; the criteria themselves stay as they are."""

    text: Statement
    language: Language
    question: Question | None = None
    level: Level
    group: Annotated[Ref | None, To("group")] = Field(default=None, description="Whose it is; none for a territory")
    merges: Criteria = Field(default=[], description="Criteria of individuals that it puts into one")
    takes_up: Annotated[Refs, To("collective-criterion")] = Field(
        default=[], description="Collective criteria from below that it puts into one"
    )
    components: Components = []
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was approved")
    approved_on: Day | None = None
    state: VoiceState = Field(default=VoiceState.PROPOSED, validate_default=True)

    @field_validator("merges")
    @classmethod
    def _once_each(cls, merges: list[CriterionLink]) -> list[CriterionLink]:
        if len({each.id for each in merges}) < len(merges):
            raise PydanticCustomError("merged-twice", "a criterion is merged once")
        return merges

    @field_validator("state")
    @classmethod
    def _approved_when(cls, state: VoiceState, info: ValidationInfo) -> VoiceState:
        told = info.data.get("meeting") or info.data.get("approved_on")
        if state == VoiceState.APPROVED and not told:
            raise PydanticCustomError("approval-missing", "say at which meeting it was approved, or on which day")
        return state

    @model_validator(mode="after")
    def _whose(self) -> Self:
        if self.level == Level.TERRITORY and self.group is not None:
            raise PydanticCustomError("group-misplaced", "a criterion of a whole territory has no group of its own")
        if self.level != Level.TERRITORY and self.group is None:
            raise PydanticCustomError("group-missing", "say which group speaks")
        return self
