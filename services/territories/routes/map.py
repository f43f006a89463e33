"""Territories on a map."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from shared.identity import Speaker
from shared.strict_json import StrictRoute

from ..operations.map import draw, first_batch
from ..schemas.territories import TerritoryFilter

GEOJSON = "application/geo+json"

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["territories"])


@router.get(
    "/territories.geojson",
    response_class=StreamingResponse,
    responses={200: {"content": {GEOJSON: {}}, "description": "A FeatureCollection of points"}},
)
async def map_territories(request: Request, speaker: Speaker, wanted: Annotated[TerritoryFilter, Query()]) -> Any:
    """Give the territories that have a location as GeoJSON, with the filters of the list."""
    pool = request.app.state.pool
    begin = await first_batch(pool, wanted)
    return StreamingResponse(draw(pool, wanted, begin), media_type=GEOJSON)
