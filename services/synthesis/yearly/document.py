"""A yearly report as it is composed and told as JSON: figures with their sources, never a person's name."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..schemas import CodebookNotice


class Part(BaseModel):
    """A part of the report; what is not foreseen here is not in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Coded(Part):
    """A component or a right with what it is called here."""

    code: str = Field(description="Such as A03, or udhr/1948/25")
    label: str
    own: bool = Field(default=False, description="The label is a term that the platform agreed on")


class Place(Part):
    """A territory or collective actor."""

    id: UUID
    name: str


class Said(Part):
    """A component among the answers to a question."""

    component: Coded
    n_criteria: int
    share: float = Field(description="Of the coded criteria that answer the question")
    low: float | None = Field(default=None, description="95 % interval from resampling whole groups")
    high: float | None = None
    n_groups: int | None = None


class Question(Part):
    """What is said in answer to one question, up to the end of the year."""

    question: str
    n_criteria: int
    n_coded: int
    n_groups: int | None = None
    n_participants: int | None = None
    top: list[Said] = Field(description="Named most")
    never: list[Coded] = Field(default=[], description="Components that nobody names")


class OwnRanking(Part):
    """What one kind of group names most, whatever the others name."""

    profile: str
    question: str
    n_groups: int = Field(description="Groups of this kind")
    n_participants: int | None = None
    top: list[Said]


class SaidMore(Part):
    """What one kind of group says more, or less, than the others: a difference that stands."""

    profile: str
    question: str | None = None
    component: Coded
    direction: Literal["more", "less"]
    share: float
    share_rest: float
    n_groups: int
    href: str = Field(description="Where it can be looked at")


class Heard(Part):
    """How many were heard."""

    n_groups: int | None = None
    n_participants: int | None = None
    n_criteria: int | None = None


class SynthesisLink(Part):
    """The latest synthesis that people stand behind."""

    id: UUID
    title: str
    released: bool
    finished_at: datetime | None = None
    href: str


class WhatWasSaid(Part):
    """What people said, counted now: groups that met up to the end of the year."""

    audience: Literal["exact", "public"]
    rule: str | None = Field(default=None, description="The disclosure rule, on public figures")
    source: Literal["live", "public-table", "synthesis", "nothing"] = Field(
        description="Counted now, from the one public table, from a released synthesis, or nothing may be told"
    )
    this_year: Heard | None = None
    to_date: Heard | None = None
    questions: list[Question] = []
    groups: list[OwnRanking] = []
    said_more: list[SaidMore] = []
    synthesis: SynthesisLink | None = None


class Entry(Part):
    """A record of the process, where it can be read, and where it is from if not from the territory itself."""

    id: UUID
    kind: str
    title: str
    href: str
    place: Place | None = Field(default=None, description="Where it is from, if that is below the territory")


class Who(Part):
    """A stakeholder: an organisation or a role; the name is told where its record may be read."""

    id: UUID
    name: str | None = None
    brings: str | None = None


class Decision(Part):
    """What a meeting decided, and why."""

    text: str
    why: str | None = None


class Meeting(Entry):
    """A meeting and its decisions."""

    held_on: date | None = None
    kind_of: str | None = None
    decisions: list[Decision]


class Commitment(Entry):
    """What a city committed to."""

    text: str | None = None
    state: str | None = None
    decided_on: date | None = None
    owner: Who | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    components: list[Coded]
    rights: list[Coded]


class Scenario(Entry):
    """A scenario that was chosen."""

    chosen_on: date | None = None
    description: str | None = None
    components: list[Coded]


class CollectiveCriterion(Entry):
    """A criterion that a group or a territory made its own, in its own words."""

    text: str
    language: str | None = None
    level: str | None = None
    approved_on: date | None = None
    components: list[Coded]
    n_merged: int | None = Field(
        default=None, description="Individual criteria that went into it; not told to the public"
    )


class Plan(Entry):
    """A plan that began or ran in the year."""

    state: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    n_actions: int


class WhatWasDecided(Part):
    """What was decided in the year, and what stands from before."""

    meetings: list[Meeting]
    commitments: list[Commitment]
    standing: list[Commitment] = Field(description="Made in earlier years, and neither kept nor withdrawn yet")
    scenarios: list[Scenario]
    collective_criteria: list[CollectiveCriterion]
    plans: list[Plan]


class Budget(Part):
    """The budget line of an action."""

    reference: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    year: int | None = None


