"""A part of a scope against the rest of it, or against another part."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
from .schemas import By, ContrastAnswer, ContrastCell

LEVEL = 0.05
QUOTED = 12
"""Cells that are told with words."""


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    by: By
    value: str
    against: str | None
    of: Of
    filters: Filters
    resamplings: int = 1000
    seed: int = 1
    limit: int = 40


@dataclass(frozen=True)
class Sides:
    """What is compared: units (u), each a group, or what a group answered to one question."""

    counts: Ints
    """(u, q, k)"""
    part: Mask
    rest: Mask
    group: Ints
    """(u): the number of the group in the mirror."""
    questions: list[str | None]
    """(q); None where several are one."""
    strata: Ints | None = None
    """(u): relabelling stays inside; a group's answers change sides with one another only."""


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
    sides = _questions(table, wanted) if wanted.by == "question" else _groups(mirror, table, wanted)
    found, ranks = await asyncio.to_thread(_compute, sides, wanted)
    cells = _surest(found, wanted.limit)
    quoted = {at: _cell(mirror, table, sides, wanted, *cell) for at, cell in enumerate(cells[:QUOTED])}
    words = await quote(connection, mirror, identity, quoted)
    return ContrastAnswer(
        by=wanted.by,
        value=wanted.value,
        against=wanted.against,
        n_groups=int(sides.part.sum()),
        n_groups_rest=len(np.unique(sides.group[sides.rest])),
        n_tested=int(found.tested.sum()),
        false_discovery_rate=LEVEL,
        differences=[
            _told(found, ranks, row, column, sides.questions, table.codes, codebook, language).model_copy(
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


def _compute(sides: Sides, wanted: Wanted) -> tuple[Contrast, Ints]:
    found = contrast(
        sides.counts,
        sides.part,
        sides.rest,
        strata=sides.strata,
        resamplings=wanted.resamplings,
        seed=wanted.seed,
    )
    return found, ranks_inside(sides.counts, sides.part)


def _groups(mirror: Mirror, table: GroupTable, wanted: Wanted) -> Sides:
    """Compare groups by who they are, where or when; a territory has everything below it."""
    part = _are(mirror, wanted.by, wanted.value)[table.rows]
    rest = ~part if wanted.against is None else _are(mirror, wanted.by, wanted.against)[table.rows]
    counts = np.moveaxis(table.counts, 0, 1)
    asked = np.flatnonzero(counts.any(axis=(0, 2)))
    questions: list[str | None] = [table.questions[number] for number in asked.tolist()]
    return _checked(Sides(np.ascontiguousarray(counts[:, asked]), part, rest, table.rows, questions))


def _are(mirror: Mirror, by: By, value: str) -> Mask:
    if by != "territory":
        return among(axis(mirror, by), [value])
    try:
        inside = mirror.below(UUID(value))
    except ValueError:
        raise NothingToContrast("a territory is named by its id") from None
    result: Mask = (mirror.groups["territory"] >= 0) & inside[mirror.groups["territory"]]
    return result


def _questions(table: GroupTable, wanted: Wanted) -> Sides:
    """Compare what the same groups answer to one question and to another, or to all others."""
    units = [(number, np.flatnonzero(answers.any(axis=1))) for number, answers in enumerate(table.counts)]
    question = np.concatenate([np.full(len(rows), number) for number, rows in units])
    row = np.concatenate([rows for _, rows in units])
    named = np.array([str(name) for name in table.questions])[question]
    part = named == wanted.value
    rest = ~part if wanted.against is None else named == wanted.against
    return _checked(Sides(table.counts[question, row][:, None, :], part, rest, table.rows[row], [None], strata=row))


def _checked(sides: Sides) -> Sides:
    if not sides.part.any() or not sides.rest.any() or (sides.part & sides.rest).any():
        raise NothingToContrast
    return sides


def _surest(found: Contrast, limit: int) -> list[tuple[int, int]]:
    """Give the tested cells, the surest first."""
    rows, columns = np.nonzero(found.tested)
    order = np.lexsort((columns, rows, -np.abs(found.deviate[rows, columns]), found.q[rows, columns]))[:limit]
    return [(int(rows[at]), int(columns[at])) for at in order]


def _cell(mirror: Mirror, table: GroupTable, sides: Sides, wanted: Wanted, row: int, column: int) -> Cell:
    groups = np.zeros(len(mirror.groups), np.bool_)
    groups[sides.group[sides.part]] = True
    question = sides.questions[row] if row < len(sides.questions) else None
    return Cell(groups, frozenset({table.codes[column]}), wanted.value if wanted.by == "question" else question)


def _stands(found: Contrast, row: int, column: int) -> bool:
    """Tell whether a difference is sure by the test, and by its interval too: one without the other would puzzle."""
    sure = found.intervals.low > 0 if found.deviate[row, column] > 0 else found.intervals.high < 0
    return bool(found.q[row, column] <= LEVEL and sure[row, column])


def _told(
    found: Contrast,
    ranks: Ints,
    row: int,
    column: int,
    questions: list[str | None],
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
        stands=_stands(found, row, column),
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
