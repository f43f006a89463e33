"""What the criteria service does, in the field's verbs."""

import asyncio
from typing import Any
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as FastUUID

from shared.database import Connection
from shared.errors import NotAllowed
from shared.identity import Identity, Role
from shared.preconditions import require_match
from shared.vocabulary.codebook import codebooks, default_codebook
from shared.vocabulary.codes import UnknownCode

from . import places, store
from .errors import (
    CodeUnknown,
    CriterionUnknown,
    CriterionWithdrawn,
    ExternalIdTaken,
    GroupUnknown,
    TerritoryNotYours,
    TerritoryUnknown,
)
from .imports.checking import random_ids, read_codes
from .imports.receiving import Receiver
from .language import LanguageGuesser
from .schemas import CodingRecord, CriterionChange, CriterionRecord, CriterionToAdd, NewCoding

WRITERS: tuple[Role, ...] = ("partner", "admin")
"""Staff read everything and write no statement."""


async def require_reach(receiver: Receiver, connection: Connection, identity: Identity, territory_id: UUID) -> None:
    """Check that a partner speaks for a territory.

    Raises ``TerritoryUnknown`` and ``TerritoryNotYours``.
    """
    identity.require(*WRITERS)
    path = await places.path_of(connection, territory_id)
    if path is None:
        await receiver.follow()
        path = await places.path_of(connection, territory_id)
    if path is None:
        raise TerritoryUnknown
    if identity.role == "partner" and not identity.roots & set(path):
        raise TerritoryNotYours


async def reaches(connection: Connection, identity: Identity, territory_id: UUID) -> bool:
    """Tell whether a partner's key covers a territory."""
    if identity.role == "admin":
        return True
    path = await places.path_of(connection, territory_id) or []
    return identity.role == "partner" and bool(identity.roots & set(path))


async def contribute(
    receiver: Receiver,
    guesser: LanguageGuesser,
    connection: Connection,
    identity: Identity,
    new: CriterionToAdd,
) -> CriterionRecord:
    """Keep what a group has said, once."""
    await require_reach(receiver, connection, identity, new.territory_id)
    group = await _group(receiver, connection, new.territory_id, new.group)
    language, language_source = await _language(guesser, new.language, group.language, new.text)
    codebook, codes = _codes(new.codes, new.codebook)
    criterion_id: FastUUID = random_ids(1)[0]
    values = (
        new.territory_id, criterion_id, new.source, new.external_id, group.id, new.question, new.text,
        language, language_source, new.state, new.participant, codebook, codes, new.licence,
        new.visibility, new.consent, new.taken_up_from,
    )  # fmt: skip
    if not await store.add(connection, values):
        raise ExternalIdTaken
    if codebook and codes:
        await store.add_coding(
            connection, new.territory_id, criterion_id, codebook, codes, "coded", identity.subject, None
        )
    await store.tell(connection, criterion_id)
    return await read(connection, identity, criterion_id)


async def read(connection: Connection, identity: Identity, criterion_id: UUID) -> CriterionRecord:
    """Give one criterion to somebody who may see it; for everybody else there is none."""
    row = await _visible(connection, identity, criterion_id)
    return record(row, identity, await reaches(connection, identity, row["territory_id"]))


async def change(
    receiver: Receiver,
    connection: Connection,
    identity: Identity,
    criterion_id: UUID,
    if_match: str | None,
    wanted: CriterionChange,
) -> CriterionRecord:
    """Change what was kept of a criterion, on the version its author has seen."""
    row = await _own(connection, identity, criterion_id)
    require_match(if_match, row["revision"])
    values: dict[str, Any] = {}
    for name in ("text", "question", "state", "licence", "visibility"):
        value = getattr(wanted, name)
        if value is not None:
            values[name] = value
    if wanted.consent is not None:
        values["scope"] = wanted.consent
    if wanted.language is not None:
        values |= {"language": wanted.language, "language_source": "given"}
    if wanted.group is not None:
        values["group_id"] = (await _group(receiver, connection, row["territory_id"], wanted.group)).id
    values = {name: value for name, value in values.items() if row[name] != value}
    if values:
        await store.change(connection, row["territory_id"], criterion_id, values)
        await store.tell(connection, criterion_id)
    return await read(connection, identity, criterion_id)


async def withdraw(connection: Connection, identity: Identity, criterion_id: UUID, if_match: str | None) -> None:
    """Take a criterion back: its words go at once, and a tombstone tells every follower."""
    row = await _own(connection, identity, criterion_id)
    require_match(if_match, row["revision"])
    await store.withdraw(connection, row["territory_id"], criterion_id)
    await store.tell(connection, criterion_id, tombstone=True)


async def code(connection: Connection, identity: Identity, criterion_id: UUID, new: NewCoding) -> list[CodingRecord]:
    """Add a human decision on a criterion's codes; gives all decisions on it."""
    identity.require("partner", "staff", "admin")
    row = await _visible(connection, identity, criterion_id, lock=True)
    if not identity.reads_everything and not await reaches(connection, identity, row["territory_id"]):
        raise TerritoryNotYours
    codebook, codes = _codes(new.codes, new.codebook)
    if new.codebook is not None and new.codebook not in codebooks():
        raise CodeUnknown("there is no such codebook")
    if bool(codes) == (new.decision == "rejected"):
        raise CodeUnknown("a coding has at least one code, and a rejection has none")
    await store.add_coding(
        connection,
        row["territory_id"],
        criterion_id,
        codebook or new.codebook or default_codebook().version,
        codes or [],
        new.decision,
        identity.subject,
        new.note,
    )
    await store.change(connection, row["territory_id"], criterion_id, {})
    await store.tell(connection, criterion_id)
    return await codings(connection, identity, criterion_id)


