"""Read what practices, exchanges and actions say: the worker's step that gives each a vector."""

import json
from collections.abc import Mapping
from typing import Any

from shared.database import Pool

from ...reader import Reader

AT_ONCE = 64
"""Records that are read and written together."""

TEXTS: Mapping[str, tuple[str, ...]] = {
    "practice": ("title", "text"),
    "exchange": ("title", "text", "outcome"),
    "action": ("title", "description"),
}
"""What is read of each kind of record."""

_MODEL = """
select model_id from reading join model on model.id = model_id
where state = 'serving' and name = $1 and model.revision = $2
"""

# Of what was released only that is read: by its meaning nothing is found that is not told.
_DUE = """
select r.id, r.kind, r.revision, coalesce(r.public_body, r.body) as body from process_record r
where r.kind = any($2) and not r.withdrawn and not exists (
    select 1 from practice_vector v where v.model_id = $1 and v.record_id = r.id and v.revision = r.revision)
order by r.id limit $3
"""

_KEEP = """
insert into practice_vector (model_id, record_id, revision, vector)
select $1, r.id, $3, $4::real[]::halfvec from process_record r where r.id = $2 and r.revision = $3 and not r.withdrawn
on conflict (model_id, record_id) do update set revision = excluded.revision, vector = excluded.vector
"""


class Practices:
    """The step that reads; any number of workers may take it, and what two of them read is the same."""

    def __init__(self, pool: Pool, reader: Reader) -> None:
        """Keep the reader."""
        self._pool = pool
        self._reader = reader

    async def step(self) -> int:
        """Read some of what is new or has changed; gives how many records there were."""
        async with self._pool.acquire() as connection:
            encoder = self._reader.encoder
            model = await connection.fetchval(_MODEL, encoder.model_id, encoder.revision)
            if model is None:
                return 0  # another model serves
            due = await connection.fetch(_DUE, model, list(TEXTS), AT_ONCE)
        if not due:
            return 0
        raw = await self._reader.encode([said(row["kind"], json.loads(row["body"])) for row in due])
        rows = [(model, row["id"], row["revision"], vector.tolist()) for row, vector in zip(due, raw, strict=True)]
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.executemany(_KEEP, rows)
            await connection.execute("delete from practice_vector where model_id <> $1", model)
        return len(due)


def said(kind: str, body: Mapping[str, Any]) -> str:
    """Give what a record says, as it is read."""
    parts = [str(body[name]).strip() for name in TEXTS[kind] if body.get(name)]
    return "\n".join(parts) or kind
