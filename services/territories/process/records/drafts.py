"""A record as it is about to be written, and a record as it is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from ...schemas.bulk import Fault
from .bodies import Body


@dataclass(frozen=True)
class Place:
    """A platform, and where it stands: the ids from its country down to its territory."""

    platform_id: UUID
    territory_id: UUID
    path: tuple[UUID, ...]


@dataclass(frozen=True)
class Kept:
    """A record as it is kept; ``body`` is as JSON has it."""

    id: UUID
    kind: str
    place: Place
    source: str
    external_id: str
    body: dict[str, Any]
    released: bool
    revision: int
    withdrawn_at: datetime | None
    created_at: datetime
    updated_at: datetime
    links: list[dict[str, Any]] = field(default_factory=list)
    """Each with relation, kind, key, why, by and at."""


@dataclass
class Draft:
    """A record as it is to be: what it says, where it belongs, and what is wrong with it."""

    id: UUID
    place: Place
    source: str
    external_id: str
    body: Body
    released: bool
    why: str | None = None
    known: Kept | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def platform_id(self) -> UUID:
        """Give the platform it hangs on."""
        return self.place.platform_id

    @property
    def territory_id(self) -> UUID:
        """Give the territory or collective actor that its platform works for."""
        return self.place.territory_id

    @property
    def path(self) -> tuple[UUID, ...]:
        """Give the ids from its country down to its territory."""
        return self.place.path

    def refuse(self, field: str, code: str, message: str) -> None:
        """Say that it cannot be kept like this, and which field is in the way."""
        self.faults.append(Fault(pointer=f"/{field.strip('/')}", code=code, message=message))

    def said(self) -> dict[str, Any]:
        """Give the body as JSON has it."""
        return self.body.model_dump(mode="json")

    @property
    def stands(self) -> bool:
        """Tell whether a record of this id is there already, and was not withdrawn."""
        return self.known is not None and self.known.withdrawn_at is None

    @property
    def differs(self) -> bool:
        """Tell whether writing it would change anything."""
        known = self.known
        if known is None or not self.stands:
            return True
        return known.released != self.released or known.body != self.said()
