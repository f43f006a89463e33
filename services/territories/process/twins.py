"""Records of one platform that cannot both stand, because they say something of the same thing."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any
from uuid import UUID

from .records.drafts import Draft
from .records.store import RecordStore

Key = Callable[[Mapping[str, Any]], Hashable | None]
"""Gives what a body speaks of, or None if any number of such bodies may stand side by side."""

LIVING = """
select platform_id, body from record
where kind = $1 and platform_id = any($2) and id <> all($3) and withdrawn_at is null
"""


async def twins(store: RecordStore, drafts: Sequence[Draft], kind: str, key: Key) -> list[Draft]:
    """Give the drafts that speak of what another record of their platform, or a draft before, speaks of."""
    taken = await _taken(store, drafts, kind, key)
    found = []
    for draft in drafts:
        speaks_of = key(draft.said())
        if speaks_of is None:
            continue
        if (draft.platform_id, speaks_of) in taken:
            found.append(draft)
        taken.add((draft.platform_id, speaks_of))
    return found


async def _taken(store: RecordStore, drafts: Sequence[Draft], kind: str, key: Key) -> set[tuple[UUID, Hashable]]:
    platforms = list({draft.platform_id for draft in drafts})
    rows = await store.connection.fetch(LIVING, kind, platforms, [draft.id for draft in drafts])
    keys = ((row["platform_id"], key(json.loads(row["body"]))) for row in rows)
    return {(platform, speaks_of) for platform, speaks_of in keys if speaks_of is not None}
