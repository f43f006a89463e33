"""The change feed. It ties criteria to their groups, so only services and staff read it."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response

from shared.contracts.criteria import CriterionFeedRecord
from shared.database import Reading
from shared.feed import FeedPage
from shared.identity import Speaker

from .. import feed

router = APIRouter(prefix="/v1/criteria", tags=["feeds"])


@router.get("/changes", response_model=FeedPage[CriterionFeedRecord])
async def criteria_changes(
    speaker: Speaker,
    connection: Reading,
    after: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> Response:
    """Read what changed, in order and without gaps; withdrawals are tombstones."""
    speaker.require("service", "staff", "admin")
    page = await feed.page(connection, after, limit)
    return Response(msgspec.json.encode(page), media_type="application/json")
