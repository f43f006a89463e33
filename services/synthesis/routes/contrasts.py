"""What a scope says, what a part of it says differently, and what was found unasked."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shared.database import Reading
from shared.identity import Speaker
from shared.paging import After, Page, link_next, position
from shared.vocabulary.codebook import default_codebook

from ..contrasting import alarms, contrasts, profiles
from ..contrasting.schemas import Alarm, By, ContrastAnswer, ProfileAnswer
from ..selecting import Filters, Of
from .filters import Country, Filtered, Questions, Words
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["profiles and contrasts"])


def _asked(filters: Filters, question: Questions) -> Filters:
    return Filters(filters.under, {**filters.values, **({"question": question} if question else {})})


@router.get("/profile")
async def read_profile(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    lang: Labels,
    filters: Filtered,
    question: Questions = None,
    of: Of = "component",
) -> ProfileAnswer:
    """Tell what is named most, hardly and never, with intervals from resampling whole groups."""
    wanted = profiles.Wanted(of, _asked(filters, question))
    as_of = request.app.state.refreshed_at
    return await profiles.profile_of(mirror, speaker, wanted, default_codebook(), lang, as_of)


@router.get("/contrast")
async def read_contrast(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    filters: Filtered,
    value: Annotated[str, Query(max_length=100, description="The part: homeless, BE, 2024, a territory's id")],
    by: Annotated[By, Query(description="What the value is of")] = "profile",
    against: Annotated[str | None, Query(max_length=100, description="Another value; else all the rest")] = None,
    question: Questions = None,
    of: Of = "component",
    resamplings: Annotated[int, Query(ge=200, le=5000)] = 1000,
    seed: Annotated[int, Query(ge=0, le=2**31 - 1)] = 1,
    limit: Annotated[int, Query(ge=1, le=500)] = 40,
) -> ContrastAnswer:
    """Tell what a part says more and less than the rest, or than another part: the surest first."""
    wanted = contrasts.Wanted(by, value, against, of, _asked(filters, question), resamplings, seed, limit)
    as_of = request.app.state.refreshed_at
    return await contrasts.contrast_of(mirror, connection, speaker, wanted, default_codebook(), lang, as_of)


@router.get("/alarms")
async def list_alarms(
    request: Request,
    response: Response,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    under: Annotated[UUID | None, Query(description="Of this territory and those below it")] = None,
    country: Country | None = None,
    value: Annotated[Words | None, Query(description="The kind of group, such as homeless")] = None,
    direction: Literal["more", "less"] | None = None,
    stands: Annotated[bool, Query(description="Only what the last look found still")] = True,
    lead: Annotated[bool | None, Query(description="True: one alarm a story, the surest")] = None,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Page[Alarm]:
    """List what stands out without anybody asking, the newest first; also what is said less."""
    rows = await alarms.list_alarms(
        mirror,
        connection,
        speaker,
        default_codebook(),
        lang,
        under=under,
        country=country,
        value=value,
        direction=direction,
        standing=stands,
        leads=lead,
        after=position(request, after),
        limit=limit,
    )
    key: list[Any] | None = [rows[-1].first_seen_at.isoformat(), str(rows[-1].id)] if len(rows) == limit else None
    return Page(items=rows, next=link_next(request, response, key))
