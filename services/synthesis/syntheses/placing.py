"""Where the topics of a finished synthesis lie: later criteria are placed by it, later topics matched with it."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine.encoding.encoder import Vectors
from ..engine.topics.layers import Layer
from ..engine.topics.placing import Placed, place


@dataclass(frozen=True)
class Placement:
    """Topics of u units, each a distinct statement in answer to one question, in layers from fine to broad."""

    statement_ids: NDArray[np.int64]
    """(u)"""
    sides: NDArray[np.int8]
    """(u): the number of the question."""
    layers: list[Layer]
    """Their labels are (u)."""
    least: Vectors
    """(t): how close a statement must be to its fine topic."""
    isolated: NDArray[np.bool_]
    """(u)"""
    identities: list[NDArray[np.int64]]
    """By layer (t): numbers that a topic keeps from one synthesis of a scope to the next."""
    next_identity: int

    def packed(self) -> bytes:
        """Give the placement as bytes; `unpacked_placement` makes it again."""
        body = io.BytesIO()
        parts: dict[str, NDArray[np.generic]] = {
            "statement_ids": self.statement_ids,
            "sides": self.sides,
            "least": self.least,
            "isolated": self.isolated,
            "next_identity": np.array(self.next_identity),
            "n_layers": np.array(len(self.layers)),
        }
        for number, layer in enumerate(self.layers):
            parts |= {f"{number}.{name}": getattr(layer, name) for name in _LAYER}
            parts[f"{number}.identities"] = self.identities[number]
        np.savez_compressed(body, allow_pickle=False, **parts)
        return body.getvalue()

    def place(self, vectors: Vectors, sides: NDArray[np.int8]) -> Placed:
        """Give further statements (n, d) their place, without making any topic anew."""
        if not self.layers:
            return Placed([], np.zeros(len(vectors), np.float32), np.ones(len(vectors), np.bool_))
        return place(self.layers, self.least, vectors, sides)


_LAYER = ("labels", "centres", "parents", "sides", "sizes", "weights")


def unpacked_placement(body: bytes) -> Placement:
    """Make a placement from what `Placement.packed` gave."""
    with np.load(io.BytesIO(body), allow_pickle=False) as found:
        n_layers = int(found["n_layers"])
        return Placement(
            statement_ids=found["statement_ids"],
            sides=found["sides"],
            layers=[Layer(**{name: found[f"{number}.{name}"] for name in _LAYER}) for number in range(n_layers)],
            least=found["least"],
            isolated=found["isolated"],
            identities=[found[f"{number}.identities"] for number in range(n_layers)],
            next_identity=int(found["next_identity"]),
        )
