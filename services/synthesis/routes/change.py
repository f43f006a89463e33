"""What changed between periods, which territories are alike, and maps of who says what."""

import re
from itertools import pairwise
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from shared.errors import InvalidRequest
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.roles import Question

from ..change import changes, correspondence, similar_places
from ..change.changes import Kind
from ..change.correspondence import Rows
from ..change.schemas import Changes, CorrespondenceMap, SimilarTerritories
from ..engine.change.spans import Span
from ..engine.change.standardise import How
from ..selecting import Filters, Of
from .filters import Filtered, Questions
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["change and likeness"])

MOST_PERIODS = 12

Codes = Annotated[list[str] | None, Query(description="Dimensions or components to tell; all are tested")]


@router.get("/changes")
async def read_changes(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    lang: Labels,
    filters: Filtered,
    question: Questions = None,
    code: Codes = None,
    of: Of = "dimension",
    periods: Annotated[str, Query(max_length=200, description="Such as 2012-2015,2016-2019; else split for you")] = "",
    standardise: How = "none",
    kinds: Annotated[list[Kind] | None, Query(description="What tells kinds of groups apart; profile if none")] = None,
) -> Changes:
    """Tell shares by period with intervals, and what changed where the same kinds of groups were heard."""
    asked = Filters(filters.under, {**filters.values, **({"question": question} if question else {})})
    wanted = changes.Wanted(
        of,
        asked,
        _spans(periods),
        standardise,
        tuple(dict.fromkeys(kinds or ())) or ("profile",),
        frozenset(code or ()),
    )
    return await changes.changes(mirror, speaker, wanted, default_codebook(), lang, request.app.state.refreshed_at)


@router.get("/similar-territories")
async def read_similar_territories(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    lang: Labels,
    filters: Filtered,
    territory: Annotated[UUID, Query(description="The one that others are compared with")],
    question: Questions = None,
    of: Of = "component",
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> SimilarTerritories:
    """Tell which territories of the same kind hear the same things, and whom this one might ask."""
    wanted = similar_places.Wanted(territory, of, filters, tuple(question or ()), limit)
    return await similar_places.similar_territories(
        mirror, speaker, wanted, default_codebook(), lang, request.app.state.refreshed_at
    )


@router.get("/correspondence")
async def read_correspondence(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    lang: Labels,
    filters: Filtered,
    rows: Rows = "profile",
    of: Of = "component",
    question: Question = Question.WELLBEING,
    supplementary: Annotated[list[str] | None, Query(description="Codes that are to pull no axis")] = None,
    axes: Annotated[int, Query(ge=2, le=8)] = 2,
) -> CorrespondenceMap:
    """Draw a map of rows and codes, with how well each point is shown and how far it can be trusted."""
    wanted = correspondence.Wanted(rows, of, question, filters, frozenset(supplementary or ()), axes)
    return await correspondence.map_of(
        mirror, speaker, wanted, default_codebook(), lang, request.app.state.refreshed_at
    )


def _spans(text: str) -> tuple[Span, ...]:
    """Read periods; raises ``InvalidRequest`` unless they are years that rise and do not overlap."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [re.fullmatch(r"(\d{4})(?:-(\d{4}))?", part) for part in parts]
    spans = tuple(Span(int(one[1]), int(one[2] or one[1])) for one in found if one)
    ordered = all(span.first <= span.last for span in spans)
    apart = all(one.last < next.first for one, next in pairwise(spans))
    if len(spans) < len(parts) or not ordered or not apart or len(spans) > MOST_PERIODS:
        message = f"years or spans of years that rise and do not overlap, {MOST_PERIODS} at most: 2012-2015,2016"
        raise InvalidRequest(errors=[{"pointer": "/query/periods", "code": "periods", "message": message}])
    return spans
