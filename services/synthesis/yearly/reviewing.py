"""A chapter for a review that others ask for, as it is composed and told as JSON: by goal or by right."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import Field

from ..process.rights.schemas import Crosswalk
from ..schemas import CodebookNotice
from .document import Action, Coded, Commitment, Measure, Part, Place, Situation, Source

Review = Literal["voluntary-local", "universal-periodic"]
Via = Literal["named", "component"]
Of = TypeVar("Of", bound=Part)


class LinksBy(Part):
    """Whose links between components and items a chapter goes by."""

    author: str
    proposal: bool = Field(description="This project's; else of a platform here, below or above")
    n_links: int


class Link(Part):
    """The link of the crosswalk that something stands under an item by."""

    strength: str
    author: str
    proposal: bool = Field(description="This project's; else a platform's own")
    record: UUID | None = Field(default=None, description="The platform's record that keeps it")
    note: str | None = None


class Through(Part):
    """A component that leads to an item, and how many criteria it brings there."""

    component: Coded
    n_criteria: int = Field(description="Criteria with this component, whole")
    divided_among: int = Field(description="Items of this framework that the component leads to")
    link: Link


class Linked(Part, Generic[Of]):
    """A record under an item, and why it stands there."""

    record: Of
    via: Via = Field(description="named: the record names the item; component: by the crosswalk")
    component: Coded | None = Field(default=None, description="The component that leads to it")
    link: Link | None = Field(default=None, description="By which it does")


class ReviewItem(Part):
    """One goal or right: what people said, what was promised and done about it, and what is measured."""

    item: Coded
    n_criteria: float = Field(description="Each criterion divided equally among the items its component leads to")
    share: float | None = Field(default=None, description="Of all criteria that lead to an item of this framework")
    through: list[Through]
    commitments: list[Linked[Commitment]]
    actions: list[Linked[Action]]
    measures: list[Linked[Measure]]
    situations: list[Linked[Situation]]


class FrameworkNotice(Part):
    """The framework a chapter goes by."""

    id: str
    version: str
    name: str
    nature: str
    status: str


class ReviewChapter(Part):
    """A chapter of a review, item by item. A count of criteria is no measure of violation or compliance."""

    review: Review
    territory: Place
    country: str
    year: int
    audience: Literal["exact", "public"]
    rule: str | None = None
    as_of: date
    made_at: datetime
    framework: FrameworkNotice
    crosswalk: Crosswalk = Field(description="Whose links: this project's proposal, platforms' own, or both")
    links: list[LinksBy]
    n_criteria: int | None = Field(default=None, description="Coded criteria that were read")
    n_elsewhere: float = Field(description="Criteria whose component leads to no item of this framework")
    elsewhere: list[Coded] = Field(description="Those components: what people ask for that no item names")
    items: list[ReviewItem] = Field(description="Items with anything under them, in the framework's own order")
    silent: list[Coded] = Field(description="Items that the vocabulary can express and that nobody spoke of")
    inexpressible: list[Coded] = Field(description="Items no component leads to: silence there is the vocabulary's")
    glossary: list[Coded]
    sources: list[Source]
    codebook: CodebookNotice
