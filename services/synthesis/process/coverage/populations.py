"""What is known of who lives in a territory: population notes, and the categories of collective actors."""

from collections.abc import Collection, Mapping
from uuid import UUID

from shared.database import Connection

from ...mirror import Mirror
from ..records import KnownRecord, Sight, links_from, records
from .schemas import Population

KINDS = ("population-note", "category")


async def populations(
    connection: Connection, mirror: Mirror, sight: Sight, territories: Collection[UUID]
) -> dict[str, list[tuple[str, Population]]]:
    """Give for each profile what is known, each with the kind of record that says it, the latest year first."""
    kept = await records(connection, sight, kinds=KINDS, territories=territories)
    links = await links_from(connection, sight, [each.id for each in kept], kinds=["profile"])
    profiles = {link.from_id: link.key for link in links}
    shares = _shares_of_categories(kept)
    found: dict[str, list[tuple[str, Population]]] = {}
    for each in sorted(kept, key=lambda one: -(one.body.get("year") or 0)):
        if each.id in profiles:
            told = _population(mirror, each, shares.get(each.id))
            found.setdefault(profiles[each.id], []).append((each.kind, told))
    return found


def _shares_of_categories(kept: Collection[KnownRecord]) -> Mapping[UUID, float]:
    """Give each category's share of its collective actor, where all of its categories were counted."""
    platforms: dict[UUID | None, list[KnownRecord]] = {}
    for each in kept:
        if each.kind == "category":
            platforms.setdefault(each.platform_id, []).append(each)
    shares: dict[UUID, float] = {}
    for categories in platforms.values():
        counts = {each.id: each.body["n_people"] for each in categories if each.body.get("n_people") is not None}
        total = sum(counts.values())
        if len(counts) == len(categories) > 1 and total > 0:
            shares |= {id: n / total for id, n in counts.items()}
    return shares


def _population(mirror: Mirror, kept: KnownRecord, share: float | None) -> Population:
    place = mirror.territories.get(kept.territory_id) if kept.territory_id else None
    own: float | None = kept.body.get("share", share)
    return Population(
        n_people=kept.body.get("n_people"),
        share=None if own is None else round(own, 6),
        year=kept.body.get("year"),
        known_from=kept.body.get("known_from") or kept.body.get("name"),
        note=kept.body.get("note"),
        territory_id=kept.territory_id,
        territory_name=place.name if place else None,
        record=kept.id,
    )
