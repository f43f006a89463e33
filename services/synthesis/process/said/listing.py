"""The words that nothing carried on: which of them a caller may read, in which order, and as they were said."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ...mirror import Mirror
from ...reach import Selection, lookable
from ...trends import label
from .counting import Criterion
from .isolation import nearest_likeness
from .schemas import LeftOut
from .store import Group, words_of

FAR = 2.0
"""Where criteria without a likeness stand: after all that have one, since a cosine is at most 1."""

Place = tuple[float, str]
"""Where a criterion stands in the list: its likeness, and its id."""


def yours(mirror: Mirror, identity: Identity, territory: UUID, missed: Sequence[Criterion]) -> list[Criterion]:
    """Keep what a caller may read, and may be told of which group it is."""
    allowed = lookable(mirror, identity, Selection(under=territory))
    rows = [mirror.criterion_ids.find(each.id) for each in missed]
    return [each for each, row in zip(missed, rows, strict=True) if 0 <= row < len(allowed) and allowed[row]]


async def in_order(mirror: Mirror, missed: Sequence[Criterion], kept: Sequence[Criterion]) -> list[Place]:
    """Put criteria in order: those least like anything that was kept first, then by id."""
    near = await _likeness(mirror, missed, kept)
    return sorted((near.get(each.statement, FAR), str(each.id)) for each in missed)


async def _likeness(mirror: Mirror, missed: Sequence[Criterion], kept: Sequence[Criterion]) -> dict[int | None, float]:
    """Give by statement how near it comes to anything that was kept, where the model has read both."""
    rows, others = _rows(mirror, missed), _rows(mirror, kept)
    if not rows or not others:
        return {}
    vectors = mirror.matrix[list(rows.values())], mirror.matrix[list(others.values())]
    found = await asyncio.to_thread(nearest_likeness, *vectors)
    # The last digits depend on how many are compared at once; a list that goes on must not.
    return dict(zip(rows, np.round(found.astype(np.float64), 4).tolist(), strict=True))


def _rows(mirror: Mirror, criteria: Sequence[Criterion]) -> dict[int | None, int]:
    """Give the statements of criteria that have a vector, each with its row."""
    rows = {each.statement: mirror.statement_ids.find(each.statement) for each in criteria}
    return {id: row for id, row in rows.items() if 0 <= row < len(mirror.read) and mirror.read[row]}


async def as_said(
    connection: Connection, groups: Mapping[UUID, Group], page: Sequence[Place], codebook: Codebook, language: str
) -> list[LeftOut]:
    """Give a page of the list in people's words; what was withdrawn a moment ago is not among them any more."""
    words = await words_of(connection, [UUID(id) for _, id in page])
    told = []
    for likeness, id in page:
        if (row := words.get(UUID(id))) is None or (group := groups.get(row["group_id"])) is None:
            continue
        told.append(
            LeftOut(
                **{name: row[name] for name in ("id", "text", "language", "question", "code")},
                group=group.id,
                profile=group.profile,
                year=group.year,
                label=label(codebook, row["code"], language),
                code_status=row["status"],
                likeness=None if likeness == FAR else likeness,
            )
        )
    return told