class Sum(Part):
    """Amounts of one currency; currencies are never added to one another."""

    currency: str
    amount: Decimal
    n_actions: int


class Action(Entry):
    """An action as it stood at the end of the year, or today."""

    state: str
    overdue: bool
    orphaned: bool = Field(description="Nobody who is still there is responsible")
    starts_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    responsible: Who | None = None
    contributors: list[Who]
    budget: Budget | None = None
    components: list[Coded]
    rights: list[Coded]
    asked_by: list[str] = Field(description="Kinds of groups that asked for it; not told to the public")
    n_evidence: int


class WhatWasDone(Part):
    """Actions of the year."""

    by_state: dict[str, int]
    n_done_this_year: int
    n_overdue: int
    n_orphaned: int
    n_without_budget: int
    budgets: list[Sum]
    actions: list[Action] = Field(description="Done this year first, then what is overdue, under way and to come")


class Moment(Part):
    """How groups judged at one moment, each counted once, with what it said last."""

    mean: float = Field(description="Of situations from 1 (very unsatisfactory) to 5 (ideal)")
    situations: dict[int, int] = Field(description="Groups by situation, 1 to 5")
    n_groups: int


class Cell(Part):
    """One aspect of what is evaluated, before and after."""

    of: UUID = Field(description="The action; or the plan or platform itself where no action is named")
    title: str | None = Field(default=None, description="What that is called, where it may be read")
    kind_of: str = Field(description="impact, self-evaluation or human-rights-impact")
    aspect: Coded = Field(description="A component, phase/1 to phase/8, or a right")
    before: Moment | None = None
    after: Moment | None = None
    difference: float | None = Field(
        default=None, description="After less before, over the groups; empty where others judged after than before"
    )
    n_both: int = Field(description="Groups that judged both times")
    before_on: date | None = None
    after_on: date | None = None
    platform: dict[str, int] = Field(default={}, description="The platform's own judgement by moment, not counted")


class Situation(Entry):
    """An indicator: the situation found this year, last year, and the one that is wished."""

    components: list[Coded]
    present: Moment | None = None
    last_year: Moment | None = None
    reached: Moment | None = None
    wished: Moment | None = None
    platform: dict[str, int] = Field(default={}, description="The platform's own latest levels, not counted")
    statement: str | None = Field(default=None, description="What the present situation says")


class Value(Part):
    """One value of a measure."""

    on: date
    value: float


class Measure(Entry):
    """A quantity beside the indicators, with where it began and where it should go."""

    unit: str | None = None
    direction: str | None = Field(default=None, description="wellbeing: more is better; illbeing: less is")
    baseline: Value | None = None
    target: Value | None = None
    last_year: Value | None = None
    latest: Value | None = Field(default=None, description="The last up to the end of the year")
    series: list[Value]
    moves: Literal["better", "worse", "same"] | None = Field(
        default=None, description="Since the value of last year, else the first"
    )
    notes: str | None = None
    source: str | None = None
    components: list[Coded]


class Improvement(Entry):
    """What was decided after an evaluation, and whether it was carried out."""

    text: str
    state: str | None = None
    owner: Who | None = None
    due_on: date | None = None
    overdue: bool
    evaluation: str | None = None


class WhatChanged(Part):
    """What evaluations, observations and measures show."""

    evaluations: list[Cell]
    situations: list[Situation]
    n_indicators_unobserved: int = Field(description="Agreed indicators that nobody observed this year")
    measures: list[Measure]
    improvements: list[Improvement]


class Unheard(Part):
    """A kind of people of the territory and how far it was heard."""

    profile: str
    n_people: int | None = None
    share: float | None = None
    n_groups: int | None = None
    standing: str
    source: str | None = None


class Source(Entry):
    """A record that stands behind the report: who keeps it, who wrote its links, and when it last changed."""

    platform: str | None = None
    by: list[str]
    revision: int
    updated_at: datetime | None = None


class YearlyReport(Part):
    """What a territory said, decided, did and changed in a year."""

    territory: Place
    kind: str
    country: str
    year: int
    audience: Literal["exact", "public"]
    as_of: date = Field(description="The end of the year, or today while it lasts: what is overdue is overdue then")
    made_at: datetime
    said: WhatWasSaid
    decided: WhatWasDecided
    done: WhatWasDone
    changed: WhatChanged
    unheard: list[Unheard]
    glossary: list[Coded] = Field(description="Terms the platform agreed on, used here as labels")
    sources: list[Source]
    codebook: CodebookNotice
