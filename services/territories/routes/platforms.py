"""Platforms."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shared.identity import Speaker
from shared.paging import After, Limit, Page
from shared.preconditions import IfNoneMatch
from shared.strict_json import StrictRoute

from ..operations import platforms as operations
from ..operations.bulk import put_all
from ..schemas.bulk import Bulk, BulkOutcome
from ..schemas.platforms import KeptPlatform, NewPlatform, PlatformChange, PlatformFilter, PlatformItem
from .common import IfUnchanged, Platforms, PlatformsToRead, begins_after, created, page, unless_known, versioned

router = APIRouter(prefix="/v1/platforms", route_class=StrictRoute, tags=["platforms"])


class PlatformList(PlatformFilter):
    """Which platforms, and which part of the list."""

    limit: Limit = 50
    after: After = None


@router.get("")
async def list_platforms(
    request: Request,
    response: Response,
    speaker: Speaker,
    platforms: PlatformsToRead,
    wanted: Annotated[PlatformList, Query()],
) -> Page[KeptPlatform]:
    """List platforms, perhaps of one territory, one subtree or one referent platform."""
    found = await platforms.page(wanted, begins_after(request, wanted.after), wanted.limit + 1)
    seen = [operations.as_seen(speaker, platform) for platform in found]
    return page(request, response, seen, wanted.limit)


@router.post("", status_code=201)
async def add_platform(
    request: Request, response: Response, speaker: Speaker, platforms: Platforms, new: NewPlatform
) -> KeptPlatform:
    """Open a platform for a territory or a collective actor."""
    return created(request, response, await operations.add(platforms, speaker, new))


@router.post("/bulk")
async def put_platforms(speaker: Speaker, platforms: Platforms, bulk: Bulk[PlatformItem]) -> BulkOutcome:
    """Create or change up to 1,000 platforms by their external ids; each has its own outcome."""
    return await put_all(platforms, speaker, bulk.items, PlatformItem, operations.put)


@router.get("/{platform_id}", response_model=KeptPlatform)
async def read_platform(
    platform_id: UUID,
    response: Response,
    speaker: Speaker,
    platforms: PlatformsToRead,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """Give one platform; its partner's own references are shown to those who work with it."""
    return unless_known(if_none_match, await operations.read(platforms, speaker, platform_id), response)


@router.patch("/{platform_id}")
async def change_platform(
    platform_id: UUID,
    response: Response,
    speaker: Speaker,
    platforms: Platforms,
    wanted: PlatformChange,
    check: IfUnchanged,
) -> KeptPlatform:
    """Correct a platform; needs If-Match."""
    return versioned(response, await operations.change(platforms, speaker, platform_id, wanted, check))


@router.delete("/{platform_id}", status_code=204)
async def withdraw_platform(platform_id: UUID, speaker: Speaker, platforms: Platforms, check: IfUnchanged) -> None:
    """Take a platform away that nothing hangs from; needs If-Match."""
    await operations.withdraw(platforms, speaker, platform_id, check)
