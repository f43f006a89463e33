"""What each part of a scope says more, and less, than the rest of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from shared.vocabulary.codebook import Codebook

from ...engine.contrasts.alarm import Found, alarm, by_dimension
from ...engine.contrasts.contrast import Contrast as Contrasted
from ...engine.contrasts.contrast import contrast
from ..document import Axis, Contrast, Difference, Interval, Level
from ..inputs import QUESTIONS, Inputs
from .axes import Parts, parts_of
from .cells import Cells, cells, table
from .own import own_rankings
from .voicing import Quoting

LEVEL = 0.05
"""The false discovery rate at which a difference stands."""

MINIMUM_GROUPS = 6
"""Groups that a part must have, and the rest of the scope too."""

SHOWN = 40
"""Cells of the picture."""


@dataclass(frozen=True)
class Setting:
    """A scope laid out for contrasts: counts (g, q, k) of components and of dimensions, for questions asked (q)."""

    questions: list[int]
    components: Cells
    dimensions: Cells
    dimension_of: NDArray[np.int64]
    """(k)"""
    counts: NDArray[np.int64]
    sums: NDArray[np.int64]
    """Of dimensions."""

    def level(self, name: Level) -> tuple[Cells, NDArray[np.int64]]:
        """Give the columns and counts of a level."""
        return (self.components, self.counts) if name == "component" else (self.dimensions, self.sums)


def setting(inputs: Inputs, codebook: Codebook) -> Setting:
    """Lay out the questions that were answered."""
    components, dimensions = cells(inputs, codebook, "component"), cells(inputs, codebook, "dimension")
    dimension_of = np.array([dimensions.codes.index(code[:1]) for code in components.codes], np.int64)
    questions = [q for q in range(len(QUESTIONS)) if (inputs.criteria["question"] == q).any()]
    tables = [table(inputs, components, inputs.criteria["question"] == q) for q in questions]
    counts = np.stack(tables, axis=1) if tables else np.zeros((len(inputs.groups), 0, len(components.codes)), np.int64)
    return Setting(questions, components, dimensions, dimension_of, counts, by_dimension(counts, dimension_of))


def contrasts(
    inputs: Inputs, codebook: Codebook, found: Setting, axis: Axis, quoting: Quoting, resamplings: int, seed: int
) -> Contrast:
    """Contrast every part on an axis with the rest; what stands does so among all cells of all parts together."""
    parts = parts_of(inputs, axis)
    sizes = parts.members.sum(axis=1)
    small = [parts.values[at] for at in np.flatnonzero(np.minimum(sizes, len(inputs.groups) - sizes) < MINIMUM_GROUPS)]
    standing = alarm(found.counts, parts.members, found.dimension_of, minimum=MINIMUM_GROUPS, level=1.0)
    teller = _Teller(inputs, found, parts, quoting, resamplings, seed)
    n_sure = int((standing.q <= LEVEL).sum())
    told = [teller.tell(standing, at) for at in range(min(max(SHOWN, n_sure), len(standing.q)))]
    return Contrast(
        axis=axis,
        n_tested=standing.n_tests,
        false_discovery_rate=LEVEL,
        too_small=small,
        differences=[difference for difference in told if difference.stands],
        plot=told,
        own=own_rankings(inputs, parts, codebook, quoting, resamplings, seed),
    )


class _Teller:
    """Tells findings with their evidence; each part is contrasted once a level."""

    def __init__(
        self, inputs: Inputs, found: Setting, parts: Parts, quoting: Quoting, resamplings: int, seed: int
    ) -> None:
        self.inputs, self.found, self.parts, self.quoting = inputs, found, parts, quoting
        self.resamplings, self.seed = resamplings, seed
        self._contrasted: dict[tuple[int, Level], Contrasted] = {}

    def tell(self, standing: Found, at: int) -> Difference:
        part, row, cell = int(standing.part[at]), int(standing.row[at]), int(standing.cell[at])
        level: Level = "dimension" if standing.dimension[at] else "component"
        columns, counts = self.found.level(level)
        told = self._contrast(part, level)
        together = row == len(self.found.questions)
        inside = self.parts.members[part]
        low, high = float(told.intervals.low[row, cell]), float(told.intervals.high[row, cell])
        # The test and the interval argue differently; what an interval leaves open would only puzzle its reader.
        stands = bool(standing.q[at] <= LEVEL) and (low > 0 if standing.direction[at] > 0 else high < 0)
        shares = round(float(told.share_part[row, cell]), 6), round(float(told.share_rest[row, cell]), 6)
        return Difference(
            axis=self.parts.axis,
            value=self.parts.values[part],
            name=self.parts.names[part],
            question=None if together else QUESTIONS[self.found.questions[row]],
            level=level,
            code=columns.codes[cell],
            direction="more" if standing.direction[at] > 0 else "less",
            n_criteria=int(told.n_criteria_part[row, cell]),
            n_criteria_rest=int(told.n_criteria_rest[row, cell]),
            share=shares[0],
            share_rest=shares[1],
            log_odds=round(float(told.log_odds[row, cell]), 4),
            interval=Interval(low=round(low, 4), high=round(high, 4)),
            p=float(f"{standing.p[at]:.4g}"),
            q=float(f"{standing.q[at]:.4g}"),
            stands=stands,
            n_groups=int(told.heard_part[row]),
            n_groups_naming=int(told.n_groups_part[row, cell]),
            n_groups_rest=int(told.heard_rest[row]),
            n_groups_rest_naming=int(told.n_groups_rest[row, cell]),
            rank=_rank(counts, inside, row, cell, together),
            rank_rest=_rank(counts, ~inside, row, cell, together),
            naive_p=float(f"{told.naive.chi_square_p[row, cell]:.4g}"),
            exemplars=self._quotes(part, row, level, cell, together) if stands else [],
        )

    def _contrast(self, part: int, level: Level) -> Contrasted:
        if (part, level) not in self._contrasted:
            counts = self.found.level(level)[1]
            members = self.parts.members[part]
            self._contrasted[part, level] = contrast(counts, members, resamplings=self.resamplings, seed=self.seed)
        return self._contrasted[part, level]

    def _quotes(self, part: int, row: int, level: Level, cell: int, together: bool) -> list[object]:
        criteria = self.inputs.criteria
        columns = self.found.level(level)[0]
        chosen = self.parts.members[part][criteria["group"]] & (columns.of[criteria["code"]] == cell)
        if not together:
            chosen &= criteria["question"] == self.found.questions[row]
        return list(self.quoting.typical(chosen))


def _rank(counts: NDArray[np.int64], side: NDArray[np.bool_], row: int, cell: int, together: bool) -> int | None:
    """Give the rank of a cell among what a side says; 1 is named most."""
    sums = counts[side].sum(axis=(0, 1)) if together else counts[side][:, row].sum(axis=0)
    return int(rankdata(-sums, method="min")[cell]) if sums[cell] else None
