"""The web of the process: the standard addresses of every kind, each concept's own readings, and the feed."""

from typing import Annotated

from fastapi import APIRouter, Query

from shared.contracts.process import ProcessFeedPage
from shared.database import Reading
from shared.identity import Speaker
from shared.strict_json import StrictRoute

from .commitments.routes import router as commitments
from .evaluations.routes import router as evaluations
from .indicators.routes import router as indicators
from .kinds import BY_NAME, KINDS
from .phases.routes import router as phases
from .records import feed
from .records.routes import router_of
from .voices.routes import router as voices

FEED_LIMIT = 5000
"""Changes on a page of the feed at most."""

router = APIRouter(prefix="/v1/process", route_class=StrictRoute, tags=["feeds"])


@router.get("/changes")
async def follow_process(
    speaker: Speaker,
    connection: Reading,
    after: Annotated[str | None, Query(max_length=200, description="The cursor of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=FEED_LIMIT, description="How many changes at most")] = 1000,
) -> ProcessFeedPage:
    """Give what changed among records of the process, in an order that loses nothing.

    A partner is told of its own platforms' records.
    """
    speaker.require("service", "staff", "admin", "partner")
    return await feed.follow(connection, BY_NAME, speaker, after, limit)


# A concept's own readings come first: `/v1/measures/{id}` would take `index` for an id.
ROUTERS = [
    router,
    *(phases, voices, indicators, evaluations, commitments),
    *(router_of(kind) for kind in KINDS),
]
