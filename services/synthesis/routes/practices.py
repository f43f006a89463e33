"""Practices, exchanges and actions by their meaning."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook

from ..process.practices.schemas import PracticeKind, PracticesFound
from ..process.practices.searching import Wanted, search_practices
from ..settings import SynthesisSettings
from .parts import Component, Mirrored, component_of, looked_for

router = APIRouter(prefix="/v1/practices", tags=["process"])


@router.get("/search", response_model_exclude_none=True)
async def find_practices(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    q: Annotated[str, Query(min_length=1, max_length=500, description="What is looked for, in any language")],
    kind: Annotated[list[PracticeKind] | None, Query(description="practice and exchange by default")] = None,
    territory: Annotated[UUID | None, Query(description="Of platforms of this territory and those below it")] = None,
    component: Component | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    floor: Annotated[float | None, Query(ge=-1, le=1, description="The service has a default")] = None,
) -> PracticesFound:
    """Find good practices, trainings, exchanges and actions by their meaning; everybody those that were released."""
    settings: SynthesisSettings = request.app.state.settings
    codebook = default_codebook()
    key = f"{codebook.version}/{component_of(component, codebook)}" if component else None
    least = settings.search_floor if floor is None else floor
    wanted = Wanted(looked_for(q), tuple(kind or ("practice", "exchange")), territory, key, limit, least)
    return await search_practices(mirror, connection, request.app.state.practices, speaker, wanted)
