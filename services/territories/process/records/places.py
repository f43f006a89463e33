"""Where records belong: platforms by their ids or by what a register calls them, many looked up at once."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from shared.errors import ServiceError
from shared.identity import Identity

from ...errors import ReferenceAmbiguous, ReferenceMissing, ReferenceUnknown, TerritoryNotYours
from ...reach import WRITERS, reaches
from .drafts import Place
from .forms import Header
from .store import RecordStore

SaidPlace = tuple[UUID | None, str | None, str]
"""How a record says where it belongs: an id, or an external id, and its source."""

Places = dict[SaidPlace, Place | ServiceError]
"""Where records belong, by how they say it, or why they cannot belong there."""


def said_place(header: Header) -> SaidPlace:
    """Give how a record says where it belongs."""
    return header.platform_id, header.platform_external_id, header.source


async def find_place(store: RecordStore, speaker: Identity, header: Header) -> Place:
    """Find where one record belongs; raises why it cannot belong there."""
    [found] = (await _find(store, speaker, [header])).values()
    if isinstance(found, ServiceError):
        raise found
    return found


async def take_places(store: RecordStore, speaker: Identity, headers: Iterable[Header]) -> Places:
    """Find where records belong, and take a turn on all those platforms at once.

    Two bodies that name the same platforms in another order would wait for each other if turns were taken as
    platforms are met.
    """
    places = await _find(store, speaker, headers)
    found = {place.platform_id for place in places.values() if isinstance(place, Place)}
    await store.take_turns(found)
    there = await store.places(found, stay=True)
    gone = ReferenceUnknown("platform_id")
    return {
        said: there.get(place.platform_id, gone) if isinstance(place, Place) else place
        for said, place in places.items()
    }


async def _find(store: RecordStore, speaker: Identity, headers: Iterable[Header]) -> Places:
    speaker.require(*WRITERS)
    wanted = dict.fromkeys(map(said_place, headers))
    by_id = await store.places([id for id, _, _ in wanted if id])
    called = await store.places_called({(source, name) for id, name, source in wanted if name and not id})
    return {said: _found(speaker, said, by_id, called) for said in wanted}


def _found(
    speaker: Identity,
    said: SaidPlace,
    by_id: Mapping[UUID, Place],
    called: Mapping[tuple[str, str], Sequence[Place]],
) -> Place | ServiceError:
    id, name, source = said
    if id is None and name is None:
        return ReferenceMissing("platform_id")
    if id is not None or name is None:
        place = by_id.get(id) if id else None
        if place is None:
            return ReferenceUnknown("platform_id")
        return place if reaches(speaker, place.path) else TerritoryNotYours()
    within = [place for place in called.get((source, name), ()) if reaches(speaker, place.path)]
    if len(within) > 1:
        return ReferenceAmbiguous("platform_external_id")
    return within[0] if within else ReferenceUnknown("platform_external_id")
