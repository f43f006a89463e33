"""Pushing many criteria at once, and reading what became of every line."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from shared.database import Reading
from shared.identity import Identity, Speaker
from shared.paging import After, Limit, Page, link_next, position
from shared.preconditions import IdempotencyKey
from shared.strict_json import StrictRoute
from shared.text import Label

from .. import operations, reporting
from ..imports import register, staging
from ..imports.receiving import Receiver
from ..schemas import ImportRecord, Mode, NewCriterion
from .parts import Receiving

router = APIRouter(prefix="/v1", tags=["imports"], route_class=StrictRoute)

Only = Annotated[str | None, Query(description="Outcomes, separated by commas, such as rejected")]

# The schemas it refers to are in the document already: adding one criterion has the same fields.
_RECORD = NewCriterion.model_json_schema(ref_template="#/components/schemas/{model}")
_RECORD.pop("$defs", None)

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "array", "items": _RECORD}},
        },
    }
}


@router.post("/imports", status_code=202, openapi_extra=_BODY)
async def push(
    request: Request,
    response: Response,
    speaker: Speaker,
    receiver: Receiving,
    idempotency_key: IdempotencyKey,
    territory: Annotated[UUID, Query(description="The territory the source belongs to")],
    source: Annotated[Label, Query(description="The sender's name for where these come from")] = "api",
    mode: Mode = Mode.PARTIAL,
    dry_run: bool = False,
    restore: Annotated[bool, Query(description="Bring withdrawn criteria back")] = False,
    content_encoding: Annotated[str | None, Header()] = None,
) -> ImportRecord:
    """Push criteria as NDJSON, CSV or a JSON array, gzip allowed.

    What this answers as stored is durable. Compare the receipt's SHA-256 and bytes (of the body,
    decompressed) with your own; then read one outcome for every line.
    """
    wanted = register.Request(territory, source, mode, dry_run, restore)
    async with receiver.pool.acquire() as connection, connection.transaction():
        await operations.require_reach(receiver, connection, speaker, territory)
        import_id, ended = await register.begin(connection, speaker, idempotency_key, wanted)
    if ended is not None:
        await receiver.replay(ended, wanted, content_encoding, request.stream())
        response.headers["Idempotency-Replayed"] = "true"
    else:
        media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
        await receiver.receive(import_id, speaker.subject, wanted, media_type, content_encoding, request.stream())
    response.headers["Location"] = f"/v1/imports/{import_id}"
    return await _read(receiver, import_id, speaker)


async def _read(receiver: Receiver, import_id: UUID, speaker: Identity) -> ImportRecord:
    async with receiver.pool.acquire() as connection:
        return register.as_record(await register.find(connection, import_id, speaker))


@router.get("/imports", response_model_exclude_none=True)
async def list_imports(
    request: Request,
    response: Response,
    speaker: Speaker,
    connection: Reading,
    limit: Limit = 50,
    after: After = None,
) -> Page[ImportRecord]:
    """Give the caller's imports; staff read all."""
    speaker.require("partner", "staff", "admin")
    start = position(request, after)
    rows = await register.listed(connection, speaker, UUID(start[0]) if start else None, limit + 1)
    last = [rows[limit - 1]["id"]] if len(rows) > limit else None
    return Page(items=[register.as_record(row) for row in rows[:limit]], next=link_next(request, response, last))


@router.get("/imports/{import_id}")
async def read_import(import_id: UUID, speaker: Speaker, receiver: Receiving) -> ImportRecord:
    """Read how an import stands."""
    record = await _read(receiver, import_id, speaker)
    if record.state == "staged":
        await staging.apply(receiver.pool, import_id)
        record = await _read(receiver, import_id, speaker)
    return record


_LINES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/x-ndjson": {}, "text/csv": {}}}}


@router.get("/imports/{import_id}/outcomes", response_class=StreamingResponse, responses=_LINES)
async def read_outcomes(
    import_id: UUID,
    speaker: Speaker,
    receiver: Receiving,
    only: Only = None,
    accept: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Read one outcome for every line of an import, in the order of the lines, as NDJSON or CSV."""
    return await _outcomes(receiver, speaker, import_id, "csv" if "text/csv" in (accept or "") else "ndjson", only)


@router.get("/imports/{import_id}/outcomes.{form}", response_class=StreamingResponse, responses=_LINES)
async def read_outcomes_as(
    import_id: UUID,
    form: Literal["ndjson", "csv"],
    speaker: Speaker,
    receiver: Receiving,
    only: Only = None,
) -> StreamingResponse:
    """Read one outcome for every line of an import in the format that the address names."""
    return await _outcomes(receiver, speaker, import_id, form, only)


async def _outcomes(
    receiver: Receiver, speaker: Identity, import_id: UUID, form: str, only: str | None
) -> StreamingResponse:
    async with receiver.pool.acquire() as connection:
        await register.find(connection, import_id, speaker)
    outcomes = reporting.outcomes(receiver.pool, import_id, reporting.read_only(only))
    media_type, write = reporting.FORMATS[form]
    return StreamingResponse(write(outcomes), media_type=media_type)
