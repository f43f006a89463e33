"""Search across languages, and what is near a criterion."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook

from .. import search as operation
from ..schemas import Mode, SearchResult
from ..settings import SynthesisSettings
from .parts import Labels, Mirrored, Selected, looked_for

router = APIRouter(prefix="/v1", tags=["search"])

Many = Annotated[int, Query(ge=1, le=100)]


def _wanted(
    request: Request,
    selection: Selected,
    language: Labels,
    limit: Many = 20,
    floor: Annotated[
        float | None, Query(ge=-1, le=1, description="List nothing with a lower score; the service has a default")
    ] = None,
    distinct: Annotated[bool, Query(description="Fold statements that say nearly the same into the nearest")] = True,
) -> operation.Wanted:
    settings: SynthesisSettings = request.app.state.settings
    return operation.Wanted(selection, limit, settings.search_floor if floor is None else floor, distinct, language)


Wanted = Annotated[operation.Wanted, Depends(_wanted)]


@router.get("/search", response_model_exclude_none=True)
async def search(
    q: Annotated[str, Query(min_length=1, max_length=500, description="What is looked for, in any language")],
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    wanted: Wanted,
    mode: Mode = Mode.MEANING,
) -> SearchResult:
    """Find statements by their meaning, whatever their language, or by their words."""
    return await operation.search(mirror, connection, speaker, looked_for(q), mode, wanted, default_codebook())


@router.get("/criteria/{criterion_id}/similar", response_model_exclude_none=True)
async def similar_criteria(
    criterion_id: UUID, speaker: Speaker, mirror: Mirrored, connection: Reading, wanted: Wanted
) -> SearchResult:
    """Find statements that mean nearly the same as a criterion, in every language."""
    return await operation.similar(mirror, connection, speaker, criterion_id, wanted, default_codebook())
