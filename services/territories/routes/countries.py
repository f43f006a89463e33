"""Countries, and the list of profile types: what everybody refers to."""

from typing import Any

from fastapi import APIRouter, Response

from shared.identity import Speaker
from shared.paging import Page
from shared.preconditions import IfNoneMatch, not_modified
from shared.strict_json import StrictRoute

from ..countries import countries
from ..profiles import Profiles, profiles
from ..schemas.territories import KeptCountry

router = APIRouter(prefix="/v1", route_class=StrictRoute)


@router.get("/countries", tags=["territories"])
async def list_countries(speaker: Speaker) -> Page[KeptCountry]:
    """Give every country of ISO 3166-1 in the order of its code, all on one page."""
    return Page(
        items=[KeptCountry(code=each.code, id=each.id, name=each.name, names=each.names) for each in countries()]
    )


@router.get("/profiles", tags=["groups"], response_model=Profiles)
async def list_profiles(speaker: Speaker, response: Response, if_none_match: IfNoneMatch = None) -> Any:
    """Give the open list of profile types and their families, with labels in many languages."""
    tag = f'"{profiles().version}"'
    if not_modified(if_none_match, tag, response):
        return Response(status_code=304, headers={"ETag": tag})
    return profiles()
