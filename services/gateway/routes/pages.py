"""Pages for people: what this is, how to use it, and what an error means."""

import base64
import hashlib
import re

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from shared.errors import NotFound

from .. import pages, problems

router = APIRouter(include_in_schema=False)


@router.get("/")
async def landing(request: Request) -> Response:
    """Say what this is, for whom, and where to begin."""
    return HTMLResponse(pages.landing(request.app.state.settings))


@router.get("/docs")
async def docs() -> Response:
    """Show every operation, to read and to try; everything it needs comes from here."""
    page = pages.docs()
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # Swagger UI writes style attributes into what it shows.
    policy = (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


@router.get("/problems")
async def all_problems(request: Request) -> Response:
    """List the problems this process knows."""
    known = [problems.explain(code) for code in sorted(problems.known())]
    if _wants_page(request):
        return HTMLResponse(pages.problem_list(known), headers={"Vary": "Accept"})
    return JSONResponse({"items": [problem.members() for problem in known]}, headers={"Vary": "Accept"})


@router.get("/problems/{code}")
async def problem(code: str, request: Request) -> Response:
    """Explain one problem; the address is the ``type`` of the answers that tell of it."""
    if not problems.WELL_FORMED.fullmatch(code):
        raise NotFound
    explained = problems.explain(code)
    if _wants_page(request):
        return HTMLResponse(pages.problem(explained), headers={"Vary": "Accept"})
    return JSONResponse(explained.members(), headers={"Vary": "Accept"})


def _wants_page(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return "text/html" in accept or "application/xhtml+xml" in accept
