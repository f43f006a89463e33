"""Selecting: whose words a figure is made of, who may read it exactly, and a table of groups by codes.

Every exact figure begins here: `exact_reach` says what a caller may count, `select` keeps the groups and facts that
pass the filters, and `tabulate` lays them out as one dense table of groups × codes for each question, which the
engine resamples by whole groups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from .engine.facts import Axis, Ints, Mask
from .errors import CubeNotPublic, ScopeNotYours
from .mirror import Mirror

GROUP_AXES = ("country", "territory", "profile", "family", "year")
FACT_AXES = ("question", "dimension", "component", "status", "scope")
CODE_AXES = ("dimension", "component")

Of = Literal["dimension", "component"]
Scopes = tuple[str, ...] | None
"""Consents that are counted; None for all of them."""


@dataclass(frozen=True)
class Filters:
    """What is kept: a territory with everything below it, and values by axis, several meaning *either*."""

    under: UUID | None = None
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Selected:
    """What passes the filters, among the groups (g) and the facts (m) of the mirror."""

    groups: Mask
    """(g): by where, when and who they are; a group that has said nothing is among them."""
    said: Mask
    """(m): facts of these groups, coded or not."""
    coded: Mask
    """(m): those with a code."""
    named: Mask
    """(m): those with a code that passes the filters on codes."""


@dataclass(frozen=True)
class GroupTable:
    """Coded criteria of each group (g) that has any, by question (q) and code (k)."""

    rows: Ints
    """(g): the groups' numbers in the mirror, rising."""
    questions: list[str]
    codes: list[str]
    """(k): every code of the codebook, named or not, and those in use that it lacks."""
    counts: Ints
    """(q, g, k)"""

    def answers(self, question: str) -> tuple[Ints, Ints]:
        """Give the groups (n) that answered a question with something coded, and their table (n, k)."""
        table = self.counts[self.questions.index(question)]
        heard = table.any(axis=1)
        return self.rows[heard], table[heard]


def exact_reach(mirror: Mirror, identity: Identity, under: UUID | None) -> Scopes:
    """Tell which consents a caller counts exactly: staff all but what stays local, a partner all of its own.

    Raises ``ScopeNotYours`` for a partner that does not name a territory of its own, and ``CubeNotPublic`` for
    everybody without such a key.
    """
    if identity.reads_everything:
        return ("network", "open")
    if identity.role != "partner":
        raise CubeNotPublic
    if under is None or not any(covers(mirror, root, under) for root in identity.roots):
        raise ScopeNotYours
    return None


def covers(mirror: Mirror, root: UUID, territory: UUID) -> bool:
    """Tell whether a territory is the root or lies below it."""
    number = mirror.territory_names.find(territory)
    return number >= 0 and bool(mirror.below(root)[number])


def select(mirror: Mirror, filters: Filters, scopes: Scopes) -> Selected:
    """Keep the groups and facts that pass every filter; ``scopes`` comes from `exact_reach`."""
    groups = mirror.groups["here"].copy()
    if filters.under is not None:
        groups &= (mirror.groups["territory"] >= 0) & mirror.below(filters.under)[mirror.groups["territory"]]
    said = np.ones(len(mirror.facts), np.bool_)
    if scopes is not None:
        said &= among(mirror.fact_axis("scope"), scopes)
    for name, values in filters.values.items():
        if name in GROUP_AXES:
            groups &= among(axis(mirror, name), values)
        elif name not in CODE_AXES:
            said &= among(axis(mirror, name), values)
    said &= groups[mirror.column("group")]
    coded = said & (mirror.column("code") > 0)
    named = coded
    for name in set(CODE_AXES) & set(filters.values):
        named = named & among(axis(mirror, name), filters.values[name])
    return Selected(groups, said, coded, named)


def tabulate(mirror: Mirror, selected: Selected, codebook: Codebook, of: Of) -> GroupTable:
    """Count the coded criteria of each group by question and code; zeros are there too.

    The filters on codes make no difference here: a share is of all that has a code.
    """
    codes, cell = _codes(mirror, codebook, of)
    group = mirror.column("group")[selected.coded]
    rows, row = np.unique(group, return_inverse=True)
    question = mirror.column("question")[selected.coded]
    shape = (len(mirror.questions.list), len(rows), len(codes))
    key = (question.astype(np.int64) * shape[1] + row) * shape[2] + cell[mirror.column("code")[selected.coded]]
    counts = np.bincount(key, weights=mirror.column("n")[selected.coded], minlength=shape[0] * shape[1] * shape[2])
    return GroupTable(rows.astype(np.int64), list(mirror.questions.list), codes, counts.astype(np.int64).reshape(shape))


@dataclass(frozen=True)
class Kinds:
    """What groups (n) are told apart by: one axis of groups, or several crossed."""

    axes: tuple[str, ...]
    numbers: Ints
    """(n): always of a kind; not knowing is a kind of its own, with None for its value."""
    values: list[tuple[Any, ...]]
    """By number, the value on each axis."""


def kinds_of(mirror: Mirror, axes: Sequence[str], rows: Ints) -> Kinds:
    """Tell groups apart by axes of groups; only kinds that occur are numbered, in the order of their values."""
    columns = [mirror.group_axis(name) for name in axes]
    numbers = np.stack([column.numbers[rows] for column in columns], axis=1).astype(np.int64)
    found, index = np.unique(numbers, axis=0, return_inverse=True)
    values = [
        tuple(column.values[at] if at >= 0 else None for column, at in zip(columns, row, strict=True))
        for row in found.tolist()
    ]
    # The mirror numbers names as they come, which is not the same in two replicas.
    order = sorted(range(len(values)), key=lambda at: [str(value) for value in values[at]])
    return Kinds(tuple(axes), np.argsort(np.array(order, np.int64))[index.ravel()], [values[at] for at in order])


def _codes(mirror: Mirror, codebook: Codebook, of: Of) -> tuple[list[str], NDArray[np.int64]]:
    """Give the names of cells, and the cell of each code of the mirror (0 for no code, never used)."""
    known = codebook.entries if of == "component" else codebook.dimensions
    used = [code if of == "component" else code[:1] for code in mirror.codes.list]
    names = sorted({*known, *used} - {""})
    number = {name: at for at, name in enumerate(names)}
    return names, np.array([number.get(name, 0) for name in used], np.int64)


def axis(mirror: Mirror, name: str) -> Axis:
    """Give an axis of groups or of facts by its name."""
    return mirror.group_axis(name) if name in GROUP_AXES else mirror.fact_axis(name)


def among(axis: Axis, values: Sequence[Any]) -> Mask:
    """Tell for each place on an axis whether its value is one of these; no value is none of them."""
    wanted = {str(value) for value in values}
    found = np.array([str(value) in wanted for value in axis.values] + [False], np.bool_)
    if found.sum() > _FEW:
        return np.asarray(found[axis.numbers])  # -1, no value, is the False at the end
    result = np.zeros(len(axis.numbers), np.bool_)
    for number in np.flatnonzero(found):
        result |= axis.numbers == number
    return result


_FEW = 8
"""Values that are compared one by one, which is faster than looking up each place, up to about so many."""
