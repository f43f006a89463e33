"""Make a synthesis again from its record, and compare: the same figures, bit for bit, or what differs and why."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.database import Connection, Pool

from . import gathering, store
from .inputs import Inputs, unpacked
from .making.gathering_topics import Before
from .making.maker import Maker
from .provenance import METHOD, digest
from .schemas import NewSynthesis


@dataclass(frozen=True)
class Rerun:
    """What came out."""

    same: bool
    same_inputs: bool
    n_words_gone: int
    """Statements whose words or vectors are no longer there: withdrawn, or read by another model since."""
    parts: dict[str, bool]
    """By part of the document: whether it is the same."""
    notes: list[str]


async def rerun(pool: Pool, maker: Maker, id: UUID) -> Rerun | None:
    """Make a finished synthesis again; None where there is no such synthesis, or it is not finished."""
    async with pool.acquire() as connection:
        row = await store.one(connection, id, with_document=True)
        packed = await store.inputs(connection, id)
        if row is None or packed is None:
            return None
        inputs = await _inputs(connection, unpacked(packed[0]), row["provenance"])
        before = await _before(connection, maker, row["document"])
    request = NewSynthesis.model_validate(row["request"])
    threads = int(row["provenance"]["threads"])
    made = maker.make(inputs, request, before, threads, lambda phase, share: None)
    return _compared(row, inputs, made.document.model_dump_json())


async def _inputs(connection: Connection, inputs: Inputs, provenance: dict[str, Any]) -> Inputs:
    model = await connection.fetchrow(
        "select id, dimension from model where name = $1 and revision = $2",
        provenance["model"],
        provenance["model_revision"],
    )
    return await gathering.with_words(connection, inputs, model["id"], model["dimension"])


async def _before(connection: Connection, maker: Maker, document: dict[str, Any]) -> Before | None:
    previous = document["lineage"]["previous"]
    packed = await store.inputs(connection, UUID(previous)) if previous else None
    return maker.before(UUID(previous), packed[1]) if packed else None


def _compared(row: dict[str, Any], inputs: Inputs, document: str) -> Rerun:
    provenance, again = row["provenance"], json.loads(document)
    same_inputs = inputs.sha256() == provenance["inputs_sha256"]
    notes = []
    if not provenance["code_version"].endswith(f"+{METHOD}"):
        notes.append(f"made by {provenance['code_version']}, made again by method {METHOD}")
    if row["document"]["lineage"]["previous"] and not again["lineage"]["previous"]:
        notes.append("the synthesis before it, whose topics lent their identity, is gone")
    return Rerun(
        same=digest(document) == provenance["document_sha256"],
        same_inputs=same_inputs,
        n_words_gone=sum(not text for text in inputs.texts),
        parts={name: again.get(name) == part for name, part in row["document"].items()},
        notes=notes,
    )
