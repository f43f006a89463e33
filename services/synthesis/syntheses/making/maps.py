"""Maps of who says what, and territories that hear the same."""

from uuid import UUID

import numpy as np

from shared.vocabulary.codebook import Codebook

from ...engine.change.correspondence import Points, correspondence
from ...engine.change.similarity import GROUPS_OF_A_PLACE, alike
from ..document import Alike, Axis, Interval, Map, Point
from ..inputs import Inputs
from .axes import Parts, parts_of
from .cells import cells, table

AXES = 3
LEAST_ROWS = 3
LEAST_GROUPS = 3
"""Groups of a row that pulls the axes of a map; others are placed on it."""

ALIKE_SHOWN = 20


def maps(inputs: Inputs, codebook: Codebook, axes: list[Axis]) -> list[Map]:
    """Map the parts on each axis by the components they name."""
    return [found for axis in axes if (found := _map(inputs, codebook, parts_of(inputs, axis))) is not None]


def _map(inputs: Inputs, codebook: Codebook, parts: Parts) -> Map | None:
    columns = cells(inputs, codebook, "component")
    counts = table(inputs, columns, np.ones(len(inputs.criteria), np.bool_))
    rows = np.stack([counts[member].sum(axis=0) for member in parts.members]) if len(parts.values) else counts[:0]
    active = parts.members.sum(axis=1) >= LEAST_GROUPS
    if (active & (rows.sum(axis=1) > 0)).sum() < LEAST_ROWS or (rows[active].sum(axis=0) > 0).sum() < LEAST_ROWS:
        return None
    found = correspondence(rows, AXES, active_rows=active)
    whole = float(found.eigenvalues.sum())
    return Map(
        axis=parts.axis,
        level="component",
        inertia=round(found.inertia, 6),
        shares=[round(float(value) / whole, 6) if whole else 0.0 for value in found.eigenvalues[:AXES]],
        rows=_points(found.rows, parts.values, parts.names),
        columns=_points(found.columns, columns.codes, [None] * len(columns.codes)),
    )


def _points(points: Points, values: list[str], names: list[str | None]) -> list[Point]:
    return [
        Point(
            value=value,
            name=name,
            mass=round(float(points.mass[at]), 6),
            coordinates=_rounded(points.coordinates[at]),
            contributions=_rounded(points.contributions[at]),
            cos2=_rounded(points.quality[at]),
        )
        for at, (value, name) in enumerate(zip(values, names, strict=True))
        if np.isfinite(points.coordinates[at]).all()
    ]


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 6) for value in np.nan_to_num(values)]


def alike_territories(inputs: Inputs, codebook: Codebook, seed: int) -> list[Alike]:
    """Pair territories in which enough groups were heard, the most alike first."""
    parts = parts_of(inputs, "territory")
    columns = cells(inputs, codebook, "component")
    counts = table(inputs, columns, np.ones(len(inputs.criteria), np.bool_))
    heard = counts.any(axis=1)
    place = np.where(heard, parts.number, -1)
    large = np.flatnonzero(np.bincount(place[heard], minlength=len(parts.values)) >= GROUPS_OF_A_PLACE)
    found = []
    for focus in large.tolist():
        likeness = alike(counts, place, len(parts.values), focus, seed=seed)
        for other in large[large > focus].tolist():
            found.append(
                Alike(
                    first=UUID(parts.values[focus]),
                    first_name=parts.names[focus] or "",
                    second=UUID(parts.values[other]),
                    second_name=parts.names[other] or "",
                    likeness=round(float(likeness.affinity[other]), 4),
                    interval=Interval(
                        low=round(float(likeness.low[other]), 4), high=round(float(likeness.high[other]), 4)
                    ),
                    shared=[columns.codes[at] for at in np.flatnonzero(likeness.shared[other])],
                )
            )
    found.sort(key=lambda pair: (-pair.likeness, pair.first_name, pair.second_name))
    return found[:ALIKE_SHOWN]
