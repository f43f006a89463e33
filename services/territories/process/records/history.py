"""What became of a record: every revision, who wrote it, when and why, and what it changed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from shared.database import Connection


class FieldChange(BaseModel):
    """One field that a revision changed; null stands for nothing."""

    field: str
    before: Any = None
    after: Any = None


class Revision(BaseModel):
    """One writing of a record."""

    revision: int
    at: datetime
    by: str = Field(description="Whose key wrote it")
    why: str | None
    withdrawn: bool
    released: bool
    changes: list[FieldChange]


async def history(connection: Connection, identity: UUID) -> list[Revision]:
    """Give every revision of a record, the newest first."""
    rows = await connection.fetch(
        "select revision, at, by, why, tombstone, released, body from record_change where id = $1"
        " order by xid, position",
        identity,
    )
    told: list[Revision] = []
    before: dict[str, Any] = {}
    for row in rows:
        after = {} if row["tombstone"] else json.loads(row["body"])
        told.append(
            Revision(
                revision=row["revision"],
                at=row["at"],
                by=row["by"],
                why=row["why"],
                withdrawn=row["tombstone"],
                released=row["released"],
                changes=_changes(before, after),
            )
        )
        before = after
    return told[::-1]


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    return [
        FieldChange(field=name, before=before.get(name), after=after.get(name))
        for name in dict.fromkeys([*after, *before])
        if _something(before.get(name)) != _something(after.get(name))
    ]


def _something(value: Any) -> Any:
    """Give a value, or None for an empty list; 0 and false say something."""
    return None if value in ([], {}) else value
