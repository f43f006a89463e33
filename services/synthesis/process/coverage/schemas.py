"""What is told of who was heard and who was not."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

Standing = Literal["not-heard", "under-heard", "hardly-heard", "heard"]
KnownFrom = Literal["population", "category", "groups", "list"]


class Population(BaseModel):
    """What is known of how many people of a kind there are."""

    n_people: int | None = None
    share: float | None = Field(default=None, description="Of the population, 0 to 1")
    year: int | None = None
    known_from: str | None = Field(default=None, description="Such as a census or a register")
    note: str | None = None
    territory_id: UUID | None = None
    territory_name: str | None = None
    record: UUID = Field(description="The population note, or the category of a collective actor")


class KindOfPeople(BaseModel):
    """One kind of people: how far it was heard, beside what is known of it."""

    profile: str
    label: str | None = Field(default=None, description="In the language asked for, where the list has one")
    family: str | None = None
    standing: Standing
    known_here: bool = Field(description="A note, a category or a group says that there are such people here")
    known_from: list[KnownFrom] = Field(description="list: of the network's kinds; nothing says that they live here")
    n_groups: int = Field(description="Groups that said something that counts")
    n_groups_met: int = Field(description="Groups that are in the register, also those that said nothing yet")
    n_participants: int = Field(description="Of the groups that said something")
    n_criteria: int
    last_year: int | None = Field(default=None, description="When such a group was last heard, in any year")
    share_heard: float | None = Field(default=None, description="Of all participants heard here")
    share_known: float | None = Field(default=None, description="Of the population, by the last note for this place")
    per_thousand: float | None = Field(default=None, description="Participants for a thousand people of this kind")
    population: list[Population] = []


class Coverage(BaseModel):
    """Who was heard in a territory with all below it, and who was not."""

    territory: UUID
    territory_name: str
    year_from: int | None = None
    year_to: int | None = None
    n_groups: int
    n_participants: int
    n_criteria: int
    not_heard: list[str] = Field(description="Profiles known to be here of whom no group was heard")
    under_heard: list[str] = Field(description="Profiles whose share of participants is under half of that of people")
    hardly_heard: list[str] = Field(description="Profiles heard through one or two groups only")
    never_looked_for: list[str] = Field(description="Profiles of the list of whom nothing is known here")
    kinds: list[KindOfPeople]
    reading: str
    as_of: datetime
