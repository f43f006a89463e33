"""Trends: counts and shares over the axes a caller asks for, exact inside, by the public rule outside."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from . import disclosure
from .engine.facts import Axis, Counts, count
from .errors import CubeNotPublic, ScopeNotYours
from .mirror import Mirror
from .schemas import CodebookNotice, TrendRow, Trends

GROUP_AXES = ("country", "territory", "profile", "family", "year")
FACT_AXES = ("question", "dimension", "component", "status", "scope")
PUBLIC_AXES = ("country", "year", "question", "dimension")
"""The one table that everybody reads: its axes of groups, then those of facts."""


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for: axes, and filters on them."""

    by: tuple[str, ...]
    filters: dict[str, list[Any]] = field(default_factory=dict)
    """Values to keep, by axis; ``component`` and ``dimension`` filter codes."""
    under: UUID | None = None
    language: str = "en"


def notice(codebook: Codebook) -> CodebookNotice:
    """Give what must be said beside every code."""
    return CodebookNotice(version=codebook.version, provisional=codebook.provisional, notice=codebook.notice)


def trends(mirror: Mirror, identity: Identity, wanted: Wanted, codebook: Codebook, as_of: datetime) -> Trends:
    """Count what a caller may count.

    Staff read everything that is not meant to stay local, and a partner everything inside its own
    territories; everybody else reads the public table. Raises ``CubeNotPublic`` and ``ScopeNotYours``.
    """
    if identity.reads_everything:
        return _exact(mirror, wanted, codebook, as_of, scopes=("network", "open"))
    if identity.role == "partner" and wanted.under is not None:
        if not any(_covers(mirror, root, wanted.under) for root in identity.roots):
            raise ScopeNotYours
        return _exact(mirror, wanted, codebook, as_of, scopes=None)
    if set(wanted.by) - set(PUBLIC_AXES) or set(wanted.filters) - set(PUBLIC_AXES) or wanted.under is not None:
        raise ScopeNotYours if identity.role == "partner" else CubeNotPublic
    return _public(mirror, wanted, codebook, as_of)


def _covers(mirror: Mirror, root: UUID, territory: UUID) -> bool:
    number = mirror.territory_names.find(territory)
    return number >= 0 and bool(mirror.below(root)[number])


def _exact(
    mirror: Mirror, wanted: Wanted, codebook: Codebook, as_of: datetime, scopes: tuple[str, ...] | None
) -> Trends:
    groups = mirror.groups["here"].copy()
    if wanted.under is not None:
        inside = mirror.below(wanted.under)
        groups &= (mirror.groups["territory"] >= 0) & inside[mirror.groups["territory"]]
    chosen = np.ones(len(mirror.facts), np.bool_)
    if scopes is not None:
        chosen &= _among(mirror.fact_axis("scope"), list(scopes))
    axes = {name: _axis(mirror, name) for name in {*wanted.by, *wanted.filters}}
    code_filters = {"component", "dimension"}
    for name, values in wanted.filters.items():
        if name in GROUP_AXES:
            groups &= _among(axes[name], values)
        elif name not in code_filters:
            chosen &= _among(axes[name], values)
    chosen &= groups[mirror.column("group")]
    coded = chosen & (mirror.column("code") > 0)
    # Shares of codes are of what has a code; where no code is asked for, everything that was said counts.
    counted = coded if code_filters & {*wanted.by, *wanted.filters} else chosen
    narrowed = counted
    for name in code_filters & set(wanted.filters):
        narrowed = narrowed & _among(axes[name], wanted.filters[name])
    counts = _counted(mirror, wanted, axes, groups, narrowed, codes=True)
    # Criteria add up over codes, so only a filter on codes makes the whole another count.
    of_all = counts if narrowed is counted else _counted(mirror, wanted, axes, groups, counted, codes=False)
    rows = _rows(mirror, wanted, axes, counts, of_all, codebook)
    heard = np.zeros(len(groups), np.bool_)
    heard[mirror.column("group")[chosen]] = True
    return Trends(
        by=list(wanted.by),
        rows=rows,
        n_criteria=int(mirror.column("n")[chosen].sum()),
        n_coded=int(mirror.column("n")[coded].sum()),
        n_groups=int(heard.sum()),
        n_participants=int(mirror.groups["participants"][heard].sum()),
        audience="exact",
        codebook=notice(codebook),
        as_of=as_of,
    )


