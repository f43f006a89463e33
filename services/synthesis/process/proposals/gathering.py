"""Gather what was said about a component in a territory, with its meanings and vectors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection
from shared.identity import Identity

from ...engine.facts import Ints, Mask
from ...engine.labels.cell_exemplars import cell_exemplars
from ...mirror import Mirror
from ...reach import readable
from ...selecting import Scopes
from .placing import Placed, place

MOST = 5000
"""Criteria that are looked at."""

_SAID = """
select c.id, c.text, c.language, c.question, coalesce(c.human_meaning, p.meaning) as meaning,
    case when c.human_meaning is not null then 'people' when p.meaning is not null then 'proposed' end as meaning_by
from criterion c left join proposal p on p.statement_id = c.statement_id and p.question = c.question
    and p.reading_id = (select id from reading where state = 'serving')
where c.id = any($1) and c.text is not null and c.state = 'approved' and not c.taken_up
    and ($2::text[] is null or c.scope = any($2))
order by c.id
"""


@dataclass(frozen=True)
class Said:
    """Criteria (n) about a component, where each is placed, and their places in the mirror."""

    rows: list[Mapping[str, Any]]
    placed: list[Placed | None]
    groups: Ints
    statements: Ints
    cut: bool


async def gather(
    connection: Connection, mirror: Mirror, identity: Identity, groups: Mask, scopes: Scopes, component: str
) -> Said:
    """Give what some groups (g) said about a component, as far as the caller may read it."""
    of_code = mirror.criteria["code"] == mirror.codes.find(component)
    chosen: NDArray[np.int64] = np.flatnonzero(readable(mirror, identity) & of_code & groups[mirror.criteria["group"]])
    ids = [mirror.criterion_ids.list[row] for row in chosen[:MOST].tolist()]
    found = await connection.fetch(_SAID, ids, list(scopes) if scopes is not None else None)
    rows: list[Mapping[str, Any]] = [dict(row) for row in found]
    at = np.array([mirror.criterion_ids.find(row["id"]) for row in rows], np.int64)
    placed = [place(row["question"], row["meaning"]) for row in rows]
    return Said(
        rows,
        placed,
        mirror.criteria["group"][at].astype(np.int64),
        mirror.criteria["statement"][at].astype(np.int64),
        len(chosen) > MOST,
    )


def typical(mirror: Mirror, said: Said, those: list[int], k: int) -> list[int]:
    """Give up to k of some criteria that show best what is meant, of different groups; those with a meaning first."""
    chosen: list[int] = []
    for by in ("meaning", "question", None):
        part = [
            row for row in those if ((found := said.placed[row]) is None and by is None) or (found and found.by == by)
        ]
        if part and len(chosen) < k:
            taken = {int(said.groups[row]) for row in chosen}
            part = [row for row in part if int(said.groups[row]) not in taken] or part
            chosen += _exemplars(mirror, said, part, k - len(chosen))
    return chosen


def _placed_by(said: Said, row: int) -> str | None:
    placed = said.placed[row]
    return placed.by if placed else None


def _exemplars(mirror: Mirror, said: Said, part: list[int], k: int) -> list[int]:
    texts = [said.rows[row]["text"] for row in part]
    vectors = mirror.matrix[said.statements[part]] if mirror.matrix.shape[1] else None
    found = cell_exemplars(texts, np.arange(len(part)), said.groups[part], k, vectors)
    return [part[at] for at, _ in found]
