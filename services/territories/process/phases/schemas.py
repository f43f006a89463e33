"""Phases and scenarios: what callers send."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement

from ...schemas.fields import Day, Sent
from ...schemas.platforms import CycleNumber
from ..dates import in_order
from ..indicators.situations import SituationLevel
from ..records.bodies import Body
from ..records.links import Components, Ref, Refs, To
from .eight import PhaseNumber


class PhaseState(StrEnum):
    """How far a phase is."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"
    SKIPPED = "skipped"


class PhaseOfCycle(Body):
    """How far a platform is with one of the eight phases of a cycle."""

    cycle: CycleNumber
    phase: PhaseNumber
    state: PhaseState = PhaseState.PLANNED
    started_on: Day | None = None
    ended_on: Day | None = None
    notes: Statement | None = None
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where this was decided")

    @model_validator(mode="after")
    def _days(self) -> Self:
        return in_order(self, "started_on", "ended_on")


class Expected(Sent):
    """The situation that a scenario is expected to lead to, by one indicator."""

    indicator: Annotated[Ref, To("indicator")]
    situation: SituationLevel
    note: Statement | None = Field(default=None, description="Why this is expected")


class Scenario(Body):
    """One of the ways that were weighed before a decision, and what it would change."""

    title: Label
    description: Statement | None = None
    cycle: CycleNumber | None = None
    components: Components = Field(default=[])
    indicators: Annotated[Refs, To("indicator")] = Field(default=[], description="By which scenarios are compared")
    expected: Annotated[list[Expected], Field(max_length=200)] = Field(default=[])
    chosen: Annotated[bool, Field(strict=True)] = False
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was chosen, or weighed")

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [(each.indicator.id, each.indicator.external_id) for each in self.expected]
        if len(set(names)) != len(names):
            raise PydanticCustomError("expected-twice", "an indicator is expected in one situation only")
        if self.chosen and self.meeting is None:
            raise PydanticCustomError("meeting-missing", "name the meeting that chose it")
        return self
