"""Selections as files."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from shared.database import acquire
from shared.identity import Speaker

from .. import exports
from .parts import Selection

router = APIRouter(prefix="/v1/criteria", tags=["criteria"])


@router.get("/export.{form}", response_class=StreamingResponse)
async def export_criteria(
    form: Literal["ndjson", "csv", "parquet"], request: Request, speaker: Speaker, filters: Selection
) -> StreamingResponse:
    """Export all criteria that fit the filters and that the caller may read, as one snapshot."""
    media_type, write = exports.FORMATS[form]
    pool = request.app.state.pool

    async def body() -> AsyncGenerator[bytes]:
        async with acquire(pool) as connection, aclosing(exports.select(connection, speaker, filters)) as batches:
            async for part in write(batches):
                yield part

    parts = body()
    # Before the answer begins: what fails now is told as a problem, later on it could only be cut.
    first = await anext(parts, b"")

    async def whole() -> AsyncIterator[bytes]:
        async with aclosing(parts):
            yield first
            async for part in parts:
                yield part

    headers = {"Content-Disposition": f'attachment; filename="criteria.{form}"'}
    return StreamingResponse(whole(), media_type=media_type, headers=headers)
