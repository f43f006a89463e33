"""Vectors to and from PostgreSQL in bulk: the binary COPY format, built and read by numpy.

As text the same takes some forty times longer. A row is: its number of fields, then for each field its
length and its bytes; a ``halfvec`` is its dimension, two unused bytes and its numbers, all big-endian.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]


def _row(dimension: int, with_model: bool) -> np.dtype[Any]:
    model = [("model_length", ">i4"), ("model", ">i2")] if with_model else []
    return np.dtype(
        [
            ("fields", ">i2"),
            *model,
            ("id_length", ">i4"),
            ("id", ">i8"),
            ("vector_length", ">i4"),
            ("dimension", ">i2"),
            ("unused", ">i2"),
            ("vector", ">f2", (dimension,)),
        ]
    )


def packed(model_id: int, ids: Ids, vectors: Vectors) -> bytes:
    """Give rows (model_id, statement_id, vector) of ``embedding`` in the binary COPY format."""
    dimension = vectors.shape[1]
    rows = np.zeros(len(ids), _row(dimension, with_model=True))
    rows["fields"], rows["model_length"], rows["model"] = 3, 2, model_id
    rows["id_length"], rows["id"] = 8, ids
    rows["vector_length"], rows["dimension"], rows["vector"] = 4 + 2 * dimension, dimension, vectors
    return _SIGNATURE + rows.tobytes() + _END


async def store(connection: Connection, model_id: int, ids: Ids, vectors: Vectors) -> None:
    """Write vectors (n, d) of statements; the caller makes sure that none of them is there yet."""
    body = packed(model_id, ids, vectors)

    async def whole() -> Any:
        yield body

    await connection.copy_to_table(
        "embedding", source=whole(), columns=("model_id", "statement_id", "vector"), format="binary"
    )


async def load(connection: Connection, model_id: int, dimension: int, since_xid: int) -> tuple[Ids, Vectors]:
    """Read the vectors of a model written by transactions from ``since_xid`` on: ids (n) and vectors (n, d)."""
    written = "changed_xid >= $2::bigint::text::xid8"
    return await _load(connection, written, model_id, dimension, since_xid)


async def load_of(connection: Connection, model_id: int, dimension: int, ids: Ids) -> tuple[Ids, Vectors]:
    """Read the vectors of some statements: the ids that have one (n, in order) and vectors (n, d)."""
    wanted = "statement_id = any($2::bigint[]) order by statement_id"
    return await _load(connection, wanted, model_id, dimension, ids.tolist())


async def _load(
    connection: Connection, condition: str, model_id: int, dimension: int, value: Any
) -> tuple[Ids, Vectors]:
    parts: list[bytes] = []

    async def take(part: bytes) -> None:
        parts.append(part)

    await connection.copy_from_query(
        f"select statement_id, vector from embedding where model_id = $1 and {condition}",  # noqa: S608
        model_id,
        value,
        output=take,
        format="binary",
    )
    body = b"".join(parts)[len(_SIGNATURE) : -len(_END)]
    rows = np.frombuffer(body, _row(dimension, with_model=False))
    return rows["id"].astype(np.int64), rows["vector"].astype(np.float32)
