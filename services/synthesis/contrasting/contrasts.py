"""A part of a scope against the rest of it, or against another part."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..change.schemas import Estimate
from ..engine.contrasts.alarm import ranks_inside
from ..engine.contrasts.contrast import Contrast, contrast
from ..engine.facts import Ints, Mask
from ..errors import NothingToContrast
from ..mirror import Mirror
from ..selecting import Filters, GroupTable, Of, among, axis, exact_reach, select, tabulate
from ..trends import label, notice
from .quoting import Cell, quote
from .schemas import Axis, ContrastAnswer, ContrastCell

LEVEL = 0.05
QUOTED = 12
"""Cells that are told with words."""


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    by: Axis
    value: str
    against: str | None
    of: Of
    filters: Filters
    resamplings: int = 1000
    seed: int = 1
    limit: int = 40


@dataclass(frozen=True)
class Sides:
    """The groups (g) of a table that are compared."""

    part: Mask
    rest: Mask


async def contrast_of(
    mirror: Mirror,
    connection: Connection,
    identity: Identity,
    wanted: Wanted,
    codebook: Codebook,
    language: str,
    as_of: datetime,
) -> ContrastAnswer:
    """Contrast what a caller may count exactly.

    Raises ``CubeNotPublic``, ``ScopeNotYours``, and ``NothingToContrast`` where one side has no group.
    """
    selected = select(mirror, wanted.filters, exact_reach(mirror, identity, wanted.filters.under))
    table = tabulate(mirror, selected, codebook, wanted.of)
    sides = _sides(mirror, table, wanted)
    counts = np.moveaxis(table.counts, 0, 1)
    asked = np.flatnonzero(counts.any(axis=(0, 2)))
    counts = np.ascontiguousarray(counts[:, asked])
    found, ranks = await asyncio.to_thread(_compute, counts, sides, wanted)
    cells = _surest(found, wanted.limit)
    quoted = {at: _cell(mirror, table, sides, asked, row, column) for at, (row, column) in enumerate(cells[:QUOTED])}
    words = await quote(connection, mirror, identity, quoted)
    questions = [table.questions[number] for number in asked.tolist()]
    return ContrastAnswer(
        by=wanted.by,
        value=wanted.value,
        against=wanted.against,
        n_groups=int(sides.part.sum()),
        n_groups_rest=int(sides.rest.sum()),
        n_tested=int(found.tested.sum()),
        false_discovery_rate=LEVEL,
        differences=[
            _told(found, ranks, row, column, questions, table.codes, codebook, language).model_copy(
                update={"words": words.get(at, [])}
            )
            for at, (row, column) in enumerate(cells)
        ],
        of=wanted.of,
        resamplings=wanted.resamplings,
        seed=wanted.seed,
        codebook=notice(codebook),
        as_of=as_of,
    )


def _compute(counts: Ints, sides: Sides, wanted: Wanted) -> tuple[Contrast, Ints]:
    found = contrast(counts, sides.part, sides.rest, resamplings=wanted.resamplings, seed=wanted.seed)
    return found, ranks_inside(counts, sides.part)


def _sides(mirror: Mirror, table: GroupTable, wanted: Wanted) -> Sides:
    values = axis(mirror, wanted.by)
    part = among(values, [wanted.value])[table.rows]
    rest = ~part if wanted.against is None else among(values, [wanted.against])[table.rows]
    if not part.any() or not rest.any() or (part & rest).any():
        raise NothingToContrast
    return Sides(part, rest)


def _surest(found: Contrast, limit: int) -> list[tuple[int, int]]:
    """Give the tested cells, the surest first."""
    rows, columns = np.nonzero(found.tested)
    order = np.lexsort((columns, rows, -np.abs(found.deviate[rows, columns]), found.q[rows, columns]))[:limit]
    return [(int(rows[at]), int(columns[at])) for at in order]


def _cell(mirror: Mirror, table: GroupTable, sides: Sides, asked: Ints, row: int, column: int) -> Cell:
    groups = np.zeros(len(mirror.groups), np.bool_)
    groups[table.rows[sides.part]] = True
    question = table.questions[int(asked[row])] if row < len(asked) else None
    return Cell(groups, frozenset({table.codes[column]}), question)


def _told(
    found: Contrast,
    ranks: Ints,
    row: int,
    column: int,
    questions: list[str],
    codes: list[str],
    codebook: Codebook,
    language: str,
) -> ContrastCell:
    def at(table: np.ndarray) -> float:
        return round(float(table[row, column]), 6)

    n = int(found.n_criteria_part[row, column])
    return ContrastCell(
        question=questions[row] if row < len(questions) else None,
        code=codes[column],
        label=label(codebook, codes[column], language),
        direction="more" if found.deviate[row, column] > 0 else "less",
        stands=bool(found.q[row, column] <= LEVEL),
        q=float(f"{found.q[row, column]:.4g}"),
        p=float(f"{found.p[row, column]:.4g}"),
        share=at(found.share_part),
        share_rest=at(found.share_rest),
        difference=Estimate(value=at(found.difference), low=at(found.intervals.least), high=at(found.intervals.most)),
        log_odds=Estimate(value=at(found.log_odds), low=at(found.intervals.low), high=at(found.intervals.high)),
        n_criteria=n,
        n_criteria_rest=int(found.n_criteria_rest[row, column]),
        n_groups_naming=int(found.n_groups_part[row, column]),
        n_groups_rest_naming=int(found.n_groups_rest[row, column]),
        rank=int(ranks[row, column]) if n else None,
        naive_p=float(f"{found.naive.chi_square_p[row, column]:.4g}"),
        specificity=round(float(found.naive.specificity[row, column]), 2),
    )
