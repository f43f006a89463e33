"""What the groups of a platform said, and whose words no collective criterion carries on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shared.database import Reading
from shared.identity import Speaker
from shared.paging import After, link_next, position
from shared.vocabulary.codebook import default_codebook

from ..process.said.reading import Asked, said_of
from ..process.said.schemas import Said
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["process"])


@router.get("/platforms/{platform_id}/said")
async def read_said(
    platform_id: UUID,
    request: Request,
    response: Response,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Of what was left out, at most")] = 50,
) -> Said:
    """Count what a platform's groups said and what was carried on, and list what was left out, the loneliest first."""
    begun = position(request, after)
    asked = Asked(platform_id, lang, limit, (begun[0], begun[1]) if begun else None)
    found, last = await said_of(mirror, connection, speaker, default_codebook(), asked, request.app.state.refreshed_at)
    found.next = link_next(request, response, list(last) if last else None)
    return found
