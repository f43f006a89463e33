"""Many records at once: each is created or corrected by its external id, and a bad one is refused by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from pydantic import ValidationError

from shared.errors import ServiceError
from shared.identity import Identity
from shared.rows.faults import Fault, faults_of

from ...schemas.bulk import Fault as PlacedFault
from ...schemas.bulk import Outcome
from .drafts import Draft, Kept, Place
from .items import Item, merged
from .kinds import Kind
from .places import said_place, take_places
from .store import RecordStore
from .writing import check_all, faults_told_by


@dataclass(frozen=True)
class Done:
    """What became of a record that was sent."""

    outcome: Outcome
    id: UUID | None = None
    revision: int | None = None
    faults: Sequence[Fault] = ()


Name = tuple[UUID, str, str]
"""What a record is called: its platform, source and external id."""

_TWICE = Fault(field="external_id", code="twice", message="this external id stands here before")


async def put_all(
    store: RecordStore, kind: Kind, speaker: Identity, items: Sequence[Item], met: set[Name] | None = None
) -> list[Done]:
    """Write many records, each created or changed by its external id; a bad one is refused by itself.

    A field that an item does not mention stays as it is. ``met`` are the names that stood in earlier parts of the
    same body; those of this part are added.
    """
    found = await take_places(store, speaker, (item.header for item in items))
    places = [found[said_place(item.header)] for item in items]
    names = [_name(item, place) for item, place in zip(items, places, strict=True) if isinstance(place, Place)]
    known = await store.known(kind, names)
    met = set() if met is None else met
    drafts = [_drafted(kind, item, place, known, met) for item, place in zip(items, places, strict=True)]
    good = [draft for draft in drafts if isinstance(draft, Draft)]
    await check_all(store, kind, speaker, good)
    other = {draft.id: draft for draft in good if not draft.faults and draft.differs}
    await store.write(kind, list(other.values()), speaker.called)
    return [_told(draft, draft.id in other) if isinstance(draft, Draft) else draft for draft in drafts]


def _name(item: Item, place: Place) -> Name:
    return place.platform_id, item.header.source, item.header.external_id or ""


def _drafted(
    kind: Kind, item: Item, place: Place | ServiceError, known: dict[Name, Kept], met: set[Name]
) -> Draft | Done:
    if isinstance(place, ServiceError):
        return _refused(map(_in_row, faults_told_by(place)))
    if (name := _name(item, place)) in met:
        return _refused([_TWICE])
    try:
        draft = _draft(kind, item, place, known.get(name))
    except ValidationError as error:
        return _refused(faults_of(error))
    met.add(name)
    return draft


def _draft(kind: Kind, item: Item, place: Place, known: Kept | None) -> Draft:
    """Give a record as it is to be; what was withdrawn under its name leaves it nothing but its id."""
    stands = known if known and known.withdrawn_at is None else None
    header = item.header
    return Draft(
        id=known.id if known else uuid4(),
        place=place,
        source=header.source,
        external_id=header.external_id or "",
        body=merged(kind.body, stands.body if stands else {}, item.given),
        released=stands.released if stands and header.released is None else bool(header.released),
        why=header.why,
        known=known,
    )


def _told(draft: Draft, differs: bool) -> Done:
    if draft.faults:
        return _refused(map(_in_row, draft.faults))
    outcome = Outcome.CREATED if not draft.stands else Outcome.UPDATED if differs else Outcome.UNCHANGED
    return Done(outcome, draft.id, draft.known.revision + int(differs) if draft.known else 1)


def _refused(faults: Iterable[Fault]) -> Done:
    return Done(Outcome.REJECTED, faults=list(faults))


def _in_row(fault: PlacedFault) -> Fault:
    return Fault(field=fault.pointer.strip("/") or None, code=fault.code, message=fault.message)
