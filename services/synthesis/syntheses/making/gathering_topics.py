"""Topics of a synthesis: found, or placed where a statement has not been read, and known again from the last one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from ...engine.topics.counterparts import Counterparts
from ...engine.topics.layers import Layer
from ...engine.topics.lineage import Lineage as Found
from ...engine.topics.lineage import carry_identities, lineage
from ...engine.topics.placing import place
from ...engine.topics.topics import Topics
from ..document import Lineage
from ..inputs import Inputs
from ..placing import Placement
from .units import Units


@dataclass(frozen=True)
class Gathered:
    """Layers of topics over all units (u), fine to broad."""

    layers: list[Layer]
    counterparts: list[Counterparts]
    closeness: NDArray[np.float32]
    isolated: NDArray[np.bool_]
    least: NDArray[np.float32]
    repeats: NDArray[np.intp]
    """(u): the unit that each nearly repeats, itself where none."""


def gather_topics(units: Units, copies: str, threads: int) -> Gathered:
    """Find the topics; a unit without a vector takes a place as one that no topic speaks for."""
    read = np.flatnonzero(units.vectors.any(axis=1))
    nothing = np.zeros(len(units.statement), np.float32)
    if not len(read):
        return Gathered([], [], nothing, nothing == 0, nothing[:0], np.arange(len(nothing)))
    found = Topics(copies="once" if copies == "once" else "as said", threads=threads).fit(
        units.vectors[read], units.weights[read], units.sides[read]
    )
    whole = _Whole(units, read)
    placed = place(found.layers_, found.least_closeness_, units.vectors[whole.unread], units.sides[whole.unread])
    return Gathered(
        layers=[whole.layer(layer, labels) for layer, labels in zip(found.layers_, placed.labels, strict=True)],
        counterparts=found.counterparts_,
        closeness=whole.spread(found.closeness_, placed.closeness),
        isolated=whole.spread(found.isolated_, placed.isolated),
        least=found.least_closeness_,
        repeats=whole.rows(found.repeats_),
    )


class _Whole:
    """Puts what was found of the units that were read together with the rest."""

    def __init__(self, units: Units, read: NDArray[np.intp]) -> None:
        self.read = read
        self.unread = np.setdiff1d(np.arange(len(units.statement)), read)
        self.n = len(units.statement)

    def spread(self, found: NDArray[Any], rest: NDArray[Any]) -> NDArray[Any]:
        result = np.zeros(self.n, found.dtype)
        result[self.read], result[self.unread] = found, rest
        return result

    def layer(self, layer: Layer, rest: NDArray[np.int32]) -> Layer:
        labels = self.spread(layer.labels, rest)
        return Layer(labels, layer.centres, layer.parents, layer.sides, layer.sizes, layer.weights)

    def rows(self, repeats: NDArray[np.intp]) -> NDArray[np.intp]:
        result = np.arange(self.n)
        result[self.read] = self.read[repeats]
        return result


@dataclass(frozen=True)
class Before:
    """The synthesis whose topics lend their identities."""

    id: UUID
    placement: Placement


def know_again(
    inputs: Inputs, units: Units, gathered: Gathered, before: Before | None
) -> tuple[list[NDArray[np.int64]], int, Lineage]:
    """Give every topic its identity, layer by layer, and tell what became of those of before."""
    identities, free, told = [], before.placement.next_identity if before else 0, Lineage(previous=None)
    if before is not None:
        told = Lineage(previous=before.id)
    for layer in gathered.layers:
        n = len(layer.centres)
        match = _match(layer, before.placement.layers) if before else None
        if before is None or match is None:
            carried = list(range(free, free + n))
            if before is not None:
                told.born.extend(carried)
        else:
            old = before.placement.layers[match]
            found = _lineage(inputs, units, layer, before.placement, old)
            known = before.placement.identities[match].tolist()
            carried = carry_identities(found, known, n, free)
            _tell(told, found, known, carried)
        identities.append(np.array(carried, np.int64))
        free = max([free, *(one + 1 for one in carried)])
    return identities, free, told


def _match(layer: Layer, layers: list[Layer]) -> int | None:
    """Find the layer of before that has most nearly as many topics."""
    sizes = [abs(np.log(len(old.centres) / len(layer.centres))) for old in layers if len(old.centres)]
    return int(np.argmin(sizes)) if sizes else None


def _lineage(inputs: Inputs, units: Units, layer: Layer, before: Placement, old: Layer) -> Found:
    here = list(zip(inputs.statement_ids[units.statement].tolist(), units.sides.tolist(), strict=True))
    earlier = zip(before.statement_ids.tolist(), before.sides.tolist(), strict=True)
    there = {pair: row for row, pair in enumerate(earlier)}
    common = [(row, there[pair]) for row, pair in enumerate(here) if pair in there]
    now, then = (np.array(rows, np.intp) for rows in (zip(*common, strict=True) if common else ([], [])))
    known = (layer.labels[now] >= 0) & (old.labels[then] >= 0)
    now, then = now[known], then[known]
    return lineage(old.labels[then], layer.labels[now], units.weights[now], old.centres, layer.centres)


def _tell(told: Lineage, found: Found, before: list[int], now: list[int]) -> None:
    told.kept.extend(before[kept.before] for kept in found.kept)
    told.born.extend(now[topic] for topic in found.born)
    told.died.extend(before[topic] for topic in found.gone)
    told.split.update({before[split.topic]: [now[part] for part in split.parts] for split in found.splits})
    told.merged.update({now[merge.topic]: [before[part] for part in merge.parts] for merge in found.merges})
