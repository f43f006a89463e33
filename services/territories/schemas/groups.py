"""Groups: what callers send, and what is answered. There is no place for a person in them."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field, computed_field

from shared.text import Label
from shared.vocabulary.languages import Language

from ..profiles import ProfileName, family_of
from .fields import OWN_SOURCE, Count, ExternalId, Kept, Sent, SentChange, Source
from .platforms import CycleNumber

USUAL_SIZE = range(7, 13)
"""How many people a homogeneous group usually has."""

Year = Annotated[Count, Field(ge=1990, le=2100)]
Month = Annotated[Count, Field(ge=1, le=12)]
Participants = Annotated[Count, Field(ge=1, le=1000)]
TakesUp = Annotated[list[UUID], Field(max_length=100)]


class GroupWarning(BaseModel):
    """Something that was kept as it was sent and deserves a second look."""

    code: str
    message: str


class NewGroup(Sent):
    """A group that spoke: its platform, what its members have in common, when it met."""

    platform_id: UUID | None = None
    platform_external_id: Label | None = Field(default=None, description="A platform from the same source")
    label: Label
    profile: ProfileName
    mixed: Annotated[bool, Field(strict=True)] | None = Field(
        default=None, description="Gathers members of groups with one profile; as the profile says by default"
    )
    takes_up: TakesUp = Field(default=[], description="Groups whose criteria a mixed group takes up")
    takes_up_external_ids: Annotated[list[Label], Field(max_length=100)] = Field(
        default=[], description="The same, by their external ids on this platform"
    )
    cycle: CycleNumber | None = None
    year: Year
    month: Month | None = None
    n_participants: Participants | None = None
    language: Language | None = None
    source: Source = OWN_SOURCE
    external_id: ExternalId | None = None


class GroupItem(NewGroup):
    """A group of a bulk call, known by its platform and external id."""

    source: Source
    external_id: ExternalId


class GroupChange(SentChange):
    """What to change of a group; one that moves is withdrawn here and created there."""

    CLEARABLE: ClassVar[frozenset[str]] = frozenset({"cycle", "month", "n_participants", "language"})

    label: Label | None = None
    profile: ProfileName | None = None
    mixed: Annotated[bool, Field(strict=True)] | None = None
    takes_up: TakesUp | None = None
    cycle: CycleNumber | None = None
    year: Year | None = None
    month: Month | None = None
    n_participants: Participants | None = None
    language: Language | None = None


class KeptGroup(Kept):
    """A group as it is kept."""

    platform_id: UUID
    territory_id: UUID
    source: str
    external_id: str
    label: str
    profile: str
    mixed: bool
    takes_up: list[UUID]
    cycle: int | None
    year: int
    month: int | None
    n_participants: int | None
    language: str | None

    @computed_field(description="Family of the profile, such as age")
    def family(self) -> str:
        """Give the family of the group's profile."""
        return family_of(self.profile)

    @computed_field(description="What deserves a second look")
    def warnings(self) -> list[GroupWarning]:
        """Give what deserves a second look."""
        if self.n_participants is None or self.n_participants in USUAL_SIZE:
            return []
        usual = f"{USUAL_SIZE.start} to {USUAL_SIZE.stop - 1}"
        return [GroupWarning(code="participants-unusual", message=f"a group usually has {usual} participants")]


class GroupFilter(BaseModel):
    """Which groups to list."""

    platform_id: UUID | None = None
    under: UUID | None = Field(default=None, description="A territory: those of its whole subtree")
    profile: Annotated[str, Field(max_length=60)] | None = None
    year: int | None = Field(default=None, ge=1990, le=2100)
