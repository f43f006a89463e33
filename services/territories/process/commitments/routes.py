"""The steps of a human-rights city, for everybody."""

from typing import Any

from fastapi import APIRouter, Response

from shared.identity import Speaker
from shared.preconditions import IfNoneMatch, not_modified
from shared.strict_json import StrictRoute

from .steps import Steps, steps

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["label-steps"])


@router.get("/human-rights-city/steps", response_model=Steps)
async def list_steps(speaker: Speaker, response: Response, if_none_match: IfNoneMatch = None) -> Any:
    """Give the steps of a human-rights city in many languages; they have no order and no score."""
    tag = f'"{steps().version}"'
    if not_modified(if_none_match, tag, response):
        return Response(status_code=304, headers={"ETag": tag})
    return steps()
