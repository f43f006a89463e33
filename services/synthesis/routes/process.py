"""The process joined with people's words: chains, and who was not heard."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook

from ..errors import ScopeUnknown
from ..process.chain.schemas import Chain, Direction
from ..process.chain.stages import parse_place
from ..process.chain.viewing import Viewer
from ..process.chain.walking import chain_from
from ..process.coverage.coverage import Asked, coverage_of
from ..process.coverage.schemas import Coverage
from ..process.records import sight_of
from ..reach import above, below
from .filters import Year
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["process"])


def _viewer(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    territory: Annotated[
        UUID | None, Query(description="Only what platforms of this territory and those below it keep")
    ] = None,
    criteria: Annotated[int, Query(ge=0, le=500, description="Of one component or topic, at most")] = 20,
) -> Viewer:
    if territory is not None and territory not in mirror.territories:
        raise ScopeUnknown
    territories = below(mirror, [territory]) if territory else None
    around = [*territories, *above(mirror, territory)] if territories is not None and territory else None
    return Viewer(
        connection,
        mirror,
        request.app.state.shelf,
        speaker,
        sight_of(mirror, speaker),
        default_codebook(),
        lang,
        territory,
        territories,
        around,
        criteria,
    )


AsViewer = Annotated[Viewer, Depends(_viewer)]


@router.get("/chain", response_model_exclude_none=True)
async def read_chain(
    viewer: AsViewer,
    start: Annotated[
        str,
        Query(
            alias="from",
            max_length=500,
            description="Where it begins: criterion/<id>, component/A03, right/udhr/25, action/<id>, ...",
        ),
    ],
    direction: Direction = "both",
    depth: Annotated[int, Query(ge=1, le=12, description="Links followed, one after another")] = 12,
    limit: Annotated[int, Query(ge=1, le=2000, description="Nodes at most")] = 300,
) -> Chain:
    """Follow what people said to what was done about it and how they judged that, and back.

    Criterion, component or topic, right, commitment, indicator, budget line, action, evaluation: each link with who
    made it, when and why. Everybody is told what platforms released; never groups, nor which criteria a record names.
    """
    return await chain_from(viewer, parse_place(start, viewer.codebook), direction, depth, limit)


@router.get("/coverage", response_model_exclude_none=True)
async def read_coverage(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    territory: Annotated[UUID, Query(description="With everything below it")],
    year_from: Year | None = None,
    year_to: Year | None = None,
) -> Coverage:
    """Tell which kinds of people were heard in a territory and which were not, by what is known of them."""
    asked = Asked(territory, year_from, year_to, lang)
    return await coverage_of(mirror, connection, speaker, asked, request.app.state.refreshed_at)
