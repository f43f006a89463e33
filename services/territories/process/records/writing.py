"""Records written down, corrected and withdrawn one at a time, every kind the same way."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from shared.errors import InvalidRequest, NotFound, ServiceError
from shared.identity import Identity
from shared.service import place as place_of

from ...errors import AlreadyKept, NotReleasable, RecordWithdrawn, ReferenceUnknown
from ...operations.versions import Check
from ...reach import WRITERS, require_reach
from ...schemas.bulk import Fault
from .bodies import Body
from .drafts import Draft, Kept, Place
from .forms import HEADER, Header
from .items import merged
from .kinds import Kind
from .places import find_place
from .resolving import refuse_followers, resolve
from .seeing import may_see, sees_all
from .store import RecordStore


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
    place = await find_place(store, speaker, new)
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
    said = {name: value for name, value in given.items() if name not in HEADER}
    released = known.released if given.get("released") is None else bool(given["released"])
    body = _corrected(kind.body, known.body, said)
    draft = Draft(known.id, known.place, known.source, known.external_id, body, released, given.get("why"), known)
    return await _write_one(store, kind, speaker, draft)


async def withdraw(
    store: RecordStore, kind: Kind, speaker: Identity, identity: UUID, why: str | None, check: Check
) -> None:
    """Take a record away; what points to it tells that it was withdrawn."""
    await store.withdraw(await _writable(store, kind, speaker, identity, check), why, speaker.called)


def _follow_on(draft: Draft, known: Kept | None) -> None:
    """Let a draft follow a record of its name that was withdrawn."""
    if known is not None:
        draft.id, draft.known = known.id, known


async def check_all(store: RecordStore, kind: Kind, speaker: Identity, drafts: list[Draft]) -> None:
    """Look at drafts of one kind together, and refuse those that cannot be kept."""
    await resolve(store, kind, drafts, speaker)
    for draft in drafts:
        if draft.released and not kind.public:
            draft.faults.extend(faults_told_by(NotReleasable()))
    for rule in kind.rules:
        # A rule never meets a draft that points to one which the rules before it refused.
        refuse_followers(kind, drafts)
        if sound := [draft for draft in drafts if not draft.faults]:
            await rule(store, sound)
    refuse_followers(kind, drafts)


async def _write_one(store: RecordStore, kind: Kind, speaker: Identity, draft: Draft) -> Kept:
    await check_all(store, kind, speaker, [draft])
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


async def _require_still(store: RecordStore, place: Place) -> None:
    # It may have been taken away while this waited for its turn.
    if not await store.places([place.platform_id], stay=True):
        raise ReferenceUnknown("platform_id")


def _draft(kind: Kind, place: Place, new: Header) -> Draft:
    identity = uuid4()
    # A body of its own, whose links may be given their ids without touching what was sent.
    body = _corrected(kind.body, {}, new.model_dump(mode="json", exclude=set(HEADER)))
    name = new.external_id or str(identity)
    return Draft(identity, place, new.source, name, body, bool(new.released), new.why)


def _corrected(body: type[Body], kept: Mapping[str, Any], given: Mapping[str, Any]) -> Body:
    try:
        return merged(body, kept, given)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        places = [place_of({**fault, "loc": ("body", *fault["loc"])}) for fault in faults]
        raise InvalidRequest(errors=places) from error


def faults_told_by(error: ServiceError) -> list[Fault]:
    """Give what an error says of the fields of one record."""
    if not error.errors:
        return [Fault(pointer="", code=error.code(), message=error.detail or error.title())]
    return [
        Fault(pointer=each["pointer"].removeprefix("/body"), code=each["code"], message=each["message"])
        for each in error.errors
    ]