async def listed(
    connection: Connection, identity: Identity, filters: dict[str, Any], after: list[Any] | None, limit: int
) -> tuple[list[CriterionRecord], list[Any] | None]:
    """Give criteria a caller may see, and the key of the last one if there may be more."""
    rows = await store.listed(
        connection, default_codebook().version, filters | access(identity, filters), after, limit + 1
    )
    own = await places.below(connection, identity.roots) if identity.role == "partner" else set()
    records = [record(row, identity, identity.role == "admin" or row["territory_id"] in own) for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return records, [last["id"]] if last else None


def access(identity: Identity, filters: dict[str, Any]) -> dict[str, Any]:
    """Give the filter that leaves only what a caller may see.

    Who is not shown a field cannot search by it either: asking for each group in turn would tell the same.
    """
    if identity.reads_everything:
        return {}
    hidden = sorted(name for name, value in filters.items() if name in _INSIDE | {"under"} and value is not None)
    if identity.role == "partner":
        return {"own" if hidden else "partner": list(identity.roots)}
    if hidden:
        raise NotAllowed(f"only the owning partner selects by {', '.join(hidden)}")
    return {"visibility": ["public"], "approved": "approved"}


async def codings(connection: Connection, identity: Identity, criterion_id: UUID) -> list[CodingRecord]:
    """Give the history of a criterion's codes to those who work with it."""
    identity.require("partner", "staff", "admin")
    row = await _visible(connection, identity, criterion_id)
    known = codebooks()
    return [
        CodingRecord(
            codebook_provisional=coding["codebook"] not in known or known[coding["codebook"]].provisional,
            **{name: coding[name] for name in CodingRecord.model_fields if name != "codebook_provisional"},
        )
        for coding in await store.codings(connection, row["territory_id"], criterion_id)
    ]


_OWN = frozenset({"source", "external_id", "participant", "taken_up_from"})
_INSIDE = frozenset({"territory_id", "group_id", "created_at", "updated_at"}) | _OWN


def record(row: Any, identity: Identity, owning: bool) -> CriterionRecord:
    """Give a criterion as a caller reads it.

    Source, external id and ordinal are for the owning partner; group, territory and time for it and for
    staff: outside, they would tie the statements of one group together.
    """
    hidden = frozenset() if owning else _OWN if identity.reads_everything else _INSIDE
    status = {"validated": "validated", "coded": "human"}.get(row["decision"] or "")
    fields = {
        name: row[name]
        for name in CriterionRecord.model_fields
        if name in row and name not in hidden | {"codes", "codebook"}
    }
    return CriterionRecord(
        **fields,
        consent=row["scope"],
        codes=row["current_codes"] or [],
        codebook=row["coded_in"],
        code_status=status,
    )


def visibilities(identity: Identity) -> list[str] | None:
    """Give the visibilities a caller reads outside of its own territories; None means all."""
    if identity.reads_everything:
        return None
    return ["public", "network"] if identity.role == "partner" else ["public"]


async def _visible(connection: Connection, identity: Identity, criterion_id: UUID, lock: bool = False) -> Any:
    row = await store.get(connection, criterion_id, default_codebook().version, lock)
    if row is None:
        raise CriterionUnknown
    seen = visibilities(identity)
    # What was noted and not approved by the group is for its own platform.
    allowed = seen is None or (row["visibility"] in seen and row["state"] == "approved")
    if not allowed and not await reaches(connection, identity, row["territory_id"]):
        raise CriterionUnknown
    if row["withdrawn_at"] is not None:
        raise CriterionWithdrawn
    return row


async def _own(connection: Connection, identity: Identity, criterion_id: UUID) -> Any:
    row = await _visible(connection, identity, criterion_id, lock=True)
    if not await reaches(connection, identity, row["territory_id"]):
        raise NotAllowed("only the partner it belongs to changes a criterion")
    return row


async def _group(receiver: Receiver, connection: Connection, territory_id: UUID, reference: str) -> Any:
    found = (await places.find_groups(connection, territory_id, {reference}))[reference]
    if found is None:
        await receiver.follow()
        found = (await places.find_groups(connection, territory_id, {reference}))[reference]
    if found is None:
        raise GroupUnknown(errors=[{"pointer": "/body/group", "code": "group-unknown"}])
    return found


async def _language(guesser: LanguageGuesser, given: str | None, of_group: str | None, text: str) -> tuple[str, str]:
    if given:
        return given, "given"
    if of_group:
        return of_group, "group"
    # The first guess loads the models, which takes seconds.
    return await asyncio.to_thread(guesser.guess, text) or "und", "detected"


def _codes(codes: list[str] | None, codebook: str | None) -> tuple[str | None, list[str] | None]:
    if not codes:
        return None, None
    try:
        return read_codes(codes, codebook)
    except UnknownCode as error:
        raise CodeUnknown(
            str(error), errors=[{"pointer": "/body/codes", "code": "code-unknown", "message": str(error)}]
        ) from error