def _axis(mirror: Mirror, name: str) -> Axis:
    return mirror.group_axis(name) if name in GROUP_AXES else mirror.fact_axis(name)


def _among(axis: Axis, values: list[Any]) -> Any:
    wanted = {str(value) for value in values}
    table = np.array([str(value) in wanted for value in axis.values] + [False], np.bool_)
    return table[axis.numbers]  # -1, no value, is the False at the end


def _counted(mirror: Mirror, wanted: Wanted, axes: dict[str, Axis], groups: Any, chosen: Any, codes: bool) -> Counts:
    of_groups = [axes[name] for name in wanted.by if name in GROUP_AXES]
    of_facts = [axes[name] for name in wanted.by if name in FACT_AXES and (codes or not _is_code(name))]
    return count(mirror.as_facts(), of_groups, of_facts, groups, chosen)


def _is_code(name: str) -> bool:
    return name in ("component", "dimension")


def _order(by: tuple[str, ...], codes: bool = True) -> list[str]:
    names = [name for name in by if name in GROUP_AXES] + [name for name in by if name in FACT_AXES]
    return [name for name in names if codes or not _is_code(name)]


def _rows(
    mirror: Mirror, wanted: Wanted, axes: dict[str, Axis], counts: Counts, of_all: Counts, codebook: Codebook
) -> list[TrendRow]:
    order, without = _order(wanted.by), _order(wanted.by, codes=False)
    places = [order.index(name) for name in without]
    denominators: dict[tuple[int, ...], int] = {}
    for cell, n in zip(of_all.cells.tolist(), of_all.n_criteria.tolist(), strict=True):
        key = tuple(cell) if of_all is not counts else tuple(cell[place] for place in places)
        denominators[key] = denominators.get(key, 0) + n
    rows = []
    for position, cell in enumerate(counts.cells.tolist()):
        values = {name: axes[name].values[number] for name, number in zip(order, cell, strict=True)}
        n = int(counts.n_criteria[position])
        whole = denominators.get(tuple(cell[place] for place in places), 0)
        rows.append(
            TrendRow(
                **values,
                **_labels(mirror, values, codebook, wanted.language),
                n_criteria=n,
                share=round(n / whole, 6) if whole else None,
                n_groups=int(counts.n_groups[position]),
                n_participants=int(counts.n_participants[position]),
                flag=_reliability(int(counts.n_groups[position]), int(counts.n_participants[position])),
            )
        )
    return _sorted(rows, order)


def _reliability(n_groups: int, n_participants: int) -> Any:
    few = n_groups < disclosure.RELIABLE_GROUPS or n_participants < disclosure.RELIABLE_PARTICIPANTS
    return "low_reliability" if few else None


def _labels(mirror: Mirror, values: dict[str, Any], codebook: Codebook, language: str) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if "territory" in values:
        found = mirror.territories.get(values["territory"])
        more["territory_name"] = found.name if found else None
    code = values.get("component") or values.get("dimension")
    if code:
        more["label"] = label(codebook, code, language)
    return more


def label(codebook: Codebook, code: str | None, language: str) -> str | None:
    """Give the label of a component or dimension in a language, else in English."""
    if code is None:
        return None
    entry = codebook.entries.get(code) or codebook.dimensions.get(code)
    return entry.labels.get(language, entry.labels["en"]) if entry else None


def _sorted(rows: list[TrendRow], order: list[str]) -> list[TrendRow]:
    fixed = [name for name in order if not _is_code(name)]
    return sorted(rows, key=lambda row: ([str(getattr(row, name)) for name in fixed], -(row.n_criteria or 0)))


