"""Correspondence: a map of kinds of groups, countries, territories or years, and of what they name."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np

from shared.identity import Identity
from shared.vocabulary.codebook import Codebook
from shared.vocabulary.roles import Question

from ..engine.change.correspondence import Map, Points, correspondence, inertia_by_chance, regions
from ..engine.change.correspondence import Region as Ellipse
from ..engine.change.resampling import RESAMPLINGS, groups_naming, totals
from ..engine.facts import Ints, Mask
from ..mirror import Mirror
from ..selecting import Filters, Of, exact_reach, kinds_of, select, tabulate
from ..trends import label, notice
from .judging import SEED
from .schemas import ByChance, CorrespondenceMap, MapPoint, Region
from .telling import number

Rows = Literal["profile", "family", "country", "territory", "year"]

GROUPS_OF_A_POINT = 5
"""Rows and columns with fewer groups pull no axis: correspondence analysis makes much of what is rare."""

PERMUTATIONS = 99


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    rows: Rows
    of: Of
    question: Question
    filters: Filters
    supplementary: frozenset[str] = frozenset()
    """Codes that are to pull no axis."""
    n_axes: int = 2


@dataclass(frozen=True)
class _Found:
    """The map, if the table holds enough for one."""

    table: Ints
    groups: Ints
    """(r): by row."""
    naming: Ints
    """(k): groups that name each code."""
    map: Map | None = None
    regions: list[Ellipse | None] | None = None
    by_chance: ByChance | None = None


async def map_of(
    mirror: Mirror, identity: Identity, wanted: Wanted, codebook: Codebook, language: str, as_of: datetime
) -> CorrespondenceMap:
    """Draw the map of what a caller may count exactly; raises ``CubeNotPublic`` and ``ScopeNotYours``."""
    selected = select(mirror, wanted.filters, exact_reach(mirror, identity, wanted.filters.under))
    table = tabulate(mirror, selected, codebook, wanted.of)
    rows, counts = table.answers(wanted.question)
    kinds = kinds_of(mirror, [wanted.rows], rows)
    names = [_name(mirror, wanted.rows, value) for (value,) in kinds.values]
    labels = [label(codebook, code, language) for code in table.codes]
    free = np.array([code not in wanted.supplementary for code in table.codes], np.bool_)
    found = await asyncio.to_thread(_draw, counts, kinds.numbers, len(kinds.values), free, wanted.n_axes)
    drawn = found.map
    return CorrespondenceMap(
        rows_are=wanted.rows,
        question=wanted.question,
        inertia=number(drawn.inertia) if drawn else None,
        axes=[round(float(value), 6) for value in drawn.eigenvalues / drawn.inertia] if drawn else [],
        by_chance=found.by_chance,
        rows=[
            _point(drawn, drawn.rows if drawn else None, at, value, names[at], n, int(found.groups[at]), found.regions)
            for at, ((value,), n) in enumerate(zip(kinds.values, found.table.sum(axis=1).tolist(), strict=True))
        ],
        columns=[
            _point(drawn, drawn.columns if drawn else None, at, code, name, n, int(found.naming[at]))
            for at, (code, name, n) in enumerate(
                zip(table.codes, labels, found.table.sum(axis=0).tolist(), strict=True)
            )
        ],
        of=wanted.of,
        resamplings=RESAMPLINGS,
        seed=SEED,
        codebook=notice(codebook),
        as_of=as_of,
    )


def _name(mirror: Mirror, rows: Rows, value: Any) -> str | None:
    found = mirror.territories.get(value) if rows == "territory" else None
    return found.name if found else None


def _draw(counts: Ints, row: Ints, n_rows: int, free: Mask, n_axes: int) -> _Found:
    table, groups = totals(counts, row, n_rows).astype(np.int64), np.bincount(row, minlength=n_rows)
    found = _Found(table, groups, groups_naming(counts, np.zeros(len(counts), np.int64), 1)[0])
    try:
        drawn = correspondence(table, n_axes, groups >= GROUPS_OF_A_POINT, free & (found.naming >= GROUPS_OF_A_POINT))
    except ValueError:
        return found
    chance = inertia_by_chance(counts, row, n_rows, drawn, PERMUTATIONS, SEED)
    told = ByChance(
        median=round(float(np.median(chance)), 6),
        high=round(float(np.quantile(chance, 0.95)), 6),
        p=round((1 + int((chance >= drawn.inertia).sum())) / (PERMUTATIONS + 1), 4),
    )
    return _Found(table, groups, found.naming, drawn, regions(counts, row, n_rows, drawn, seed=SEED), told)


def _point(
    drawn: Map | None, points: Points | None, at: int, value: Any, name: str | None, n: int, n_groups: int,
    ellipses: list[Ellipse | None] | None = None,
) -> MapPoint:  # fmt: skip
    point = MapPoint(value=value, label=name, n_criteria=n, n_groups=n_groups, supplementary=True)
    if drawn is None or points is None:
        return point
    ellipse = ellipses[at] if ellipses else None
    active = bool(points.mass[at] > 0)
    return point.model_copy(
        update={
            "supplementary": not active,
            "mass": number(points.mass[at]) if active else None,
            "inertia": number(points.inertia[at] / drawn.inertia) if active and drawn.inertia else None,
            "coordinates": [number(value) for value in points.coordinates[at]],
            "contributions": [number(value) for value in points.contributions[at]] if active else [],
            "quality": [number(value) for value in points.quality[at]],
            "region": ellipse and Region(**{name: round(value, 6) for name, value in vars(ellipse).items()}),
        }
    )
