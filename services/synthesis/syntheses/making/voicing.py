"""Quotes for figures: criteria that are typical of a cell, from different groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from ...engine.encoding.encoder import Vectors
from ...engine.labels.cell_exemplars import cell_exemplars
from ..inputs import Inputs

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Quoting:
    """Chooses quotes from inputs with their words."""

    inputs: Inputs
    vectors: Vectors
    """(s, d) by statement, without their language."""

    def typical(self, chosen: NDArray[np.bool_], k: int = 3) -> list[UUID]:
        """Give up to k of the chosen criteria (n) that show what they say, each of another group."""
        rows = np.flatnonzero(chosen)
        statement = self.inputs.criteria["statement"][rows].astype(np.int64)
        group = self.inputs.criteria["group"][rows].astype(np.int64)
        pairs = cell_exemplars(self.inputs.texts, statement, group, k, self.vectors)
        return self.inputs.ids(np.array([self._first(rows, statement, group, *pair) for pair in pairs], np.intp))

    def of_statements(self, statements: Sequence[int], question: int, members: Rows) -> list[UUID]:
        """Give for each statement the first of the members that says it in answer to a question."""
        found = self.inputs.criteria[members]
        rows = []
        for statement in statements:
            fits = (found["statement"] == statement) & (found["question"] == question)
            rows.append(int(members[int(np.argmax(fits))]))
        return self.inputs.ids(np.array(rows, np.intp))

    @staticmethod
    def _first(rows: Rows, statement: Rows, group: Rows, wanted: int, who: int) -> int:
        return int(rows[int(np.argmax((statement == wanted) & (group == who)))])
