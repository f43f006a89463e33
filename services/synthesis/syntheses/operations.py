"""What can be done with syntheses: ask for one, read it, stand behind it, open it, speak about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.errors import InvalidRequest
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..errors import (
    NotOpenData,
    NotValidated,
    SynthesisFinished,
    SynthesisKeyReused,
    SynthesisNotDone,
    SynthesisStandsFirm,
    TooFewToRelease,
    TopicUnknown,
)
from ..mirror import Mirror
from ..process.coverage.coverage import Asked, coverage_of
from ..process.coverage.schemas import Coverage
from ..reach import below
from ..trends import notice
from . import access, seeing, store
from .document import Document
from .releasing import may_be_released, released_names
from .schemas import NewSynthesis, Progress, Provenance, Remark, Synthesis, SynthesisRecord, TopicName
from .shelf import Shelf


@dataclass(frozen=True)
class Desk:
    """What every operation needs: the tables, the copy in memory, finished syntheses, and who asks."""

    connection: Connection
    mirror: Mirror
    shelf: Shelf
    identity: Identity
    codebook: Codebook
    as_of: datetime | None = None
    """When the counts in memory were last brought up to date; without it who was not heard is not told."""


async def ask(desk: Desk, key: str, new: NewSynthesis) -> tuple[SynthesisRecord, bool]:
    """Ask for a synthesis; gives its record, and whether it is new or was asked for under the same key before."""
    place = await access.place_of(desk.connection, desk.mirror, new.scope)
    includes_local = access.may_ask(desk.mirror, desk.identity, place, new.scope)
    values = {
        "request": new.model_dump(mode="json"),
        "scope_key": access.scope_key(new.scope, includes_local),
        "territory_id": place.territory,
        "scope_name": place.name,
        "includes_local": includes_local,
        "asked_by": desk.identity.subject,
    }
    id, is_new = await store.add(desk.connection, key, values)
    row = await store.one(desk.connection, id)
    if row is None or row["request"] != values["request"]:
        raise SynthesisKeyReused
    if is_new and new.follows is not None:
        await _check_followed(desk, new.follows, row["scope_key"])
    return record(row, exact=True), is_new


async def _check_followed(desk: Desk, id: UUID, scope_key: str) -> None:
    """Raise ``InvalidRequest`` unless topics of that synthesis can lend their identity to one of this scope."""
    found = await store.one(desk.connection, id)
    if found is None or not access.reads_exactly(desk.mirror, desk.identity, found):
        message = "there is no such synthesis, or it is not yours to see"
    elif found["state"] != "done":
        message = f"that synthesis is {found['state']}: only one that is done has topics"
    elif found["scope_key"] != scope_key:
        message = "that synthesis is of another scope: its topics cannot go on in this one"
    else:
        return
    raise InvalidRequest(errors=[{"pointer": "/body/follows", "code": "follows", "message": message}])


async def read_record(desk: Desk, id: UUID) -> SynthesisRecord:
    """Tell how far a synthesis is."""
    row = access.require_seen(desk.mirror, desk.identity, await store.one(desk.connection, id))
    return record(row, access.reads_exactly(desk.mirror, desk.identity, row))


async def read(desk: Desk, id: UUID) -> Synthesis:
    """Give a synthesis with what it found, as its reader may read it."""
    row = access.require_seen(desk.mirror, desk.identity, await store.one(desk.connection, id, with_document=True))
    exact = access.reads_exactly(desk.mirror, desk.identity, row)
    document = Document.model_validate(row["document"]) if row["document"] else None
    n_withdrawn = 0
    if document is not None:
        n_withdrawn = await desk.shelf.n_withdrawn(desk.connection, desk.mirror, id) if exact else 0
        document, quotes = await seeing.seen(desk.connection, desk.mirror, desk.identity, document, exact)
    else:
        quotes = {}
    told = record(row, exact).model_dump() | {"n_withdrawn_since": n_withdrawn}
    names = [TopicName(**found) for found in await store.names(desk.connection, id)]
    return Synthesis(
        **told,
        document=document,
        quotes=quotes,
        names=names if exact or document is None else released_names(names, document),
        remarks=[Remark(**found) for found in await store.remarks(desk.connection, id)] if exact else [],
        coverage=await _coverage(desk, row) if exact and document is not None else None,
        audience="exact" if exact else "public",
        rule=None if exact else seeing.RULE,
        codebook=notice(desk.codebook),
    )


async def _coverage(desk: Desk, row: dict[str, Any]) -> Coverage | None:
    """Tell who was not heard in the territory of a synthesis that asked for all kinds of people there."""
    scope = NewSynthesis.model_validate(row["request"]).scope
    if desk.as_of is None or row["territory_id"] is None or scope.group or scope.profiles:
        return None
    asked = Asked(row["territory_id"], scope.year_from, scope.year_to)
    return await coverage_of(desk.mirror, desk.connection, desk.identity, asked, desk.as_of)


async def done(desk: Desk, id: UUID) -> Synthesis:
    """Give a finished synthesis; raises ``SynthesisNotDone``."""
    found = await read(desk, id)
    if found.document is None:
        raise SynthesisNotDone(f"it is {found.state}", headers={"Retry-After": "2"})
    return found


async def page(desk: Desk, after: list[Any] | None, limit: int) -> list[SynthesisRecord]:
    """List what a caller may see, the newest first."""
    partner = desk.identity.role == "partner"
    listed = store.Listed(
        territories=below(desk.mirror, desk.identity.roots) if partner else None,
        released_only=not (partner or desk.identity.reads_everything),
        with_local=partner,
    )
    rows = await store.page(desk.connection, listed, after, limit)
    return [record(row, access.reads_exactly(desk.mirror, desk.identity, row)) for row in rows]


async def _own(desk: Desk, id: UUID, with_document: bool = False) -> dict[str, Any]:
    return access.require_own(desk.mirror, desk.identity, await store.one(desk.connection, id, with_document))


async def cancel(desk: Desk, id: UUID) -> SynthesisRecord:
    """Stop making a synthesis; raises ``SynthesisFinished`` where it is done or has failed."""
    await _own(desk, id)
    if not await store.cancel(desk.connection, id):
        raise SynthesisFinished(f"it is {(await _own(desk, id))['state']}")
    return await read_record(desk, id)


async def validate(desk: Desk, id: UUID) -> SynthesisRecord:
    """Stand behind a synthesis."""
    row = await _own(desk, id)
    if row["state"] != "done":
        raise SynthesisNotDone
    await store.validate(desk.connection, id, desk.identity.subject)
    return await read_record(desk, id)


async def release(desk: Desk, id: UUID, open_to_all: bool) -> SynthesisRecord:
    """Let the public read a validated synthesis by the disclosure rule, or take that back."""
    row = await _own(desk, id, with_document=True)
    if open_to_all:
        _check_releasable(row)
    await store.release(desk.connection, id, desk.identity.subject if open_to_all else None)
    return await read_record(desk, id)


def _check_releasable(row: dict[str, Any]) -> None:
    """Raise ``NotOpenData``, ``NotValidated`` or ``TooFewToRelease``."""
    if not NewSynthesis.model_validate(row["request"]).scope.open_only:
        raise NotOpenData
    if row["validated_at"] is None:
        raise NotValidated
    if not may_be_released(Document.model_validate(row["document"])):
        raise TooFewToRelease


async def forget(desk: Desk, id: UUID) -> None:
    """Delete a draft."""
    row = await _own(desk, id)
    if row["validated_at"] is not None:
        raise SynthesisStandsFirm
    await store.forget(desk.connection, id)


async def name_topic(desk: Desk, id: UUID, layer: int, topic: int, language: str, name: str | None) -> None:
    """Give a topic a name of people's own, or take it back; the machine's label stays beside it."""
    await _known_topic(desk, id, layer, topic)
    await store.name_topic(desk.connection, id, layer, topic, language, name, desk.identity.subject)


async def remark(desk: Desk, id: UUID, text: str, layer: int | None, topic: int | None) -> Remark:
    """Say something to a synthesis or, with its layer, to one of its topics."""
    if layer is not None and topic is not None:
        await _known_topic(desk, id, layer, topic)
    else:
        await _own(desk, id)
    found = await store.remark(desk.connection, id, text, layer, topic, desk.identity.subject)
    return Remark(**found)


async def _known_topic(desk: Desk, id: UUID, layer: int, topic: int) -> None:
    row = await _own(desk, id, with_document=True)
    layers = row["document"]["layers"] if row["document"] else []
    if not 0 <= layer < len(layers) or not 0 <= topic < len(layers[layer]["topics"]):
        raise TopicUnknown


def record(row: dict[str, Any], exact: bool) -> SynthesisRecord:
    """Tell a row as its record; who stands behind it is told to those only who read it exactly."""
    here = f"/v1/syntheses/{row['id']}"
    request = NewSynthesis.model_validate(row["request"])
    finished: datetime | None = row["finished_at"]
    return SynthesisRecord(
        id=row["id"],
        title=request.title,
        state=row["state"],
        standing="validated" if row["validated_at"] else "draft",
        released=row["released_at"] is not None,
        request=request,
        scope_name=row["scope_name"],
        includes_local=row["includes_local"],
        progress=Progress(phase=row["phase"], share=round(row["progress"], 3)),
        asked_at=row["asked_at"],
        started_at=row["started_at"],
        finished_at=finished,
        problem=row["problem"],
        provenance=Provenance.model_validate(row["provenance"]) if row["provenance"] else None,
        validated_at=row["validated_at"],
        validated_by=row["validated_by"] if exact else None,
        released_at=row["released_at"],
        links={"self": here, "report": f"{here}/report", "criteria": f"{here}/criteria.csv"},
    )
