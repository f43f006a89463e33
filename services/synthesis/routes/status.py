"""How up to date the synthesis is."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook

from .. import status as operation
from ..schemas import Status

router = APIRouter(prefix="/v1", tags=["status"])


@router.get("/status", response_model_exclude_none=True)
async def read_status(
    request: Request,
    speaker: Speaker,
    connection: Reading,
    since: Annotated[
        AwareDatetime | None, Query(description="Such as the end of an import: up to date with all before it?")
    ] = None,
) -> Status:
    """Tell how far each feed has been followed, and what is still to be read and counted."""
    mirror = request.app.state.mirror
    return await operation.status(mirror, connection, speaker, default_codebook(), since)
