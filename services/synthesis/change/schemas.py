"""What callers read about change, likeness and maps."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.roles import Question

from ..engine.change.comparability import Obstacle, Verdict
from ..engine.change.standardise import How
from ..schemas import CodebookNotice
from ..selecting import Of

Called = Literal["more", "less", "none", "too-few", "not-comparable"]


class Estimate(BaseModel):
    """A figure with its interval of 95 %, from resampling whole groups; empty where too few groups were heard."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class Told(BaseModel):
    """What stands around every answer."""

    of: Of
    resamplings: int
    seed: int
    codebook: CodebookNotice
    as_of: datetime = Field(description="When what is counted was last brought up to date")


class KindHeard(BaseModel):
    """Groups of one kind: its value on each axis that tells kinds apart, and how many there were in each period."""

    kind: dict[str, Any]
    n_groups: list[int]
    weight: float | None = Field(default=None, description="In standardised figures; empty where left out")


class Obstruction(BaseModel):
    """What stands against a comparison, and what would remove it."""

    reason: Obstacle
    period: str | None = None
    axis: str | None = None
    kind: Any = None
    heard: int | None = Field(default=None, description="Groups there are")
    needed: int | None = Field(default=None, description="Groups that are missing")
    measured: float | None = None


class Compared(BaseModel):
    """Whether two periods may be compared, and why not."""

    first: str
    last: str
    verdict: Verdict
    overlap: float = Field(description="Of the two mixes of groups, 0 to 1")
    reasons: list[Obstruction]


class PeriodCell(BaseModel):
    """A code in one period."""

    n_criteria: int
    n_groups: int = Field(description="Groups that name it")
    share: Estimate


class CalledChange(BaseModel):
    """What changed between two periods; called only where they may be compared."""

    first: str
    last: str
    change: Estimate = Field(description="Difference of shares")
    as_heard: float | None = Field(default=None, description="The difference without standardising")
    p: float | None = None
    q: float | None = Field(default=None, description="Adjusted for all cells tested together")
    called: Called


class CodeChanges(BaseModel):
    """A code through the periods."""

    code: str
    label: str | None = None
    periods: list[PeriodCell]
    changes: list[CalledChange]


class QuestionChanges(BaseModel):
    """What changed in the answers to one question."""

    question: Question
    n_groups: list[int] = Field(description="By period")
    n_criteria: list[int] = Field(description="By period; of the groups that count towards the shares")
    heard: list[KindHeard]
    comparisons: list[Compared]
    rows: list[CodeChanges]


class Changes(Told):
    """Shares by period, and what changed."""

    standardise: How
    kinds: list[str] = Field(description="Axes that tell groups apart, and that figures are standardised over")
    periods: list[str]
    n_groups_elsewhere: int = Field(description="Groups that met in none of the periods, or nobody knows when")
    rule: str
    questions: list[QuestionChanges]


class AlikePlace(BaseModel):
    """A territory beside the one that was asked for."""

    territory: UUID
    name: str | None = None
    country: str | None = None
    n_groups: int
    affinity: Estimate = Field(description="1 for the same profile, 0 for nothing in common")
    mix_overlap: float = Field(description="How far the same kinds of groups were heard in both, 0 to 1")
    shared: list[str] = Field(description="Codes that both surely name more than everybody together")


class AlikeIn(BaseModel):
    """Who is alike in the answers to one question, the most alike first."""

    question: Question
    n_groups: int = Field(description="Of the territory that was asked for")
    needed: int = Field(description="Groups that it lacks to be compared at all")
    usual: float | None = Field(default=None, description="The median affinity to all that were compared")
    n_compared: int
    n_too_few: int = Field(description="Territories of which fewer than five groups were heard")
    items: list[AlikePlace]


class LeadRow(BaseModel):
    """Somebody to ask: alike in ill-being, and doing more about something that is mostly ill-being here."""

    code: str
    label: str | None = None
    territory: UUID
    name: str | None = None
    more_action: Estimate = Field(description="Their share of actions on it minus the share here")


class SimilarTerritories(Told):
    """Territories that hear the same things as one of them."""

    territory: UUID
    name: str | None = None
    kind: str
    questions: list[AlikeIn]
    leads: list[LeadRow] = Field(description="In the order of codes; no ranking")
    reading: str


class Region(BaseModel):
    """An ellipse around a point, on the first two axes (95 %)."""

    half_long: float
    half_short: float
    angle: float = Field(description="Of the long half axis from the first axis, in degrees")


class MapPoint(BaseModel):
    """A row or column of the map."""

    value: Any
    label: str | None = None
    n_criteria: int
    n_groups: int
    supplementary: bool = Field(description="Placed on the map without pulling its axes")
    mass: float | None = None
    inertia: float | None = Field(default=None, description="Its part of the whole, 0 to 1")
    coordinates: list[float | None] = []
    contributions: list[float | None] = Field(default=[], description="To each axis, 0 to 1")
    quality: list[float | None] = Field(default=[], description="Squared cosines with each axis, 0 to 1")
    region: Region | None = None


class ByChance(BaseModel):
    """The inertia of maps on which groups stand in rows by chance."""

    median: float
    high: float = Field(description="95 in 100 are below")
    p: float


class CorrespondenceMap(Told):
    """Who says what, as a map."""

    rows_are: str
    question: Question
    inertia: float | None = Field(default=None, description="Empty where two rows or columns were not heard enough")
    axes: list[float] = Field(description="Every axis' part of the inertia, 0 to 1")
    by_chance: ByChance | None = None
    rows: list[MapPoint]
    columns: list[MapPoint]
