"""Who said which statement, in which language: the rows that every count of this package goes back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Uses = tuple[Ints, Ints, Floats]
"""Statement, group and weight (u), in order of statements: see `uses`."""


@dataclass(frozen=True)
class Said:
    """Criteria (m): each is one of the distinct statements (n), said by one of the groups (g) in a language."""

    statement: Ints
    """(m) row of the statement."""
    group: Ints
    """(m) row of the group."""
    language: Sequence[str]
    """(m) BCP 47 tags; only the primary part counts."""
    weight: Floats
    """(m) what a criterion counts for; less than one for copies, if copies are to count less."""
    country: Sequence[str] = ()
    """(g) country of each group, if known; used to spread exemplars."""

    def languages(self, n_statements: int) -> tuple[list[str], Ints]:
        """The languages there are, and each statement's own (n): the one it was said in most; the first if never."""
        primary = {tag: primary_tag(tag) for tag in dict.fromkeys(self.language)}
        names = sorted(set(primary.values())) or ["und"]
        numbers = {tag: names.index(name) for tag, name in primary.items()}
        rows = np.array([numbers[tag] for tag in self.language], dtype=np.int64)
        weights = np.zeros((n_statements, len(names)))
        np.add.at(weights, (self.statement, rows), np.maximum(self.weight, 1e-9))
        return names, np.asarray(weights.argmax(axis=1), dtype=np.int64)


def primary_tag(tag: str) -> str:
    """The language of a BCP 47 tag: `pt` of `pt-BR`."""
    return tag.replace("_", "-").split("-")[0].casefold() or "und"


def uses(said: Said) -> Uses:
    """Each statement and group that go together (u), ordered by statement, with the weight of what was said."""
    order = np.lexsort((said.group, said.statement))
    statement, group = said.statement[order], said.group[order]
    first = np.r_[True, (statement[1:] != statement[:-1]) | (group[1:] != group[:-1])] if len(order) else order > 0
    place = np.cumsum(first) - 1
    return statement[first], group[first], np.bincount(place, weights=said.weight[order]).astype(np.float64)
