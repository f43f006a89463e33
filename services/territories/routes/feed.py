"""The change feed, for the services that follow it."""

from typing import Annotated

from fastapi import APIRouter, Query

from shared.contracts.places import PlaceFeedPage
from shared.database import Reading
from shared.identity import Speaker
from shared.strict_json import StrictRoute

from ..operations import changes

FEED_LIMIT = 5000
"""Changes on a page of the feed at most."""

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["feeds"])


@router.get("/territories/changes")
async def follow_territories(
    speaker: Speaker,
    connection: Reading,
    after: Annotated[str | None, Query(max_length=200, description="The cursor of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=FEED_LIMIT, description="How many changes at most")] = 1000,
) -> PlaceFeedPage:
    """Give what changed among territories, platforms and groups, in an order that loses nothing."""
    speaker.require("service", "staff", "admin")
    return await changes.follow(connection, after, limit)
