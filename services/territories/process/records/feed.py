"""The feed of the process: what changed among records of every kind, each with the record as it is now."""

from collections.abc import Mapping

from shared.contracts.process import ProcessFeedPage, ProcessLink, ProcessRecord
from shared.database import Connection
from shared.feed import Change, ChangeRow, latest, read_changes
from shared.identity import Identity

from .drafts import Kept
from .kinds import Kind
from .seeing import public_body, sees_all
from .store import RecordStore


async def follow(
    connection: Connection, kinds: Mapping[str, Kind], speaker: Identity, after: str | None, limit: int
) -> ProcessFeedPage:
    """Give the changes after a cursor; a partner is told of those on its own platforms."""
    rows, cursor, remaining = await read_changes(connection, after, limit, table="record_change")
    changes = latest(rows)
    kept = {each.id: each for each in await RecordStore(connection).several([row.id for row in changes])}
    items = [
        _change(kinds[row.kind], row, kept[row.id])
        for row in changes
        if row.id in kept and row.kind in kinds and sees_all(speaker, kept[row.id])
    ]
    return ProcessFeedPage(items=items, cursor=cursor, remaining=remaining)


def _change(kind: Kind, row: ChangeRow, kept: Kept) -> Change[ProcessRecord]:
    # The record as it is now, which may be later than this change.
    if kept.withdrawn_at is not None:
        return Change(kind=row.kind, id=row.id, revision=kept.revision, tombstone=True)
    return Change(kind=row.kind, id=row.id, revision=kept.revision, record=_followed(kind, kept))


def _followed(kind: Kind, kept: Kept) -> ProcessRecord:
    return ProcessRecord(
        id=kept.id,
        kind=kept.kind,
        platform_id=kept.place.platform_id,
        territory_id=kept.place.territory_id,
        title=kind.title_of(kept.body),
        body=kept.body,
        public_body=public_body(kind, kept.body) if kept.released else None,
        links=[ProcessLink(**link) for link in kept.links],
        revision=kept.revision,
        created_at=kept.created_at,
        updated_at=kept.updated_at,
    )
