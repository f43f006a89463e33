"""Records written down, corrected and withdrawn: every kind the same way, one or many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from shared.errors import InvalidRequest, NotFound, ServiceError
from shared.identity import Identity
from shared.service import place as place_of

from ...errors import (
    AlreadyKept,
    NotReleasable,
    RecordWithdrawn,
    ReferenceFault,
    ReferenceMissing,
    ReferenceUnknown,
    TerritoryNotYours,
)
from ...operations.platforms import platform_called
from ...operations.versions import Check
from ...reach import WRITERS, require_reach
from ...schemas.bulk import Fault, Outcome
from ...store import PlatformStore
from .drafts import Draft, Kept, Place
from .forms import HEADER, Header
from .kinds import Body, Kind
from .resolving import refuse_followers, resolve
from .seeing import may_see, sees_all
from .store import RecordStore


@dataclass(frozen=True)
class Done:
    """What became of a record that was sent."""

    outcome: Outcome
    id: UUID | None = None
    revision: int | None = None
    faults: Sequence[Fault] = ()


async def read(store: RecordStore, kind: Kind, speaker: Identity, identity: UUID) -> Kept:
    """Give one record; raises ``RecordWithdrawn`` for one that was, and ``NotFound`` if this speaker sees none."""
    kept = await store.get(kind, identity)
    if kept is not None and kept.withdrawn_at is not None and sees_all(speaker, kept):
        raise RecordWithdrawn(withdrawn_at=kept.withdrawn_at.isoformat())
    if kept is None or kept.withdrawn_at is not None or not may_see(speaker, kept):
        raise NotFound
    return kept


async def require_own(store: RecordStore, kind: Kind, speaker: Identity, identity: UUID) -> None:
    """Raise ``NotFound`` unless a speaker works with a record, which may have been withdrawn."""
    kept = await store.get(kind, identity)
    if kept is None or not sees_all(speaker, kept):
        raise NotFound


async def add(store: RecordStore, kind: Kind, speaker: Identity, new: Header) -> Kept:
    """Write down a record on a platform."""
    place = await _place(store, speaker, new)
    await store.take_turns([place.platform_id])
    await _require_still(store, place)
    draft = _draft(kind, place, new)
    known = await store.known(kind, [(place.platform_id, draft.source, draft.external_id)])
    if any(each.withdrawn_at is None for each in known.values()):
        raise AlreadyKept(id=str(next(iter(known.values())).id))
    _follow_on(draft, next(iter(known.values()), None))
    return await _write_one(store, kind, speaker, draft)


async def change(
    store: RecordStore, kind: Kind, speaker: Identity, identity: UUID, given: Mapping[str, Any], check: Check
) -> Kept:
    """Correct a record; ``given`` are the fields that were sent, and ``check`` refuses a stale reader."""
    known = await _writable(store, kind, speaker, identity, check)
    said = known.body | {name: value for name, value in given.items() if name not in HEADER}
    released = known.released if given.get("released") is None else bool(given["released"])
    body = _validated(kind.body, {name: value for name, value in said.items() if value is not None})
    draft = Draft(known.id, known.place, known.source, known.external_id, body, released, given.get("why"), known)
    return await _write_one(store, kind, speaker, draft)


async def withdraw(
    store: RecordStore, kind: Kind, speaker: Identity, identity: UUID, why: str | None, check: Check
) -> None:
    """Take a record away; what points to it tells that it was withdrawn."""
    await store.withdraw(await _writable(store, kind, speaker, identity, check), why, speaker.called)


Name = tuple[UUID, str, str]
"""What a record is called: its platform, source and external id."""

Places = dict[tuple[object, ...], Place | ServiceError]
"""Where items belong, by how they say it, or why they cannot belong there."""


async def put_all(
    store: RecordStore, kind: Kind, speaker: Identity, items: Sequence[Header], met: set[Name] | None = None
) -> list[Done]:
    """Write many records, each created or changed by its external id; a bad one is refused by itself.

    A field that an item does not mention stays as it is. ``met`` are the names that stood in earlier parts of the
    same body; those of this part are added.
    """
    places = await take_places(store, speaker, items)
    drafts = [_placed(kind, item, places[_said_place(item)]) for item in items]
    await _meet_known(store, kind, items, drafts, set() if met is None else met)
    good = [draft for draft in drafts if isinstance(draft, Draft)]
    await _check(store, kind, speaker, good)
    await store.write(kind, [draft for draft in good if not draft.faults and draft.differs], speaker.called)
    return [draft if isinstance(draft, Done) else _told(draft) for draft in drafts]


async def take_places(store: RecordStore, speaker: Identity, items: Iterable[Header]) -> Places:
    """Find where items belong, and take a turn on all those platforms at once.

    Two bodies that name the same platforms in another order would wait for each other if turns were taken as
    platforms are met.
    """
    speaker.require(*WRITERS)
    places: Places = {}
    for item in items:
        if (key := _said_place(item)) not in places:
            places[key] = await _place_or_fault(store, speaker, item)
    found = {place.platform_id for place in places.values() if isinstance(place, Place)}
    await store.take_turns(found)
    there = await store.places(found, stay=True)
    gone = ReferenceUnknown("platform_id")
    return {
        key: there.get(place.platform_id, gone) if isinstance(place, Place) else place for key, place in places.items()
    }


def _said_place(item: Header) -> tuple[object, ...]:
    return item.platform_id, item.platform_external_id, item.source


async def _place_or_fault(store: RecordStore, speaker: Identity, item: Header) -> Place | ServiceError:
    try:
        return await _place(store, speaker, item)
    except (ReferenceFault, TerritoryNotYours) as error:
        return error


def _placed(kind: Kind, item: Header, found: Place | ServiceError) -> Draft | Done:
    try:
        if isinstance(found, ServiceError):
            raise found
        return _draft(kind, found, item)
    except ServiceError as error:
        return Done(Outcome.REJECTED, faults=faults_of(error))


async def _meet_known(
    store: RecordStore, kind: Kind, items: Sequence[Header], drafts: list[Draft | Done], met: set[Name]
) -> None:
    """Find what is kept under the same names already; a name twice in one body is refused the second time."""
    names = [(each.platform_id, each.source, each.external_id) for each in drafts if isinstance(each, Draft)]
    known = await store.known(kind, names)
    for index, (item, draft) in enumerate(zip(items, drafts, strict=True)):
        if isinstance(draft, Done):
            continue
        name = (draft.platform_id, draft.source, draft.external_id)
        if name in met:
            fault = Fault(pointer="/external_id", code="twice", message="this external id stands here before")
            drafts[index] = Done(Outcome.REJECTED, faults=[fault])
            continue
        met.add(name)
        try:
            _follow_on(draft, known.get(name), item)
        except InvalidRequest as error:
            drafts[index] = Done(Outcome.REJECTED, faults=faults_of(error))


def _follow_on(draft: Draft, known: Kept | None, item: Header | None = None) -> None:
    """Let a draft follow the record of its name; what an item does not mention stays as it was."""
    if known is None:
        return
    draft.id, draft.known = known.id, known
    if item is None or known.withdrawn_at is not None:
        return
    given = {name: getattr(item, name) for name in item.model_fields_set - HEADER}
    draft.body = _validated(type(draft.body), known.body | given)
    if item.released is None:
        draft.released = known.released


async def _check(store: RecordStore, kind: Kind, speaker: Identity, drafts: list[Draft]) -> None:
    await resolve(store, kind, drafts, speaker)
    for draft in drafts:
        if draft.released and not kind.public:
            draft.faults.extend(faults_of(NotReleasable()))
    for rule in kind.rules:
        if sound := [draft for draft in drafts if not draft.faults]:
            await rule(store, sound)
    refuse_followers(kind, drafts)


async def _write_one(store: RecordStore, kind: Kind, speaker: Identity, draft: Draft) -> Kept:
    await _check(store, kind, speaker, [draft])
    if draft.faults:
        places = [{"pointer": f"/body{each.pointer}", "code": each.code, "message": each.message}
                  for each in draft.faults]  # fmt: skip
        raise InvalidRequest(errors=places)  # type: ignore[arg-type]
    if draft.differs:
        await store.write(kind, [draft], speaker.called)
    kept = await store.get(kind, draft.id)
    assert kept is not None
    return kept


async def _writable(store: RecordStore, kind: Kind, speaker: Identity, identity: UUID, check: Check) -> Kept:
    speaker.require(*WRITERS)
    seen = await read(store, kind, speaker, identity)
    require_reach(speaker, seen.place.path)
    await store.take_turns([seen.place.platform_id])
    # Read again: another writer may have been at work until just now.
    known = await read(store, kind, speaker, identity)
    check(known.revision)
    return known


async def _place(store: RecordStore, speaker: Identity, new: Header) -> Place:
    speaker.require(*WRITERS)
    platform_id = new.platform_id
    if platform_id is None:
        if new.platform_external_id is None:
            raise ReferenceMissing("platform_id")
        platforms = PlatformStore(store.connection)
        platform_id = (
            await platform_called(platforms, speaker, new.source, new.platform_external_id, "platform_external_id")
        ).id
    place = (await store.places([platform_id])).get(platform_id)
    if place is None:
        raise ReferenceUnknown("platform_id")
    require_reach(speaker, place.path)
    return place


async def _require_still(store: RecordStore, place: Place) -> None:
    # It may have been taken away while this waited for its turn.
    if not await store.places([place.platform_id], stay=True):
        raise ReferenceUnknown("platform_id")


def _draft(kind: Kind, place: Place, new: Header) -> Draft:
    identity = uuid4()
    body = _validated(kind.body, {name: getattr(new, name) for name in kind.body.model_fields})
    name = new.external_id or str(identity)
    return Draft(identity, place, new.source, name, body, bool(new.released), new.why)


def _validated(body: type[Body], said: Mapping[str, Any]) -> Body:
    # A body of its own, whose links may be given their ids without touching what was sent.
    plain = {name: _plain(value) for name, value in said.items()}
    try:
        return body.model_validate(plain)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        places = [place_of({**fault, "loc": ("body", *fault["loc"])}) for fault in faults]
        raise InvalidRequest(errors=places) from error


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def _told(draft: Draft) -> Done:
    if draft.faults:
        return Done(Outcome.REJECTED, faults=draft.faults)
    outcome = Outcome.CREATED if not draft.stands else Outcome.UPDATED if draft.differs else Outcome.UNCHANGED
    if draft.known is None:
        return Done(outcome, draft.id, 1)
    return Done(outcome, draft.id, draft.known.revision + int(draft.differs))


def faults_of(error: ServiceError) -> list[Fault]:
    """Give what an error says of the fields of one record."""
    if not error.errors:
        return [Fault(pointer="", code=error.code(), message=error.detail or error.title())]
    return [
        Fault(pointer=each["pointer"].removeprefix("/body"), code=each["code"], message=each["message"])
        for each in error.errors
    ]
