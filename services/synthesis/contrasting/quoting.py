"""Words beside a figure: typical of a cell, of different groups, and open to the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shared.database import Connection
from shared.identity import Identity

from ..engine.encoding.encoder import unit_rows
from ..engine.facts import Mask
from ..engine.labels.cell_exemplars import cell_exemplars
from ..mirror import Mirror
from ..reach import readable
from .schemas import Words

CANDIDATES = 40
"""Criteria nearest to the middle of a cell whose words are looked at."""


@dataclass(frozen=True)
class Cell:
    """Which criteria a figure counts: those of some groups (g) with some codes, in answer to a question or to all."""

    groups: Mask
    codes: frozenset[str]
    question: str | None


async def quote(
    connection: Connection, mirror: Mirror, identity: Identity, cells: Mapping[int, Cell], k: int = 3
) -> dict[int, list[Words]]:
    """Give for each cell up to k criteria of different groups that show what is meant."""
    allowed = readable(mirror, identity)
    near = {number: _nearest(mirror, cell, allowed) for number, cell in cells.items()}
    ids = {row: mirror.criterion_ids.list[row] for rows in near.values() for row in rows}
    found = await connection.fetch(
        "select id, text, language from criterion where id = any($1) and text is not null", list(ids.values())
    )
    texts = {row["id"]: row for row in found}
    said = {row: texts[id] for row, id in ids.items() if id in texts}
    return {number: _typical(mirror, [row for row in rows if row in said], said, k) for number, rows in near.items()}


def _nearest(mirror: Mirror, cell: Cell, allowed: Mask) -> list[int]:
    codes = np.array([code in cell.codes or code[:1] in cell.codes for code in mirror.codes.list], np.bool_)
    chosen = allowed & cell.groups[mirror.criteria["group"]] & codes[mirror.criteria["code"]]
    if cell.question is not None:
        chosen &= mirror.criteria["question"] == mirror.questions.find(cell.question)
    rows = np.flatnonzero(chosen)
    if len(rows) <= CANDIDATES or not mirror.matrix.shape[1]:
        return [int(row) for row in rows[:CANDIDATES]]
    vectors = mirror.matrix[mirror.criteria["statement"][rows]]
    closeness = vectors @ unit_rows(vectors.mean(axis=0)[None, :])[0]
    return [int(row) for row in rows[np.lexsort((rows, -closeness))[:CANDIDATES]]]


def _typical(mirror: Mirror, rows: Sequence[int], said: Mapping[int, Mapping[str, str]], k: int) -> list[Words]:
    groups = mirror.criteria["group"][list(rows)].astype(np.int64)
    vectors = mirror.matrix[mirror.criteria["statement"][list(rows)]] if mirror.matrix.shape[1] else None
    found = cell_exemplars([said[row]["text"] for row in rows], np.arange(len(rows)), groups, k, vectors)
    return [Words(**dict(said[rows[at]])) for at, _ in found]
