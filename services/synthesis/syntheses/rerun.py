"""Make a synthesis again from its record, and compare: the same figures, bit for bit, or what differs and why."""

import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from uuid import UUID

from shared.database import Connection, Pool
from shared.vocabulary.codebook import Codebook, codebooks

from ..loading import coder_version
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
    """Statements that are no longer there: nobody says them any more."""
    n_vectors_gone: int
    """Statements whose words are there and whose vectors are not: the model they were read by no longer serves."""
    parts: dict[str, bool]
    """By part of the document: whether it is the same."""
    notes: list[str]
    """What else is not as it was then."""


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
    codebook = codebooks().get(row["provenance"]["codebook"], maker.codebook)
    made = maker.reading(codebook).make(inputs, request, before, threads, lambda phase, share: None)
    return _compared(row, inputs, codebook, made.document.model_dump_json())


async def _inputs(connection: Connection, inputs: Inputs, provenance: dict[str, Any]) -> Inputs:
    model = await connection.fetchrow(
        "select id, dimension from model where name = $1 and revision = $2",
        provenance["model"],
        provenance["model_revision"],
    )
    # Without its model no statement has a vector: figures can be made again, topics cannot.
    number, dimension = (model["id"], model["dimension"]) if model else (-1, 1)
    return await gathering.with_words(connection, inputs, number, dimension)


async def _before(connection: Connection, maker: Maker, document: dict[str, Any]) -> Before | None:
    previous = document["lineage"]["previous"]
    packed = await store.inputs(connection, UUID(previous)) if previous else None
    return maker.before(UUID(previous), packed[1]) if packed else None


def _compared(row: dict[str, Any], inputs: Inputs, codebook: Codebook, document: str) -> Rerun:
    provenance, again = row["provenance"], json.loads(document)
    notes = [*_differences(provenance, codebook)]
    if row["document"]["lineage"]["previous"] and not again["lineage"]["previous"]:
        notes.append("the synthesis before it, whose topics lent their identity, is gone")
    return Rerun(
        same=digest(document) == provenance["document_sha256"],
        same_inputs=inputs.sha256() == provenance["inputs_sha256"],
        n_words_gone=sum(not text for text in inputs.texts),
        n_vectors_gone=sum(
            bool(text) and not read for text, read in zip(inputs.texts, inputs.has_vector.tolist(), strict=True)
        ),
        parts={name: again.get(name) == part for name, part in row["document"].items()},
        notes=notes,
    )


def _differences(provenance: dict[str, Any], codebook: Codebook) -> list[str]:
    """Tell what of the program is not as it was; codes are in the inputs, so that the coder makes no difference."""
    found = []
    if not provenance["code_version"].endswith(f"+{METHOD}"):
        found.append(f"made by {provenance['code_version']}, made again by method {METHOD}")
    if codebook.version != provenance["codebook"]:
        found.append(f"the codebook {provenance['codebook']} is no longer shipped; {codebook.version} took its place")
    if provenance["coder"].split("+")[0] != coder_version():
        found.append("the codebook's examples are no longer those of then: labels of topics may differ")
    for name, then in provenance["libraries"].items():
        if (now := version(name)) != then:
            found.append(f"{name} was {then} then, and is {now} now")
    return found
