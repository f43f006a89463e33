"""Territories and collective actors."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shared.identity import Speaker
from shared.paging import After, Limit, Page
from shared.preconditions import IfNoneMatch
from shared.strict_json import StrictRoute

from ..operations import territories as operations
from ..operations.bulk import put_all
from ..schemas.bulk import Bulk, BulkOutcome
from ..schemas.territories import KeptTerritory, NewTerritory, TerritoryChange, TerritoryFilter, TerritoryItem
from .common import IfUnchanged, Territories, TerritoriesToRead, begins_after, created, page, unless_known, versioned

router = APIRouter(prefix="/v1/territories", route_class=StrictRoute, tags=["territories"])


class TerritoryList(TerritoryFilter):
    """Which territories, and which part of the list."""

    limit: Limit = 50
    after: After = None


@router.get("")
async def list_territories(
    request: Request,
    response: Response,
    speaker: Speaker,
    territories: TerritoriesToRead,
    wanted: Annotated[TerritoryList, Query()],
) -> Page[KeptTerritory]:
    """List territories and collective actors, perhaps of one country, kind, subtree, code or name."""
    after = begins_after(request, wanted.after)
    found = await territories.page(wanted, after, wanted.limit + 1)
    return page(request, response, found, wanted.limit)


@router.post("", status_code=201)
async def add_territory(
    request: Request, response: Response, speaker: Speaker, territories: Territories, new: NewTerritory
) -> KeptTerritory:
    """Put a territory or a collective actor in the tree."""
    return created(request, response, await operations.add(territories, speaker, new))


@router.post("/bulk")
async def put_territories(speaker: Speaker, territories: Territories, bulk: Bulk[TerritoryItem]) -> BulkOutcome:
    """Create or change up to 1,000 territories by their external ids; each has its own outcome."""
    return await put_all(territories, speaker, bulk.items, TerritoryItem, operations.put)


@router.get("/{territory_id}", response_model=KeptTerritory)
async def read_territory(
    territory_id: UUID,
    response: Response,
    speaker: Speaker,
    territories: TerritoriesToRead,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """Give one territory or collective actor."""
    return unless_known(if_none_match, await operations.read(territories, territory_id), response)


@router.patch("/{territory_id}")
async def change_territory(
    territory_id: UUID,
    response: Response,
    speaker: Speaker,
    territories: Territories,
    wanted: TerritoryChange,
    check: IfUnchanged,
) -> KeptTerritory:
    """Correct a territory, or move it with all that is below it; needs If-Match."""
    return versioned(response, await operations.change(territories, speaker, territory_id, wanted, check))
