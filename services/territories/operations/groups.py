"""What is done with groups: written down, corrected, withdrawn."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.errors import NotFound
from shared.identity import Identity

from ..errors import AlreadyKept, ImpossibleGroup, ReferenceMissing, ReferenceUnknown, StillInUse
from ..profiles import MIXED
from ..reach import WRITERS, reaches, require_reach
from ..schemas.groups import GroupChange, GroupItem, KeptGroup, NewGroup
from ..schemas.platforms import KeptPlatform
from ..store import GroupStore, PlatformStore
from .platforms import platform_called
from .versions import Check, Put

FIELDS = frozenset({"label", "profile", "cycle", "year", "month", "n_participants", "language"})
"""What is written as it is sent."""


async def read(groups: GroupStore, speaker: Identity, identity: UUID) -> KeptGroup:
    """Give one group to those who may see it; to everybody else there is none."""
    found = await groups.get(identity)
    if found is None or not reaches(speaker, found.path):
        raise NotFound
    return found


async def add(groups: GroupStore, speaker: Identity, new: NewGroup) -> KeptGroup:
    """Write down a group that spoke on a platform."""
    speaker.require(*WRITERS)
    await groups.take_turn()
    platform = await _platform(groups, speaker, new)
    if new.external_id is not None and (known := await groups.find(platform.id, new.external_id)):
        raise AlreadyKept(id=str(known.id))
    return await _add(groups, speaker, platform, new)


async def put(groups: GroupStore, speaker: Identity, item: GroupItem) -> Put[KeptGroup]:
    """Write down a group, or change the one that its platform calls the same."""
    platform = await _platform(groups, speaker, item)
    known = await groups.find(platform.id, item.external_id)
    if known is None:
        return Put.created(await _add(groups, speaker, platform, item))
    given = item.mentioned(FIELDS | {"source"})
    if item.mixed is not None:
        given["mixed"] = item.mixed
    if item.model_fields_set & {"takes_up", "takes_up_external_ids"}:
        given["takes_up"] = await _named(groups, platform.id, item)
    return await _change(groups, speaker, known, given)


async def change(groups: GroupStore, speaker: Identity, identity: UUID, wanted: GroupChange, check: Check) -> KeptGroup:
    """Correct a group; ``check`` refuses a stale reader."""
    known = await _writable(groups, speaker, identity)
    check(known.revision)
    given = wanted.mentioned(FIELDS | {"mixed"})
    if wanted.takes_up is not None:
        given["takes_up"] = sorted(set(wanted.takes_up))
    return (await _change(groups, speaker, known, given)).record


async def withdraw(groups: GroupStore, speaker: Identity, identity: UUID, check: Check) -> None:
    """Take a group away from which no mixed group takes up."""
    known = await _writable(groups, speaker, identity)
    check(known.revision)
    if await groups.is_taken_up(identity):
        raise StillInUse("a mixed group takes up from this group")
    await groups.withdraw(known)


async def _writable(groups: GroupStore, speaker: Identity, identity: UUID) -> KeptGroup:
    known = await read(groups, speaker, identity)
    require_reach(speaker, known.path)
    await groups.take_turn()
    return await read(groups, speaker, identity)


async def _platform(groups: GroupStore, speaker: Identity, new: NewGroup) -> KeptPlatform:
    platforms = PlatformStore(groups.connection)
    if new.platform_id is not None:
        found = await platforms.get(new.platform_id)
        if found is None:
            raise ReferenceUnknown("platform_id")
    elif new.platform_external_id is not None:
        field = "platform_external_id"
        found = await platform_called(platforms, speaker, new.source, new.platform_external_id, field)
    else:
        raise ReferenceMissing("platform_id")
    require_reach(speaker, found.path)
    return found


async def _add(groups: GroupStore, speaker: Identity, platform: KeptPlatform, new: NewGroup) -> KeptGroup:
    identity, now = uuid4(), datetime.now(UTC)
    kept = KeptGroup(
        id=identity,
        path=platform.path,
        platform_id=platform.id,
        territory_id=platform.territory_id,
        external_id=new.external_id or str(identity),
        mixed=new.profile == MIXED if new.mixed is None else new.mixed,
        takes_up=await _named(groups, platform.id, new),
        revision=1,
        created_at=now,
        updated_at=now,
        **new.all_of(FIELDS | {"source"}),
    )
    await _require_taking_up(groups, speaker, kept, kept.takes_up)
    await groups.add(kept)
    return kept


async def _change(groups: GroupStore, speaker: Identity, known: KeptGroup, given: dict[str, Any]) -> Put[KeptGroup]:
    wanted = known.model_copy(update=given)
    if wanted == known:
        return Put.unchanged(known)
    await _require_taking_up(groups, speaker, wanted, set(wanted.takes_up) - set(known.takes_up))
    if wanted.mixed and not known.mixed and await groups.is_taken_up(known.id):
        raise ImpossibleGroup("a mixed group takes up from this one already")
    await groups.change(wanted)
    return Put.updated(await read(groups, speaker, known.id))


async def _named(groups: GroupStore, platform_id: UUID, new: NewGroup) -> list[UUID]:
    """Give the groups that a mixed group takes up, by whichever name they were given."""
    named = await groups.named(platform_id, new.takes_up_external_ids)
    if len(named) < len(set(new.takes_up_external_ids)):
        raise ReferenceUnknown("takes_up_external_ids")
    return sorted({*new.takes_up, *(group.id for group in named)})


async def _require_taking_up(groups: GroupStore, speaker: Identity, wanted: KeptGroup, added: Iterable[UUID]) -> None:
    """Raise unless the group is mixed and those it newly takes up from are seen, and have one profile."""
    if wanted.takes_up and not wanted.mixed:
        raise ImpossibleGroup("this group takes up from others, so it must be mixed")
    sources: Collection[UUID] = set(added)
    found = {group.id: group for group in await groups.several(list(sources))} if sources else {}
    for source in sources:
        group = found.get(source)
        if group is None or not reaches(speaker, group.path):
            raise ReferenceUnknown("takes_up")
        if group.mixed:
            raise ImpossibleGroup("a mixed group takes up from groups with one profile")
