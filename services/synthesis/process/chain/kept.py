"""Links that people made in records: what a record points to, and what points to it."""

from itertools import groupby

from ..records import KnownLink, links_from, links_to
from .schemas import ChainLink, Cut
from .stages import RECORDS, STAGES, Place, ordered
from .viewing import Found, Viewer, of_kind

MOST = 2000
"""Links to things of one kind that are looked at together."""


async def step(viewer: Viewer, places: set[Place], forward: bool) -> Found:
    """Give the links of records that lead on from some nodes."""
    found = Found()
    links = await _from(viewer, places) + await _to(viewer, places, forward, found)
    ends = [(Place(link.from_kind, str(link.from_id)), _pointed_to(link), link) for link in links]
    ids = {end.id for one, other, _ in ends for end in (one, other) if end.kind in RECORDS}
    there = await viewer.records(ids)
    for one, other, link in ends:
        # What the viewer may not know of is no place to lead to.
        if any(end.kind in RECORDS and end.id not in there for end in (one, other)):
            continue
        for source, target in _directed(viewer, places, one, other, forward):
            found.add(source, target, _told(source, target, link))
    return found


async def _from(viewer: Viewer, places: set[Place]) -> list[KnownLink]:
    ids = [place.id for place in of_kind(places, *RECORDS)]
    if not ids:
        return []
    return await links_from(
        viewer.connection, viewer.sight, ids, kinds=[kind for kind in STAGES if kind != "budget-line"]
    )


async def _to(viewer: Viewer, places: set[Place], forward: bool, found: Found) -> list[KnownLink]:
    links: list[KnownLink] = []
    for kind, of_it in groupby(of_kind(places, *STAGES), lambda place: place.kind):
        keys = {place.key for place in of_it}
        if kind == "component" and forward:
            keys |= {_general(key) for key in keys}
        more = await links_to(
            viewer.connection,
            viewer.sight,
            kind,
            keys,
            from_kinds=RECORDS,
            territories=viewer.territories,
            limit=MOST + 1,
        )
        if len(more) > MOST:
            found.cut.append(Cut(node=kind, what="links of records", shown=MOST))
        links += more[:MOST]
    return links


def _pointed_to(link: KnownLink) -> Place:
    return Place(link.kind, link.key)


def _general(key: str) -> str:
    """Give the general entry of a component's dimension: who names it means each of them."""
    version, _, code = key.rpartition("/")
    return f"{version}/{code[:1]}00"


def _directed(viewer: Viewer, places: set[Place], one: Place, other: Place, forward: bool) -> list[tuple[Place, Place]]:
    source, target = ordered(one, other)
    if (source if forward else target) in places:
        return [(source, target)]
    if forward and source.kind == "component":
        return [(place, target) for place in of_kind(places, "component") if _general(place.key) == source.key]
    return []


def _told(source: Place, target: Place, link: KnownLink) -> ChainLink:
    whole = link.kind == "component" and link.key not in (source.key, target.key)
    return ChainLink(
        source=str(source),
        target=str(target),
        relation=link.relation,
        made="people",
        by=link.by,
        at=link.at,
        why=link.why,
        record=link.from_id,
        note=f"names the whole dimension, as {link.key}" if whole else None,
    )
