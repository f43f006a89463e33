"""Statements for indicators, proposed from what people said."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook

from ..process.proposals.proposing import Wanted, propose_indicator
from ..process.proposals.schemas import IndicatorProposal
from ..selecting import Filters
from .filters import Words, Year
from .parts import Component, Labels, Mirrored, component_of

router = APIRouter(prefix="/v1", tags=["process"])


@router.get("/indicator-proposals", response_model_exclude_none=True)
async def read_indicator_proposal(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    territory: Annotated[UUID, Query(description="With everything below it")],
    component: Component,
    profile: Annotated[list[Words] | None, Query()] = None,
    year: Annotated[list[Year] | None, Query()] = None,
    words: Annotated[int, Query(ge=1, le=20, description="For each situation, at most")] = 5,
) -> IndicatorProposal:
    """Propose statements for the five situations of an indicator, in people's own words, ready to be edited."""
    codebook = default_codebook()
    code = component_of(component, codebook)
    given: dict[str, Sequence[object]] = {"profile": profile or (), "year": year or ()}
    filters = Filters(territory, {name: values for name, values in given.items() if values})
    wanted = Wanted(territory, code, filters, words, lang)
    return await propose_indicator(mirror, connection, speaker, wanted, codebook, request.app.state.refreshed_at)
