"""The links between components and rights: this project's proposal, and those that platforms keep as their own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.database import Connection
from shared.vocabulary.rights import CrosswalkRow, Strength
from shared.vocabulary.rights import crosswalk as shipped

from ...mirror import Mirror
from ...reach import above, below
from ..records import KnownLink, KnownRecord, Sight, links_from, records
from .schemas import Crosswalk

ORDER: tuple[Strength, ...] = ("direct", "indirect", "weak")
"""Strengths, the strongest first."""


@dataclass(frozen=True)
class RightLink:
    """One link between a component and a right, and whose proposal it is."""

    component: str
    codebook: str
    right: str
    """Framework, version and item, such as ``udhr/1948/25``."""
    strength: Strength
    author: str
    dated_on: str | None = None
    note: str | None = None
    record: UUID | None = None
    """The record that keeps it; None for the project's proposal."""
    platform: UUID | None = None
    by: str | None = None
    at: datetime | None = None

    @property
    def framework(self) -> tuple[str, str]:
        """Give id and version of the framework."""
        id, version, _ = self.right.split("/", 2)
        return id, version

    @property
    def item(self) -> str:
        """Give the item of the framework."""
        return self.right.split("/", 2)[2]


def proposed(codebook: str) -> list[RightLink]:
    """Give the links that this project proposes for a codebook version."""
    return [_proposed(row) for row in shipped(codebook)]


def _proposed(row: CrosswalkRow) -> RightLink:
    dated_on = row.proposed_on.isoformat() if row.proposed_on else None
    return RightLink(row.component, row.codebook, row.key, row.strength, row.author, dated_on, row.note)


async def of_platforms(
    connection: Connection, sight: Sight, codebook: str, territories: Collection[UUID] | None = None
) -> list[RightLink]:
    """Give the links that platforms keep as their own, as far as a caller may read them."""
    kept = await records(connection, sight, kinds=["crosswalk"], territories=territories)
    links: dict[UUID, dict[str, KnownLink]] = {}
    for link in await links_from(connection, sight, [each.id for each in kept]):
        links.setdefault(link.from_id, {})[link.kind] = link
    pairs = [(each, links.get(each.id, {})) for each in kept]
    found = [
        _own(each, ends["component"], ends["right"]) for each, ends in pairs if {"component", "right"} <= set(ends)
    ]
    return [link for link in found if link.codebook == codebook]


async def chosen(
    connection: Connection,
    mirror: Mirror,
    sight: Sight,
    codebook: str,
    crosswalk: Crosswalk,
    territory: UUID | None = None,
) -> list[RightLink]:
    """Give the links that a reader chose: this project's, those of platforms, or both.

    Of platforms: those of a territory, below it and above it, or of all where no territory is named.
    """
    found = [] if crosswalk == "platforms" else proposed(codebook)
    if crosswalk != "proposal":
        around = None if territory is None else [*below(mirror, [territory]), *above(mirror, territory)]
        found += await of_platforms(connection, sight, codebook, around)
    return found


def _own(kept: KnownRecord, component: KnownLink, right: KnownLink) -> RightLink:
    codebook, _, code = component.key.rpartition("/")
    strength: Strength = kept.body.get("strength") or "weak"
    return RightLink(
        code,
        codebook,
        right.key,
        strength,
        author=kept.body.get("author") or kept.title,
        dated_on=kept.body.get("dated_on"),
        note=kept.body.get("note") or right.why or component.why,
        record=kept.id,
        platform=kept.platform_id,
        by=right.by,
        at=right.at,
    )


def strong_enough(links: Collection[RightLink], least: Strength) -> list[RightLink]:
    """Keep links that are at least so strong."""
    return [link for link in links if ORDER.index(link.strength) <= ORDER.index(least)]
