"""What is done with platforms: opened, corrected, withdrawn."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.errors import NotFound
from shared.identity import Identity

from ..errors import (
    AlreadyKept,
    ImpossibleTree,
    ReferenceAmbiguous,
    ReferenceMissing,
    ReferenceUnknown,
    StillInUse,
)
from ..reach import WRITERS, reaches, require_reach
from ..schemas.platforms import KeptPlatform, NewPlatform, PlatformChange, PlatformItem
from ..schemas.territories import KeptTerritory
from ..store import PlatformStore, TerritoryStore
from .versions import Check, Put

CHANGEABLE = frozenset({"name", "language", "cycles"})
"""What a correction may touch, beside the referent."""


async def read(platforms: PlatformStore, speaker: Identity, identity: UUID) -> KeptPlatform:
    """Give one platform, as this speaker may see it; raises ``NotFound``."""
    return as_seen(speaker, await _read(platforms, identity))


def as_seen(speaker: Identity, platform: KeptPlatform) -> KeptPlatform:
    """Give a platform without its partner's own references to those who do not work with it."""
    return platform if reaches(speaker, platform.path) else platform.for_everybody()


async def add(platforms: PlatformStore, speaker: Identity, new: NewPlatform) -> KeptPlatform:
    """Open a platform for a territory or a collective actor."""
    speaker.require(*WRITERS)
    await platforms.take_turn()
    territory = await _territory(platforms, new)
    require_reach(speaker, territory.path)
    if new.external_id is not None and (known := await platforms.find(territory.id, new.source, new.external_id)):
        raise AlreadyKept(id=str(known.id))
    return await _add(platforms, speaker, territory, new)


async def put(platforms: PlatformStore, speaker: Identity, item: PlatformItem) -> Put[KeptPlatform]:
    """Open a platform, or change the one that its territory's register calls the same."""
    territory = await _territory(platforms, item)
    require_reach(speaker, territory.path)
    known = await platforms.find(territory.id, item.source, item.external_id)
    if known is None:
        return Put.created(await _add(platforms, speaker, territory, item))
    given = item.mentioned(CHANGEABLE)
    if item.model_fields_set & {"referent_id", "referent_external_id"}:
        given["referent_id"] = await _referent(platforms, speaker, item)
    return await _change(platforms, known, given)


async def change(
    platforms: PlatformStore, speaker: Identity, identity: UUID, wanted: PlatformChange, check: Check
) -> KeptPlatform:
    """Correct a platform; ``check`` refuses a stale reader."""
    known = await _writable(platforms, speaker, identity)
    check(known.revision)
    given = wanted.mentioned(CHANGEABLE | {"referent_id"})
    if wanted.referent_id is not None and await platforms.get(wanted.referent_id) is None:
        raise ReferenceUnknown("referent_id")
    return (await _change(platforms, known, given)).record


async def withdraw(platforms: PlatformStore, speaker: Identity, identity: UUID, check: Check) -> None:
    """Take a platform away that has no group and no record, and that no other platform looks to."""
    known = await _writable(platforms, speaker, identity)
    check(known.revision)
    if await platforms.in_use(identity):
        raise StillInUse("a group, a record of the process or another platform hangs from this platform")
    await platforms.withdraw(known)


async def platform_called(
    platforms: PlatformStore, speaker: Identity, source: str, external_id: str, field: str
) -> KeptPlatform:
    """Give the one platform within a speaker's reach that a register calls so."""
    found = await platforms.find_everywhere(source, external_id)
    within = [platform for platform in found if reaches(speaker, platform.path)]
    if not within:
        raise ReferenceUnknown(field)
    if len(within) > 1:
        raise ReferenceAmbiguous(field)
    return within[0]


async def _read(platforms: PlatformStore, identity: UUID) -> KeptPlatform:
    found = await platforms.get(identity)
    if found is None:
        raise NotFound
    return found


async def _writable(platforms: PlatformStore, speaker: Identity, identity: UUID) -> KeptPlatform:
    speaker.require(*WRITERS)
    await platforms.take_turn()
    known = await _read(platforms, identity)
    require_reach(speaker, known.path)
    return known


async def _add(platforms: PlatformStore, speaker: Identity, territory: KeptTerritory, new: NewPlatform) -> KeptPlatform:
    identity, now = uuid4(), datetime.now(UTC)
    kept = KeptPlatform(
        id=identity,
        path=territory.path,
        territory_id=territory.id,
        referent_id=await _referent(platforms, speaker, new),
        external_id=new.external_id or str(identity),
        revision=1,
        created_at=now,
        updated_at=now,
        **new.all_of(CHANGEABLE | {"source"}),
    )
    await platforms.add(kept)
    return kept


async def _change(platforms: PlatformStore, known: KeptPlatform, given: dict[str, Any]) -> Put[KeptPlatform]:
    wanted = known.model_copy(update=given)
    if wanted == known:
        return Put.unchanged(known)
    if wanted.referent_id is not None and known.id in await platforms.referents(wanted.referent_id):
        raise ImpossibleTree("that referent platform looks to this one")
    await platforms.change(wanted)
    return Put.updated(await _read(platforms, known.id))


async def _territory(platforms: PlatformStore, new: NewPlatform) -> KeptTerritory:
    territories = TerritoryStore(platforms.connection)
    if new.territory_id is not None:
        field, found = "territory_id", await territories.get(new.territory_id)
    elif new.territory_external_id is not None:
        field = "territory_external_id"
        found = await territories.find(new.source, new.territory_external_id)
    else:
        raise ReferenceMissing("territory_id")
    if found is None:
        raise ReferenceUnknown(field)
    return found


async def _referent(platforms: PlatformStore, speaker: Identity, new: NewPlatform) -> UUID | None:
    if new.referent_id is not None:
        if await platforms.get(new.referent_id) is None:
            raise ReferenceUnknown("referent_id")
        return new.referent_id
    if new.referent_external_id is not None:
        field = "referent_external_id"
        return (await platform_called(platforms, speaker, new.source, new.referent_external_id, field)).id
    return None
