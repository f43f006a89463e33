"""Trends: who names what, where and when, and how many stand behind each figure."""

from typing import Annotated, get_args
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shared.errors import InvalidRequest
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.roles import Question

from .. import trends as operation
from ..schemas import By, Trends
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["trends"])

_BY = get_args(By)


@router.get("/trends", response_model=Trends)
async def read_trends(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    lang: Labels,
    by: Annotated[str, Query(max_length=200, description=f"Axes, separated by commas: {', '.join(_BY)}")] = (
        "country,dimension"
    ),
    country: Annotated[list[str] | None, Query(description="ISO 3166-1 alpha-2; may be repeated")] = None,
    under: Annotated[UUID | None, Query(description="A territory with everything below it")] = None,
    territory: Annotated[list[UUID] | None, Query()] = None,
    profile: Annotated[list[str] | None, Query()] = None,
    family: Annotated[list[str] | None, Query()] = None,
    year: Annotated[list[int] | None, Query()] = None,
    question: Annotated[list[Question] | None, Query()] = None,
    dimension: Annotated[list[str] | None, Query()] = None,
    component: Annotated[list[str] | None, Query()] = None,
    status: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Count criteria over the axes asked for.

    Without a key: country, dimension, question and year, by the public disclosure rule. A partner reads
    exact figures inside its own territories (``under``), staff everywhere.
    """
    axes = tuple(dict.fromkeys(part.strip() for part in by.split(",") if part.strip()))
    if unknown := [axis for axis in axes if axis not in _BY]:
        message = f"{len(unknown)} unknown; axes are {', '.join(_BY)}"
        raise InvalidRequest(errors=[{"pointer": "/query/by", "code": "axis", "message": message}])
    if {"dimension", "component"} <= set(axes):
        message = "a component lies in one dimension; ask for one of the two"
        raise InvalidRequest(errors=[{"pointer": "/query/by", "code": "axis", "message": message}])
    filters = {
        "country": country,
        "territory": territory,
        "profile": profile,
        "family": family,
        "year": year,
        "question": question,
        "dimension": dimension,
        "component": component,
        "status": status,
    }
    given = {name: list(values) for name, values in filters.items() if values}
    wanted = operation.Wanted(axes, given, under, lang)
    found = operation.trends(mirror, speaker, wanted, default_codebook(), request.app.state.refreshed_at)
    # Written at once: checking a thousand rows a second time would take longer than counting them.
    return Response(found.model_dump_json(exclude_none=True), media_type="application/json")
