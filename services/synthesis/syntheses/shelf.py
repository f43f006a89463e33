"""Finished syntheses that were read lately: what they were made of never changes, so it is unpacked once."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection

from ..errors import SynthesisNotDone
from ..mirror import Mirror
from . import store
from .inputs import Inputs, unpacked
from .placing import Placement, unpacked_placement

KEPT = 8
"""Syntheses that stay in memory; one of 120,000 criteria takes about 10 MB."""


@dataclass
class Kept:
    """What a synthesis was made of, which topics its statements are in, and the ids of its criteria."""

    inputs: Inputs
    placement: Placement
    ids: list[UUID]


class Shelf:
    """Keeps the last syntheses that were asked for."""

    def __init__(self) -> None:
        """Begin empty."""
        self._kept: OrderedDict[UUID, Kept] = OrderedDict()

    async def get(self, connection: Connection, id: UUID) -> Kept:
        """Give what a finished synthesis was made of; raises ``SynthesisNotDone``."""
        if id not in self._kept:
            found = await store.inputs(connection, id)
            if found is None:
                raise SynthesisNotDone
            self._kept[id] = await asyncio.to_thread(_unpack, *found)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(id)
        return self._kept[id]

    async def n_withdrawn(self, connection: Connection, mirror: Mirror, id: UUID) -> int:
        """Count the criteria of a synthesis that people have taken back since."""
        kept = await self.get(connection, id)
        return int(await asyncio.to_thread(lambda: (~said_still(mirror, kept)).sum()))


def said_still(mirror: Mirror, kept: Kept) -> NDArray[np.bool_]:
    """Tell for each criterion of a synthesis (n) whether it has not been withdrawn."""
    rows = np.array([mirror.criterion_ids.find(id) for id in kept.ids], np.int64)
    known = rows >= 0
    result = np.zeros(len(rows), np.bool_)
    result[known] = mirror.criteria["statement"][rows[known]] >= 0
    return result


def _unpack(inputs: bytes, placement: bytes) -> Kept:
    found: Any = unpacked(inputs)
    return Kept(found, unpacked_placement(placement), found.ids(np.arange(len(found.criteria))))
