"""The feed: what changed, in an order that loses nothing, each change with the record as it is now."""

from collections.abc import Sequence
from uuid import UUID

from shared.contracts.places import GroupRecord, PlaceFeedPage, PlaceFeedRecord, PlatformRecord, TerritoryRecord
from shared.database import Connection
from shared.feed import Change, ChangeRow, latest, read_changes

from ..schemas.groups import KeptGroup
from ..schemas.platforms import KeptPlatform
from ..schemas.territories import KeptTerritory
from ..store import GroupStore, PlatformStore, TerritoryStore

KeptPlace = KeptTerritory | KeptPlatform | KeptGroup


async def follow(connection: Connection, after: str | None, limit: int) -> PlaceFeedPage:
    """Give the changes after a cursor."""
    rows, cursor, remaining = await read_changes(connection, after, limit)
    changes = latest(rows)
    now = await _records(connection, changes)
    items = [_change(row, now.get(row.id)) for row in changes if row.tombstone or row.id in now]
    return PlaceFeedPage(items=items, cursor=cursor, remaining=remaining)


async def _records(connection: Connection, changes: Sequence[ChangeRow]) -> dict[UUID, KeptPlace]:
    # A record may have been withdrawn since: its tombstone follows on a later page.
    found: dict[UUID, KeptPlace] = {}
    for store in (TerritoryStore(connection), PlatformStore(connection), GroupStore(connection)):
        if ids := [row.id for row in changes if row.kind == store.kind and not row.tombstone]:
            found.update({record.id: record for record in await store.several(ids)})
    return found


def _change(row: ChangeRow, kept: KeptPlace | None) -> Change[PlaceFeedRecord]:
    if kept is None or row.tombstone:
        return Change(kind=row.kind, id=row.id, revision=row.revision, tombstone=True)
    # The revision of the record that is given, which may be later than the one of this change.
    return Change(kind=row.kind, id=row.id, revision=kept.revision, record=_followed(kept))


def _followed(kept: KeptPlace) -> PlaceFeedRecord:
    if isinstance(kept, KeptTerritory):
        return TerritoryRecord.model_validate(kept, from_attributes=True)
    if isinstance(kept, KeptPlatform):
        return PlatformRecord.model_validate(kept, from_attributes=True)
    return GroupRecord.model_validate(kept, from_attributes=True)
