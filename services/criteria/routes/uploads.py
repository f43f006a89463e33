"""Pushes that go on where they were cut."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from shared.database import Connection, Transaction
from shared.errors import PreconditionRequired
from shared.identity import Identity, Speaker
from shared.preconditions import IdempotencyKey
from shared.strict_json import StrictRoute
from shared.text import Label

from .. import operations
from ..imports import register, uploading
from ..imports.receiving import Receiver
from ..schemas import Finish, PartRecord, UploadRecord
from .parts import Receiving

router = APIRouter(prefix="/v1/uploads", tags=["imports"], route_class=StrictRoute)


@router.post("", status_code=201)
async def begin_upload(
    response: Response,
    speaker: Speaker,
    connection: Transaction,
    receiver: Receiving,
    idempotency_key: IdempotencyKey,
    territory: Annotated[UUID, Query(description="The territory the source belongs to")],
    source: Annotated[Label, Query(description="The sender's name for where these come from")] = "api",
    restore: bool = False,
) -> UploadRecord:
    """Begin a resumable upload of NDJSON; the same Idempotency-Key finds it again."""
    await operations.require_reach(receiver, connection, speaker, territory)
    wanted = register.Request(territory, source, restore=restore, resumable=True)
    import_id, _ = await register.begin(connection, speaker, idempotency_key, wanted)
    record = register.as_upload(await register.find(connection, import_id, speaker))
    response.headers["Location"] = f"/v1/uploads/{import_id}"
    response.headers["Upload-Offset"] = str(record.offset)
    return record


@router.get("/{upload_id}")
async def read_upload(upload_id: UUID, response: Response, speaker: Speaker, connection: Transaction) -> UploadRecord:
    """Ask where an upload goes on: everything before the offset is committed."""
    record = register.as_upload(await register.find(connection, upload_id, speaker))
    response.headers["Upload-Offset"] = str(record.offset)
    return record


@router.patch(
    "/{upload_id}",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
    },
)
async def send_part(
    upload_id: UUID,
    request: Request,
    response: Response,
    speaker: Speaker,
    receiver: Receiving,
    upload_offset: Annotated[int | None, Header(ge=0, description="Bytes committed before this part")] = None,
    content_encoding: Annotated[str | None, Header()] = None,
) -> PartRecord:
    """Send the next whole lines; the answer leaves when they are committed."""
    if upload_offset is None:
        raise PreconditionRequired("send the Upload-Offset this part begins at")
    async with receiver.pool.acquire() as connection:
        await _require_own(receiver, connection, upload_id, speaker)
    record, receipt = await uploading.take_part(
        receiver, upload_id, speaker, upload_offset, content_encoding, request.stream()
    )
    response.headers["Upload-Offset"] = str(record.offset)
    return PartRecord(**record.model_dump(exclude={"receipt"}), receipt=receipt)


@router.post("/{upload_id}/finish")
async def finish_upload(
    upload_id: UUID, end: Finish, speaker: Speaker, connection: Transaction, receiver: Receiving
) -> UploadRecord:
    """End an upload; ``bytes`` is how many were meant to arrive."""
    await _require_own(receiver, connection, upload_id, speaker)
    return await uploading.finish(connection, upload_id, speaker, end.bytes)


async def _require_own(receiver: Receiver, connection: Connection, upload_id: UUID, speaker: Identity) -> None:
    # Staff may look at an upload; and a key may have lost a territory since it began one.
    row = await register.find(connection, upload_id, speaker)
    await operations.require_reach(receiver, connection, speaker, row["territory_id"])