def _public(mirror: Mirror, wanted: Wanted, codebook: Codebook, as_of: datetime) -> Trends:
    """Give sums of the published cells of the one public table."""
    axes = {name: _axis(mirror, name) for name in PUBLIC_AXES} | {"dimension": _all_dimensions(mirror, codebook)}
    asked = _order(wanted.by)
    wished = {name: {str(value) for value in values} for name, values in wanted.filters.items()}
    kept = {name: [str(value) in wished.get(name, {str(value)}) for value in axes[name].values] for name in PUBLIC_AXES}
    places = [PUBLIC_AXES.index(name) for name in asked]
    sums: dict[tuple[int, ...], _Sum] = {}
    for cell, n in _published(mirror, axes).items():
        if all(kept[name][number] for name, number in zip(PUBLIC_AXES, cell, strict=True)):
            sums.setdefault(tuple(cell[place] for place in places), _Sum()).add(n)
    rows = _public_rows(mirror, wanted, axes, asked, sums, codebook)
    # Where nothing may be told the total is not told either: a nought would say that nobody spoke.
    total = sum(found.n for found in sums.values()) if any(found.told for found in sums.values()) else None
    return Trends(
        by=list(wanted.by),
        rows=rows,
        n_criteria=total,
        n_coded=total,
        audience="public",
        rule=disclosure.RULE,
        codebook=notice(codebook),
        as_of=as_of,
    )


@dataclass
class _Sum:
    """A sum of published cells; nothing is told where all that is known of it are zeros beside hidden cells."""

    n: int = 0
    hides: bool = False

    def add(self, n: int | None) -> None:
        self.n += n or 0
        self.hides |= n is None

    @property
    def told(self) -> bool:
        return self.n > 0 or not self.hides


def _published(mirror: Mirror, axes: dict[str, Axis]) -> dict[tuple[int, ...], int | None]:
    """Give the whole public table: its rounded counts, true zeros too, and None for what is suppressed.

    A zero is told where the country, question and year that it stands in may be told; elsewhere it would tell
    what the few groups there did not name.
    """
    of_groups = [axes["country"], axes["year"]]
    here, facts = mirror.groups["here"], mirror.as_facts()
    open_data = _among(mirror.fact_axis("scope"), ["open"]) & (mirror.column("code") > 0)
    cells = count(facts, of_groups, [axes["question"], axes["dimension"]], here, open_data, dominance=True)
    wholes = count(facts, of_groups, [axes["question"]], here, open_data, dominance=True)
    table: dict[tuple[int, ...], int | None] = {
        (*whole, dimension): 0 if told else None
        for whole, told in zip(wholes.cells.tolist(), disclosure.passes(wholes).tolist(), strict=True)
        for dimension in range(len(axes["dimension"].values))
    }
    published = disclosure.publish(cells)
    for cell, n, hidden in zip(
        cells.cells.tolist(), published.n_criteria.tolist(), published.suppressed.tolist(), strict=True
    ):
        table[tuple(cell)] = None if hidden else n
    return table


def _all_dimensions(mirror: Mirror, codebook: Codebook) -> Axis:
    """Give the axis of dimensions with those that nobody has named yet."""
    known = mirror.fact_axis("dimension")
    values = sorted({*known.values, *codebook.dimensions})
    numbers = np.array([*(values.index(value) for value in known.values), -1], np.int32)
    return Axis("dimension", values, numbers[known.numbers])


def _public_rows(
    mirror: Mirror,
    wanted: Wanted,
    axes: dict[str, Axis],
    asked: list[str],
    sums: dict[tuple[int, ...], _Sum],
    codebook: Codebook,
) -> list[TrendRow]:
    places = [position for position, name in enumerate(asked) if not _is_code(name)]
    wholes: dict[tuple[int, ...], int] = {}
    for cell, found in sums.items():
        key = tuple(cell[place] for place in places)
        wholes[key] = wholes.get(key, 0) + found.n
    rows = []
    for cell, found in sums.items():
        values = {name: axes[name].values[number] for name, number in zip(asked, cell, strict=True)}
        whole = wholes[tuple(cell[place] for place in places)]
        rows.append(
            TrendRow(
                **values,
                **_labels(mirror, values, codebook, wanted.language),
                n_criteria=found.n if found.told else None,
                share=round(found.n / whole, 4) if found.told and whole else None,
                flag=None if found.told else "c",
            )
        )
    return _sorted(rows, asked)
