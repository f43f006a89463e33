"""Documents for machines: the OpenAPI document, the catalogue of this API, robots.txt, the icon."""

from fastapi import APIRouter, Request, Response

from shared.preconditions import IfNoneMatch, not_modified

from ..openapi import Catalogue
from ..pages import FOLDER

router = APIRouter(include_in_schema=False)

ROBOTS = """User-agent: *
Allow: /$
Allow: /docs
Disallow: /v1/
"""


@router.get("/openapi.json")
async def openapi(request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """Describe every operation of every service."""
    catalogue: Catalogue = request.app.state.catalogue
    found = await catalogue.read()
    # What lacks a service is nobody's to keep: it is whole within seconds.
    keep = "public, max-age=60" if found.whole else "no-store"
    response = Response(found.text, media_type="application/json", headers={"Cache-Control": keep})
    if not_modified(if_none_match, found.tag, response):
        return Response(status_code=304, headers={"ETag": found.tag})
    return response


@router.get("/.well-known/api-catalog")
async def api_catalog() -> Response:
    """Say where the API, its description, its documentation and its status are (RFC 9727)."""
    profile = "https://www.rfc-editor.org/info/rfc9727"
    return Response(CATALOG, media_type=f'application/linkset+json; profile="{profile}"')


@router.get("/robots.txt")
async def robots() -> Response:
    """Leave the data to those who ask for it."""
    return Response(ROBOTS, media_type="text/plain")


@router.get("/favicon.svg")
@router.get("/favicon.ico")
async def favicon() -> Response:
    """Give the icon."""
    return _file("favicon.svg", "image/svg+xml")


@router.get("/style.css")
async def style() -> Response:
    """Give the style of our pages."""
    return _file("style.css", "text/css")


def _file(name: str, kind: str) -> Response:
    content = (FOLDER / name).read_bytes()
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=3600"})


CATALOG = """{
  "linkset": [
    {
      "anchor": "/",
      "service-desc": [{"href": "/openapi.json", "type": "application/json"}],
      "service-doc": [{"href": "/docs", "type": "text/html"}],
      "status": [{"href": "/health/ready", "type": "application/json"}]
    }
  ]
}
"""
