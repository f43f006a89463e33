"""A chain as it is told: nodes, links with who, when and why, and where it was cut."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ...schemas import CodebookNotice

Direction = Literal["forward", "back", "both"]
Same = Literal["all", "some", "none", "unknown"]


class SameGroups(BaseModel):
    """Whether those who asked for something are those who judged it."""

    groups: Same = Field(description="Of the groups that asked, how many judged it; unknown where either is not told")
    kinds: Same = Field(description="The same of kinds of groups (profiles), where other groups were asked later")
    asked: list[UUID] = Field(default=[], description="To those who work with them")
    judged: list[UUID] = Field(default=[], description="To those who work with them")


class ChainNode(BaseModel):
    """One thing in the chain, as far as the reader may read it."""

    id: str = Field(description="Its kind and key; give it as `from` to begin there")
    kind: str
    key: str
    step: int = Field(description="Links from where the chain began: 0 there, less than 0 before it")
    title: str | None = Field(default=None, description="A record's title, a label, or what was said")
    state: str | None = None
    day: str | None = Field(default=None, description="When it was held, decided, done or is due")
    withdrawn: bool = Field(default=False, description="It was taken back; nothing but its place is left")
    known: bool = Field(default=True, description="False for a criterion that has not come here")
    readable: bool = Field(default=True, description="False where its words are not open to the reader")
    language: str | None = None
    question: str | None = None
    territory_id: UUID | None = None
    territory_name: str | None = None
    platform_id: UUID | None = None
    released: bool | None = None
    budget: dict[str, Any] | None = Field(default=None, description="Of a budget line: reference, amounts, actions")
    by_same_groups: SameGroups | None = Field(default=None, description="Of an evaluation")
    address: str | None = None


class ChainLink(BaseModel):
    """One link, from what comes before to what comes after."""

    source: str
    target: str
    relation: str
    made: Literal["people", "code", "crosswalk", "topic", "budget"] = Field(
        description="By people in a record, by the code of a criterion, by a crosswalk, in a synthesis, by a budget"
    )
    by: str | None = Field(default=None, description="Who made it, to those who work with it")
    at: datetime | None = None
    why: str | None = None
    record: UUID | None = Field(default=None, description="The record that keeps it")
    status: str | None = Field(default=None, description="Of a code: validated or human (by people), or proposed")
    codebook: str | None = None
    strength: str | None = Field(default=None, description="Of a crosswalk's link: direct, indirect or weak")
    author: str | None = None
    dated_on: str | None = None
    note: str | None = None


class Cut(BaseModel):
    """Where not all was followed."""

    node: str
    what: str
    shown: int
    n: int | None = Field(default=None, description="How many there are, as far as that is known")


class Chain(BaseModel):
    """All that hangs together with one thing, in the order in which it came about."""

    start: str
    direction: Direction
    territory: UUID | None = None
    nodes: list[ChainNode]
    links: list[ChainLink]
    cut: list[Cut] = []
    complete: bool
    notes: list[str]
    codebook: CodebookNotice
