"""Platforms and their cycles: what callers send, and what is answered."""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label
from shared.vocabulary.languages import Language

from .fields import OWN_SOURCE, Count, Day, ExternalId, Kept, Sent, SentChange, Source

CycleNumber = Annotated[Count, Field(ge=0, le=3, description="0 citizen group, 1 start, 2 widening, 3 measuring")]


class Cycle(Sent):
    """One round of the process."""

    number: CycleNumber
    started_on: Day | None = None
    ended_on: Day | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            raise PydanticCustomError("cycle-dates", "a cycle ends after it has started")
        return self


def _in_order(cycles: list[Cycle]) -> list[Cycle]:
    if len({cycle.number for cycle in cycles}) != len(cycles):
        raise PydanticCustomError("cycle-twice", "each cycle stands once")
    return sorted(cycles, key=lambda cycle: cycle.number)


Cycles = Annotated[list[Cycle], Field(max_length=4), AfterValidator(_in_order)]


class NewPlatform(Sent):
    """A multi-stakeholder platform, the territory it works for, and the platform it looks to."""

    territory_id: UUID | None = None
    territory_external_id: Label | None = Field(default=None, description="A territory from the same source")
    name: Label
    referent_id: UUID | None = None
    referent_external_id: Label | None = Field(default=None, description="A platform from the same source")
    language: Language | None = None
    cycles: Cycles = Field(default=[])
    source: Source = OWN_SOURCE
    external_id: ExternalId | None = None


class PlatformItem(NewPlatform):
    """A platform of a bulk call, known by its territory, source and external id."""

    source: Source
    external_id: ExternalId


class PlatformChange(SentChange):
    """What to change of a platform; one that moves is withdrawn here and created there."""

    CLEARABLE: ClassVar[frozenset[str]] = frozenset({"referent_id", "language"})

    name: Label | None = None
    referent_id: UUID | None = None
    language: Language | None = None
    cycles: Cycles | None = None


class KeptPlatform(Kept):
    """A platform as it is kept; its partner's own references are shown to those who work with it."""

    territory_id: UUID
    referent_id: UUID | None
    name: str
    language: str | None
    cycles: list[Cycle]
    source: str | None
    external_id: str | None

    def for_everybody(self) -> "KeptPlatform":
        """Give the record without its partner's own references."""
        return self.model_copy(update={"source": None, "external_id": None})


class PlatformFilter(BaseModel):
    """Which platforms to list."""

    territory_id: UUID | None = None
    under: UUID | None = Field(default=None, description="A territory: those of its whole subtree")
    referent_id: UUID | None = None
