"""Indicators with five situations, what is observed of them, and the figures beside them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement
from shared.vocabulary.languages import Language

from ...schemas.fields import Day, Sent
from ...schemas.groups import Participants
from ..numbers import Number
from ..records.bodies import Body
from ..records.links import Components, Criteria, Ref, Refs, To, Topics
from .situations import USUAL_SET, LabelSetName, SituationLevel


class IndicatorState(StrEnum):
    """Proposed by someone, agreed by those it is about, or no longer in use."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    RETIRED = "retired"


class SituationStatement(Sent):
    """How things are in one of the five situations, in one language or several."""

    level: SituationLevel
    texts: Annotated[dict[Language, Statement], Field(min_length=1, max_length=20)]


class Indicator(Body):
    """How people tell by themselves how they are in one respect: a statement for each of five situations."""

    title: Label
    description: Statement | None = None
    components: Components = []
    topics: Topics = []
    label_set: LabelSetName = Field(default=USUAL_SET, description="The wording of the five situations")
    statements: Annotated[list[SituationStatement], Field(max_length=5)] = []
    criteria: Criteria = Field(default=[], description="What was said that it was drawn from")
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was agreed")
    commitments: Annotated[Refs, To("commitment")] = []
    state: IndicatorState = IndicatorState.PROPOSED

    @field_validator("statements")
    @classmethod
    def _one_a_level(cls, statements: list[SituationStatement]) -> list[SituationStatement]:
        if len({each.level for each in statements}) < len(statements):
            raise PydanticCustomError("situation-twice", "each of the five situations is told once")
        return sorted(statements, key=lambda each: each.level)


class SituationOf(StrEnum):
    """Which situation is told: how it is, what was reached, or what is wished."""

    PRESENT = "present"
    REACHED = "reached"
    WISHED = "wished"


class Observation(Body):
    """Where a group, or the platform itself, sees an indicator on one day."""

    indicator: Annotated[Ref, To("indicator")]
    group: Annotated[Ref | None, To("group")] = Field(default=None, description="None: the platform itself")
    level: SituationLevel
    situation_of: SituationOf = SituationOf.PRESENT
    n_participants: Participants | None = None
    observed_on: Day
    actions: Annotated[Refs, To("action")] = Field(default=[], description="Actions that it was told about")
    note: Statement | None = None


class Direction(StrEnum):
    """Whether more of it is better (well-being) or worse (ill-being)."""

    WELLBEING = "wellbeing"
    ILLBEING = "illbeing"


class Measured(Sent):
    """A figure of one day."""

    on: Day
    value: Number


class NotedMeasured(Measured):
    """A figure of a series, with what helps to read it."""

    note: Statement | None = None


class Measure(Body):
    """A figure beside the indicators, such as the share of damp homes: its unit, source, baseline and series."""

    title: Label
    indicators: Annotated[Refs, To("indicator")] = []
    components: Components = []
    unit: Label
    source_of: Statement | None = Field(default=None, description="Where the figures come from")
    data_source: Annotated[Ref | None, To("data-source")] = None
    direction: Direction
    baseline: Measured | None = None
    target: Measured | None = None
    series: Annotated[list[NotedMeasured], Field(max_length=1000)] = []
    notes: Statement | None = Field(default=None, description="What interprets the figures")

    @field_validator("series")
    @classmethod
    def _one_a_day(cls, series: list[NotedMeasured]) -> list[NotedMeasured]:
        if len({each.on for each in series}) < len(series):
            raise PydanticCustomError("day-twice", "a series has one figure a day")
        return sorted(series, key=lambda each: each.on)
