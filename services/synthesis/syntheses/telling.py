"""The criteria of a synthesis with their topics, to readers who may read their words; and what was said since."""

from collections.abc import AsyncIterator, Collection
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection
from shared.errors import NotAllowed

from ..errors import TopicUnknown
from ..mirror import Mirror
from ..reach import readable
from . import access, store
from .gathering import ids_of
from .inputs import STATUSES
from .operations import Desk
from .report import Said
from .schemas import NewSynthesis, PlacedTopic, Quote, Since
from .seeing import words
from .shelf import Kept

PORTION = 5000
"""Criteria whose words are looked up together."""


async def criteria(desk: Desk, id: UUID, layer: int | None = None, topic: int | None = None) -> AsyncIterator[Said]:
    """Give the criteria of a synthesis, or of one of its topics; those withdrawn or closed to the reader are left out.

    Raises ``SynthesisUnknown``, ``TopicUnknown``, and ``NotAllowed`` for readers of the released figures only.
    """
    kept = await _kept(desk, id)
    unit = _unit_of(kept)
    rows = np.arange(len(kept.ids))
    if layer is not None and topic is not None:
        layers = kept.placement.layers
        if not 0 <= layer < len(layers) or not 0 <= topic < len(layers[layer].centres):
            raise TopicUnknown
        rows = rows[layers[layer].labels[unit] == topic]
    return _told(desk, kept, unit, rows)


async def topics_of(desk: Desk, id: UUID, ids: Collection[UUID]) -> dict[UUID, tuple[int, ...]]:
    """Give for some criteria the number of their topic in each layer, fine to broad; others are left out.

    Raises ``SynthesisUnknown``, ``SynthesisNotDone``, and ``NotAllowed`` for readers of the released figures only.
    """
    kept = await _kept(desk, id)
    unit, wanted = _unit_of(kept), set(ids)
    rows = {criterion: row for row, criterion in enumerate(kept.ids) if criterion in wanted}
    layers = kept.placement.layers
    return {criterion: tuple(int(layer.labels[unit[row]]) for layer in layers) for criterion, row in rows.items()}


async def _kept(desk: Desk, id: UUID) -> Kept:
    row = access.require_seen(desk.mirror, desk.identity, await store.one(desk.connection, id))
    if not access.reads_exactly(desk.mirror, desk.identity, row):
        raise NotAllowed("everybody reads the figures of a released synthesis, and not its criteria one by one")
    return await desk.shelf.get(desk.connection, id)


async def _told(desk: Desk, kept: Kept, unit: NDArray[np.int64], rows: NDArray[np.int64]) -> AsyncIterator[Said]:
    open_to_reader = _open(desk, kept)
    for start in range(0, len(rows), PORTION):
        part = [row for row in rows[start : start + PORTION].tolist() if open_to_reader[row]]
        found = await words(desk.connection, [kept.ids[row] for row in part], with_group=True)
        for row in part:
            if (quote := found.get(kept.ids[row])) is not None:
                yield _said(kept, row, int(unit[row]), quote)


def _open(desk: Desk, kept: Kept) -> NDArray[np.bool_]:
    allowed = readable(desk.mirror, desk.identity)
    at = np.array([desk.mirror.criterion_ids.find(id) for id in kept.ids], np.int64)
    known = (at >= 0) & (at < len(allowed))
    result: NDArray[np.bool_] = np.zeros(len(at), np.bool_)
    result[known] = allowed[at[known]]
    return result


def _said(kept: Kept, row: int, unit: int, quote: Quote) -> Said:
    inputs = kept.inputs
    criterion = inputs.criteria[row]
    return Said(
        criterion=quote.id,
        text=quote.text,
        language=quote.language,
        question=str(quote.question),
        country=quote.country,
        territory=quote.territory_name,
        profile=quote.profile,
        year=quote.year,
        code=inputs.names["code"][criterion["code"]] or None,
        status=str(STATUSES[int(criterion["status"])]),
        topics=tuple(int(layer.labels[unit]) for layer in kept.placement.layers),
        isolated=bool(kept.placement.isolated[unit]),
    )


def _unit_of(kept: Kept) -> NDArray[np.int64]:
    """Give the unit of each criterion (n): its statement in answer to its question."""
    inputs, placement = kept.inputs, kept.placement
    pairs = zip(placement.statement_ids.tolist(), placement.sides.tolist(), strict=True)
    known = {pair: at for at, pair in enumerate(pairs)}
    statement = inputs.statement_ids[inputs.criteria["statement"]].tolist()
    return np.array(
        [known[pair] for pair in zip(statement, inputs.criteria["question"].tolist(), strict=True)], np.int64
    )


async def since(desk: Desk, id: UUID) -> Since:
    """Place what was said in the scope since the synthesis in its topics, without making any topic anew."""
    kept = await _kept(desk, id)
    row = access.require_seen(desk.mirror, desk.identity, await store.one(desk.connection, id))
    new = await _said_since(desk.connection, desk.mirror, row, kept)
    vectors = desk.mirror.matrix[desk.mirror.criteria["statement"][new]]
    placed = kept.placement.place(vectors, desk.mirror.criteria["question"][new].astype(np.int8))
    topics = [
        PlacedTopic(layer=layer, topic=int(topic), n_criteria=int(n))
        for layer, labels in enumerate(placed.labels)
        for topic, n in zip(*np.unique(labels[labels >= 0], return_counts=True), strict=True)
    ]
    return Since(n_criteria=len(new), n_isolated=int(placed.isolated.sum()), topics=topics)


async def _said_since(connection: Connection, mirror: Mirror, row: dict[str, object], kept: Kept) -> NDArray[np.int64]:
    """Give the rows of the mirror that the scope has now and the synthesis had not."""
    request = NewSynthesis.model_validate(row["request"])
    ids = await ids_of(connection, request.scope, bool(row["includes_local"]))
    had = set(kept.ids)
    at = np.array([mirror.criterion_ids.find(id) for id in ids if id not in had], np.int64)
    at = at[at >= 0]
    statement = mirror.criteria["statement"][at]
    read = (statement >= 0) & mirror.read[np.maximum(statement, 0)]
    result: NDArray[np.int64] = at[read]
    return result
