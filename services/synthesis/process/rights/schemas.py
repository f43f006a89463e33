"""Frameworks, crosswalk and readings by right, as they are told."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.vocabulary.rights import Framework, Item, Status, Strength

from ...schemas import CodebookNotice

Crosswalk = Literal["proposal", "platforms", "both"]

NOTE = (
    "A help for reading what people said. It is no measure of violation or compliance: that many speak of something"
    " under a right does not say that it is denied, and that nobody does not say that it is kept. Components feed"
    " rights unequally, so that rights are not to be compared by their sums."
)


class FrameworkSummary(BaseModel):
    """One version of a framework, without its items."""

    id: str
    version: str
    name: str
    nature: str = Field(description="rights, goals, or process; the last is not read from words")
    issued_by: str
    status: Status = Field(description="How far its items were checked against a text")
    n_items: int
    n_verified: int = Field(description="Items that were read in a text")
    successor: str | None = None


class ItemTold(Item):
    """An item, and whether what people say can be read under it."""

    expressible: bool = Field(description="Some component leads to it")
    components: list[str] = Field(description="By the crosswalk that this project proposes")


class FrameworkTold(Framework):
    """One version of a framework with what leads to its items."""

    items: tuple[ItemTold, ...]
    note: str = NOTE


class CrosswalkLink(BaseModel):
    """One link between a component and a right, and whose proposal it is."""

    component: str
    label: str | None = None
    framework: str
    version: str
    item: str
    name: str
    strength: Strength
    author: str
    dated_on: str | None = None
    note: str | None = None
    proposal: bool = Field(description="This project's; else a platform's own")
    platform_id: UUID | None = None
    record: UUID | None = None


class CrosswalkTold(BaseModel):
    """Links between components and rights."""

    rows: list[CrosswalkLink]
    note: str = NOTE
    codebook: CodebookNotice


class Feeding(BaseModel):
    """A component under a right."""

    code: str
    label: str | None
    strength: Strength
    proposal: bool
    author: str
    n_criteria: int
    divided_among: int = Field(description="Rights of this framework that each of its criteria is divided among")


class Barriers(BaseModel):
    """Criteria that say what stands in the way; by people's codes, or proposed."""

    legal: int = Field(default=0, description="P13: a legal or political bar, the right is not recognised")
    discrimination: int = Field(default=0, description="P14: discrimination or exclusion in access")
    cost: int = Field(default=0, description="P15: it cannot be paid for")
    by_people: int = Field(default=0, description="Of these, how many meanings people gave or validated")


class RightRead(BaseModel):
    """What was said that is read under one right."""

    item: str
    key: str
    name: str
    status: Status
    weight: float = Field(description="Criteria, each divided among the rights of its component")
    share: float = Field(description="Of the weight of all rights")
    by_question: dict[str, float] = Field(description="The weight by question")
    n_criteria: int = Field(description="Criteria that touch it, undivided: these do not add up")
    n_groups: int
    n_participants: int
    flag: Literal["low_reliability"] | None = None
    components: list[Feeding]
    barriers: Barriers


class Pointing(BaseModel):
    """A detailed meaning, and the rights of the framework that it points to by itself."""

    meaning: str
    label: str
    items: list[str]
    n_criteria: int
    n_groups: int
    by_people: int


class Unnamed(BaseModel):
    """A component that no right of the framework names."""

    code: str
    label: str | None
    n_criteria: int
    n_groups: int


class Silent(BaseModel):
    """A right that nothing was read under."""

    item: str
    name: str


class RightsReading(BaseModel):
    """What people said, read by right."""

    framework: str
    version: str
    name: str
    territory: UUID | None = None
    territory_name: str | None = None
    strength: Strength = Field(description="The least that was asked for")
    crosswalk: Crosswalk
    rights: list[RightRead] = Field(description="In the framework's own order")
    unnamed: list[Unnamed] = Field(description="What people ask for that no right here names")
    unspoken: list[Silent] = Field(description="Rights that components lead to, and nobody spoke of")
    inexpressible: list[Silent] = Field(description="Rights that the vocabulary has no component for: no silence")
    beyond_strength: list[Silent] = Field(description="Rights that only weaker links than asked for lead to")
    meanings: list[Pointing]
    n_criteria: int = Field(description="All criteria counted, coded or not")
    n_coded: int
    n_named: int = Field(description="Coded criteria that some right names; the weights add up to it")
    n_groups: int
    n_participants: int
    note: str = NOTE
    codebook: CodebookNotice
    as_of: datetime
