"""Categories of a collective actor, and notes on a population: what callers send."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement

from ...schemas.fields import Count
from ...schemas.groups import Year
from ..numbers import Number
from ..records.bodies import Body
from ..records.links import ProfileLink, Refs, To

People = Annotated[Count, Field(ge=0, le=10_000_000_000)]
Share = Annotated[Number, Field(ge=0, le=1, description="Of the whole population, 0 to 1")]


class Category(Body):
    """One kind of people of a collective actor, such as the students of a school, and the groups it spoke in."""

    name: Label
    profile: ProfileLink = Field(description="By which the groups of this category are known")
    n_people: People | None = Field(default=None, description="How many belong to it")
    groups: Annotated[Refs, To("group")] = Field(default=[], description="Groups of this platform and this profile")


class PopulationNote(Body):
    """How many people of one profile live in a territory, in one year, and where that is known from."""

    profile: ProfileLink
    n_people: People | None = None
    share: Share | None = None
    year: Year
    known_from: Label = Field(description="Such as a census, a register, a count at night")
    note: Statement | None = Field(default=None, description="What the number leaves out")

    @model_validator(mode="after")
    def _how_many(self) -> Self:
        if self.n_people is None and self.share is None:
            raise PydanticCustomError("population-missing", "give n_people, share, or both")
        return self
