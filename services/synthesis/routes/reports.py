"""The report of a synthesis in the form its reader asks for, and its criteria for other programs."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse

from shared.vocabulary.codebook import Codebook, codebooks, default_codebook

from ..syntheses import operations, report, telling
from ..syntheses.report import Said
from ..syntheses.schemas import Quote, Since, Synthesis
from .parts import Labels
from .syntheses import AtDesk

router = APIRouter(prefix="/v1/syntheses/{synthesis_id}", tags=["syntheses"])

Form = Literal["html", "md", "csv", "json"]
_MEDIA: dict[Form, str] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'none'"
)


@router.get("/report", response_class=Response)
async def read_report(
    synthesis_id: UUID,
    desk: AtDesk,
    lang: Labels,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """Read the report, as a page by default, else as the Accept header asks: Markdown, CSV or JSON."""
    wished = [part.split(";")[0].strip().lower() for part in (accept or "").split(",")]
    form: Form = next(
        (form for part in wished for form, media in _MEDIA.items() if media.startswith(part or "-")), "html"
    )
    return await _report(desk, synthesis_id, form, lang)


@router.get("/report.{form}", response_class=Response)
async def read_report_as(synthesis_id: UUID, form: Form, desk: AtDesk, lang: Labels) -> Response:
    """Read the report as a page that needs neither network nor scripts, as Markdown, as one long table, or whole."""
    return await _report(desk, synthesis_id, form, lang)


async def _report(desk: AtDesk, synthesis_id: UUID, form: Form, lang: str) -> Response:
    found = await operations.done(desk, synthesis_id)
    if form == "json":
        body = found.model_dump_json(exclude_none=True)
    else:
        written = {"html": report.as_html, "md": report.as_markdown, "csv": report.as_csv}[form]
        body = written(found, _codebook_of(found), lang)
    headers = {"Content-Security-Policy": _PAGE_POLICY} if form == "html" else {}
    return Response(body, media_type=_MEDIA[form], headers=headers)


def _codebook_of(found: Synthesis) -> Codebook:
    """Give the codebook that the synthesis was made with, while it is still shipped."""
    return codebooks().get(found.provenance.codebook if found.provenance else "", default_codebook())


@router.get("/criteria.{form}", response_class=StreamingResponse)
async def export_criteria(synthesis_id: UUID, form: Literal["csv", "txt"], desk: AtDesk) -> StreamingResponse:
    """Take the criteria with their topics along: a flat table for R or pandas, or a corpus for IRaMuTeQ."""
    rows = [said async for said in await telling.criteria(desk, synthesis_id)]
    lines = report.as_flat_csv(rows) if form == "csv" else report.as_iramuteq(rows)
    media = "text/csv; charset=utf-8" if form == "csv" else "text/plain; charset=utf-8"
    return StreamingResponse(lines, media_type=media)


@router.get("/topics/{layer}/{topic}/criteria", response_model_exclude_none=True)
async def read_topic_criteria(
    synthesis_id: UUID,
    layer: int,
    topic: int,
    desk: AtDesk,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[Quote]:
    """Read what is in a topic, in people's own words."""
    found = await telling.criteria(desk, synthesis_id, layer, topic)
    return [_quote(said) async for said in _first(found, limit)]


@router.get("/since")
async def read_since(synthesis_id: UUID, desk: AtDesk) -> Since:
    """Place what was said since in the topics of this synthesis; nothing is made anew."""
    return await telling.since(desk, synthesis_id)


async def _first(rows: AsyncIterator[Said], n: int) -> AsyncIterator[Said]:
    left = n
    async for row in rows:
        yield row
        left -= 1
        if not left:
            return


def _quote(said: Said) -> Quote:
    return Quote(
        id=said.criterion,
        text=said.text,
        language=said.language,
        question=said.question,
        country=said.country,
        territory_name=said.territory,
        profile=said.profile,
        year=said.year,
        code=said.code,
    )
