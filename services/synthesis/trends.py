"""Trends: counts and shares over the axes a caller asks for, exact inside, by the public rule outside."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from pydantic import TypeAdapter

from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from . import disclosure
from .engine.facts import Axis, Counts, Ints, count
from .errors import CubeNotPublic, ScopeNotYours
from .mirror import Mirror
from .schemas import CodebookNotice, TrendRow, Trends
from .selecting import CODE_AXES, FACT_AXES, GROUP_AXES, Filters, Scopes, among, axis, exact_reach, select

_ROWS = TypeAdapter(list[TrendRow])
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
    if identity.reads_everything or (identity.role == "partner" and wanted.under is not None):
        return _exact(mirror, wanted, codebook, as_of, exact_reach(mirror, identity, wanted.under))
    if set(wanted.by) - set(PUBLIC_AXES) or set(wanted.filters) - set(PUBLIC_AXES) or wanted.under is not None:
        raise ScopeNotYours if identity.role == "partner" else CubeNotPublic
    return _public(mirror, wanted, codebook, as_of)


def _exact(mirror: Mirror, wanted: Wanted, codebook: Codebook, as_of: datetime, scopes: Scopes) -> Trends:
    selected = select(mirror, Filters(wanted.under, wanted.filters), scopes)
    axes = {name: axis(mirror, name) for name in {*wanted.by, *wanted.filters}}
    # Shares of codes are of what has a code; where no code is asked for, everything that was said counts.
    by_codes = bool(set(CODE_AXES) & {*wanted.by, *wanted.filters})
    counted, narrowed = (selected.coded, selected.named) if by_codes else (selected.said, selected.said)
    counts = _counted(mirror, wanted, axes, selected.groups, narrowed, codes=True)
    # Criteria add up over codes, so only a filter on codes makes the whole another count.
    whole = narrowed is counted
    of_all = counts if whole else _counted(mirror, wanted, axes, selected.groups, counted, codes=False)
    rows = _rows(mirror, wanted, axes, counts, of_all, codebook)
    said, coded = np.flatnonzero(selected.said), np.flatnonzero(selected.coded)
    heard = np.zeros(len(selected.groups), np.bool_)
    heard[mirror.column("group")[said]] = True
    # Rows as plain fields are checked in one call, which takes a fraction of making each of them.
    return Trends(
        by=list(wanted.by),
        rows=_ROWS.validate_python(rows),
        n_criteria=int(mirror.column("n")[said].sum()),
        n_coded=int(mirror.column("n")[coded].sum()),
        n_groups=int(heard.sum()),
        n_participants=int(mirror.groups["participants"][heard].sum()),
        audience="exact",
        codebook=notice(codebook),
        as_of=as_of,
    )


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
) -> list[dict[str, Any]]:
    """Give the fields of each row, made a column at a time: there may be thousands of rows."""
    order = _order(wanted.by)
    columns = {name: _told(axes[name], counts.cells[:, at]) for at, name in enumerate(order)}
    code = next((name for name in order if _is_code(name)), None)
    if code:
        labels = {value: label(codebook, value, wanted.language) for value in axes[code].values}
        columns["label"] = [labels[value] for value in columns[code]]
    if "territory" in columns:
        known = (mirror.territories.get(place) for place in columns["territory"])
        columns["territory_name"] = [found.name if found else None for found in known]
    few = (counts.n_groups < disclosure.RELIABLE_GROUPS) | (counts.n_participants < disclosure.RELIABLE_PARTICIPANTS)
    columns |= {
        "n_criteria": counts.n_criteria.tolist(),
        "share": np.round(counts.n_criteria / _wholes(wanted, axes, counts, of_all), 6).tolist(),
        "n_groups": counts.n_groups.tolist(),
        "n_participants": counts.n_participants.tolist(),
        "flag": ["low_reliability" if found else None for found in few.tolist()],
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    fixed = [name for name in order if not _is_code(name)]
    return sorted(rows, key=lambda row: ([str(row[name]) for name in fixed], -row["n_criteria"]))


def _told(axis: Axis, numbers: Ints) -> list[Any]:
    return [axis.values[number] for number in numbers.tolist()]


def _wholes(wanted: Wanted, axes: dict[str, Axis], counts: Counts, of_all: Counts) -> Ints:
    """Give for each cell how many criteria there are with the same values on the axes that are not codes."""
    order, around = _order(wanted.by), _order(wanted.by, codes=False)
    places = [order.index(name) for name in around]
    sizes = [len(axes[name].values) for name in around]
    asked = _key(counts.cells[:, places], sizes)
    whole, index = np.unique(asked if of_all is counts else _key(of_all.cells, sizes), return_inverse=True)
    n_whole = np.bincount(index, weights=of_all.n_criteria).astype(np.int64)
    return n_whole[np.searchsorted(whole, asked)]


def _key(cells: Ints, sizes: list[int]) -> Ints:
    return np.ravel_multi_index(tuple(cells.T), sizes) if sizes else np.zeros(len(cells), np.int64)


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
    axes = {name: axis(mirror, name) for name in PUBLIC_AXES} | {"dimension": _all_dimensions(mirror, codebook)}
    asked = _order(wanted.by)
    wished = {name: {str(value) for value in values} for name, values in wanted.filters.items()}
    kept = {name: [str(value) in wished.get(name, {str(value)}) for value in axes[name].values] for name in PUBLIC_AXES}
    places = [PUBLIC_AXES.index(name) for name in asked]
    around = [PUBLIC_AXES.index(name) for name in asked if not _is_code(name)]
    sums: dict[tuple[int, ...], _Sum] = {}
    wholes: dict[tuple[int, ...], _Sum] = {}
    for cell, n in _published(mirror, axes).items():
        passing = {name for name, number in zip(PUBLIC_AXES, cell, strict=True) if kept[name][number]}
        # A filter on codes chooses what is told of a whole; the whole stays all that has a code.
        if passing | set(CODE_AXES) >= set(PUBLIC_AXES):
            wholes.setdefault(tuple(cell[place] for place in around), _Sum()).add(n)
        if len(passing) == len(PUBLIC_AXES):
            sums.setdefault(tuple(cell[place] for place in places), _Sum()).add(n)
    rows = _public_rows(mirror, wanted, axes, asked, sums, wholes, codebook)
    # Where nothing may be told the total is not told either: a nought would say that nobody spoke.
    total = sum(found.n for found in wholes.values()) if any(found.told for found in wholes.values()) else None
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
    open_data = among(mirror.fact_axis("scope"), ["open"]) & (mirror.column("code") > 0)
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
    wholes: dict[tuple[int, ...], _Sum],
    codebook: Codebook,
) -> list[TrendRow]:
    around = [position for position, name in enumerate(asked) if not _is_code(name)]
    rows = []
    for cell, found in sums.items():
        values = {name: axes[name].values[number] for name, number in zip(asked, cell, strict=True)}
        whole = wholes[tuple(cell[place] for place in around)].n
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
