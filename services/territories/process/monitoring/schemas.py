"""Reporting periods, data sources, resources and complaint bodies: what callers send."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement

from ...schemas.fields import Count, Day, Sent
from ...schemas.groups import Year
from ..dates import in_order
from ..evidence import WebAddress
from ..records.bodies import Body
from ..records.links import Ref, Refs, Rights, To

Several = Field(max_length=200)


class Collects(Sent):
    """What is to be collected in a reporting period, by whom, from where and until when."""

    what: Label
    stakeholder: Annotated[Ref | None, To("stakeholder")] = None
    data_source: Annotated[Ref | None, To("data-source")] = None
    due_on: Day | None = None


class ReportingPeriod(Body):
    """A span of time that a platform reports on, and what is collected for it."""

    title: Label
    starts_on: Day
    ends_on: Day
    collects: Annotated[list[Collects], Several] = Field(default=[])

    @model_validator(mode="after")
    def _days(self) -> Self:
        return in_order(self, "starts_on", "ends_on")


class QualityNote(Sent):
    """What a reader must know before trusting a data source, and when this was found."""

    text: Statement
    noted_on: Day | None = None


class UpdateEvery(StrEnum):
    """How often a data source is renewed."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SEVERAL_YEARS = "several-years"
    ONCE = "once"
    IRREGULAR = "irregular"


class DataSource(Body):
    """An existing data set, who holds it, and how far it can be trusted."""

    title: Label
    holder: Annotated[Ref | None, To("stakeholder")] = None
    description: Statement | None = None
    quality_notes: Annotated[list[QualityNote], Several] = Field(default=[])
    coverage: Statement | None = Field(default=None, description="Which people, places and years it has and lacks")
    licence: Label | None = None
    url: WebAddress | None = None
    measures: Annotated[Refs, To("measure")] = Field(default=[], description="Measures that are taken from it")
    update_every: UpdateEvery | None = None


class ResourceKind(StrEnum):
    """What a resource is made of."""

    MATERIAL = "material"
    FINANCIAL = "financial"
    KNOWLEDGE = "knowledge"


class Resource(Body):
    """What a stakeholder has and could bring, such as a hall, a fund, a skill."""

    title: Label
    holder: Annotated[Ref | None, To("stakeholder")] = None
    kind_of: ResourceKind
    description: Statement | None = None
    actions: Annotated[Refs, To("action")] = Field(default=[], description="Where it is brought in")
    available_from: Day | None = None
    available_to: Day | None = None

    @model_validator(mode="after")
    def _days(self) -> Self:
        return in_order(self, "available_from", "available_to")


class ComplaintYear(Sent):
    """How many complaints a body reports for one year: numbers, and nothing of what they say."""

    year: Year
    received: Annotated[Count, Field(ge=0, le=1_000_000_000)]
    resolved: Annotated[Count, Field(ge=0)] | None = Field(default=None, description="Of those that were received")
    known_from: Label | None = Field(default=None, description="Such as the body's yearly report")

    @model_validator(mode="after")
    def _not_more(self) -> Self:
        if self.resolved is not None and self.resolved > self.received:
            raise PydanticCustomError("resolved-too-many", "no more complaints are resolved than were received")
        return self


class ComplaintBody(Body):
    """Who takes complaints, how to reach it, and how many it reports. There is no place for a complaint here."""

    name: Label
    independent: Annotated[bool, Field(strict=True)] = Field(description="From those complained about")
    independence: Statement | None = Field(default=None, description="How that is made sure, or what is lacking")
    takes: Statement | None = Field(default=None, description="Which complaints it takes")
    rights: Rights = Field(default=[])
    how_to_reach: Statement = Field(description="For whoever wants to complain: an office, its hours, a page")
    reports: Annotated[list[ComplaintYear], Several] = Field(default=[])

    @model_validator(mode="after")
    def _each_year_once(self) -> Self:
        if len({report.year for report in self.reports}) != len(self.reports):
            raise PydanticCustomError("year-twice", "each year stands once")
        self.reports.sort(key=lambda report: report.year)
        return self
