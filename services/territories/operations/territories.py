"""What is done with territories and collective actors: put in the tree, moved, corrected, never taken away."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.errors import NotFound
from shared.identity import Identity
from shared.vocabulary.roles import TerritoryKind

from ..countries import country_id
from ..errors import AlreadyKept, ImpossibleTree, ReferenceUnknown
from ..reach import WRITERS, require_reach
from ..schemas.territories import KeptTerritory, NewTerritory, TerritoryChange, TerritoryItem
from ..store import TerritoryStore
from ..tree import require_depth, require_fit, require_no_loop
from .versions import Check, Put

CHANGEABLE = frozenset({"kind", "name", "names", "location", "codes"})
"""What a correction may touch, beside the parent."""


async def read(territories: TerritoryStore, identity: UUID) -> KeptTerritory:
    """Give one territory; raises ``NotFound``."""
    found = await territories.get(identity)
    if found is None:
        raise NotFound
    return found


async def add(territories: TerritoryStore, speaker: Identity, new: NewTerritory) -> KeptTerritory:
    """Put a territory or a collective actor in the tree."""
    speaker.require(*WRITERS)
    await territories.take_turn()
    if new.external_id is not None and (known := await territories.find(new.source, new.external_id)):
        raise AlreadyKept(id=str(known.id))
    return await _add(territories, speaker, new)


async def put(territories: TerritoryStore, speaker: Identity, item: TerritoryItem) -> Put[KeptTerritory]:
    """Create a territory, or change the one that its register calls the same."""
    known = await territories.find(item.source, item.external_id)
    if known is None:
        return Put.created(await _add(territories, speaker, item))
    return await _change(
        territories, speaker, known, item.mentioned(CHANGEABLE), await _moved(territories, known, item)
    )


async def change(
    territories: TerritoryStore, speaker: Identity, identity: UUID, wanted: TerritoryChange, check: Check
) -> KeptTerritory:
    """Correct a territory, or move it with all that is below; ``check`` refuses a stale reader."""
    speaker.require(*WRITERS)
    await territories.take_turn()
    known = await read(territories, identity)
    require_reach(speaker, known.path)
    check(known.revision)
    parent = None
    if wanted.parent_id is not None and wanted.parent_id != known.parent_id:
        parent = await territories.get(wanted.parent_id)
        if parent is None:
            raise ReferenceUnknown("parent_id")
    put = await _change(territories, speaker, known, wanted.mentioned(CHANGEABLE), parent)
    return put.record


async def _add(territories: TerritoryStore, speaker: Identity, new: NewTerritory) -> KeptTerritory:
    parent = await _parent(territories, new)
    require_reach(speaker, parent.path)
    require_fit(new.kind, parent.kind)
    require_depth(parent.path, 1)
    identity, now = uuid4(), datetime.now(UTC)
    kept = KeptTerritory(
        id=identity,
        path=(*parent.path, identity),
        parent_id=parent.id,
        country=parent.country,
        external_id=new.external_id or str(identity),
        revision=1,
        created_at=now,
        updated_at=now,
        **new.all_of(CHANGEABLE | {"source"}),
    )
    await territories.add(kept)
    return kept


async def _change(
    territories: TerritoryStore,
    speaker: Identity,
    known: KeptTerritory,
    given: dict[str, Any],
    parent: KeptTerritory | None,
) -> Put[KeptTerritory]:
    """Write what differs; ``parent`` is a new parent, None leaves the territory where it hangs."""
    require_reach(speaker, known.path)
    wanted = known.model_copy(update=given)
    if parent is None and wanted == known:
        return Put.unchanged(known)
    await _require_possible(territories, speaker, known, wanted.kind, parent)
    await territories.change(wanted)
    if parent is not None:
        await territories.move(known, parent)
    return Put.updated(await read(territories, known.id))


async def _require_possible(
    territories: TerritoryStore,
    speaker: Identity,
    known: KeptTerritory,
    kind: TerritoryKind,
    parent: KeptTerritory | None,
) -> None:
    if kind is known.kind and parent is None:
        return
    if TerritoryKind.COUNTRY in (kind, known.kind):
        raise ImpossibleTree("a country stays a country, and has no parent")
    if parent is not None:
        require_reach(speaker, parent.path)
        require_no_loop(known.id, parent.path)
        require_depth(parent.path, await territories.levels(known))
        require_fit(kind, parent.kind)
    elif known.parent_id is not None:
        require_fit(kind, (await read(territories, known.parent_id)).kind)
    for below in await territories.child_kinds(known.id):
        require_fit(below, kind)


async def _moved(territories: TerritoryStore, known: KeptTerritory, item: TerritoryItem) -> KeptTerritory | None:
    """Give the new parent that an item names, or None if it names the present one or none at all."""
    if item.parent_id is None and item.parent_external_id is None and item.country in (None, known.country):
        # The country alone says where to begin; it does not lift a place out of its region.
        return None
    parent = await _parent(territories, item)
    return None if parent.id == known.parent_id else parent


async def _parent(territories: TerritoryStore, new: NewTerritory) -> KeptTerritory:
    if new.parent_id is not None:
        field, found = "parent_id", await territories.get(new.parent_id)
    elif new.parent_external_id is not None:
        field, found = "parent_external_id", await territories.find(new.source, new.parent_external_id)
    elif new.country is not None:
        field, found = "country", await territories.get(country_id(new.country))
    else:
        raise ImpossibleTree("say where it hangs: parent_id, parent_external_id or country")
    if found is None:
        raise ReferenceUnknown(field)
    if new.country not in (None, found.country):
        raise ImpossibleTree("the parent lies in another country than the one given")
    return found
