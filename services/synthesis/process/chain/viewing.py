"""Who follows a chain, where, and what each kind of link that is found gives back."""

from dataclasses import dataclass, field
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ...mirror import Mirror
from ...syntheses.operations import Desk
from ...syntheses.schemas import Synthesis
from ...syntheses.shelf import Shelf
from ..records import KnownRecord, Sight, records
from .schemas import ChainLink, Cut
from .stages import Place


@dataclass
class Viewer:
    """Who asks, what is looked at, and what was looked up already."""

    connection: Connection
    mirror: Mirror
    shelf: Shelf
    identity: Identity
    sight: Sight
    codebook: Codebook
    language: str
    territory: UUID | None
    territories: list[UUID] | None
    """The territory with all below; None for everywhere."""
    around: list[UUID] | None
    """These, and those above."""
    most: int
    """Criteria of one component or topic that are followed."""
    _records: dict[UUID, KnownRecord] = field(default_factory=dict)
    syntheses: dict[UUID, Synthesis | None] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """Give what operations on syntheses need."""
        return Desk(self.connection, self.mirror, self.shelf, self.identity, self.codebook)

    async def records(self, ids: set[UUID]) -> dict[UUID, KnownRecord]:
        """Give records that the viewer may know of, withdrawn ones too; others are left out."""
        if missing := ids - set(self._records):
            found = await records(self.connection, self.sight, ids=missing, withdrawn=True)
            self._records |= {each.id: each for each in found}
        return {id: self._records[id] for id in ids if id in self._records}


@dataclass
class Found:
    """Links that lead on, and where there were more."""

    links: list[tuple[Place, Place, ChainLink]] = field(default_factory=list)
    cut: list[Cut] = field(default_factory=list)

    def add(self, source: Place, target: Place, link: ChainLink) -> None:
        """Add a link between two nodes."""
        self.links.append((source, target, link))


def of_kind(places: set[Place], *kinds: str) -> list[Place]:
    """Give the nodes of some kinds, in one order."""
    return sorted(place for place in places if place.kind in kinds)
