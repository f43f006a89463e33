"""Yearly reports, chapters for reviews, the table of budgets, and the summary for a city's own site."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook

from ..process.rights.schemas import Crosswalk
from ..syntheses.report.blocks import Report
from ..syntheses.report.html import write_html
from ..syntheses.report.markdown import write_markdown
from ..yearly import operations
from ..yearly.budgeting import BudgetTable
from ..yearly.document import YearlyReport
from ..yearly.forms import Embedded, Form, Tabled, Wished, Written, answer, told_as
from ..yearly.reviewing import ReviewChapter
from ..yearly.summarising import Summary
from ..yearly.tables.budgets import write_budgets
from ..yearly.tables.reviews import write_review
from ..yearly.tables.yearly import write_csv
from ..yearly.telling.review import tell_review
from ..yearly.telling.summary import write_summary
from ..yearly.telling.whole import tell
from ..yearly.voices import Reader
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["yearly reports"])


def _reader(request: Request, speaker: Speaker, connection: Reading, mirror: Mirrored, lang: Labels) -> Reader:
    return Reader(mirror, connection, speaker, default_codebook(), lang, request.app.state.refreshed_at)


AtReading = Annotated[Reader, Depends(_reader)]
WRITTEN: tuple[Form, ...] = ("html", "md", "csv")
"""Forms of reports and chapters beside the document itself."""

Whose = Annotated[
    Crosswalk,
    Query(description="Links from components to rights: this project's, platforms' own, or both"),
]
Year = Annotated[int, Path(ge=1990, le=2200)]


@router.get("/yearly-reports/{territory_id}/{year}", response_class=Response, responses=told_as(YearlyReport, *WRITTEN))
async def read_yearly_report(territory_id: UUID, year: Year, reader: AtReading, form: Wished) -> Response:
    """Read what a territory said, decided, did and changed in a year, with the records behind it.

    Staff, and partners for their own territories, read exact figures and everything on record; everybody else reads
    what was released, and figures that single nobody out.
    """
    found = await operations.yearly_report(reader, territory_id, year)

    def told() -> Report:
        return tell(found, reader.codebook, reader.language)

    written: Written = {
        "html": lambda: write_html(told()),
        "md": lambda: write_markdown(told()),
        "csv": lambda: write_csv(found),
    }
    return await answer(form, found, written)


@router.get(
    "/reviews/voluntary-local/{territory_id}/{year}",
    response_class=Response,
    responses=told_as(ReviewChapter, *WRITTEN),
)
async def read_voluntary_local_review(
    territory_id: UUID, year: Year, reader: AtReading, form: Wished, crosswalk: Whose = "both"
) -> Response:
    """Read the chapter for a Voluntary Local Review: by goal, what was said, promised, done and measured."""
    goals = operations.framework_of("sdg")
    found = await operations.review_chapter(reader, "voluntary-local", territory_id, year, goals, crosswalk)
    return await _chapter(form, found, reader)


@router.get(
    "/reviews/universal-periodic/{territory_id}/{year}",
    response_class=Response,
    responses=told_as(ReviewChapter, *WRITTEN),
)
async def read_universal_periodic_review(
    territory_id: UUID,
    year: Year,
    reader: AtReading,
    form: Wished,
    framework: Annotated[str, Query(max_length=60, description="udhr, charter-agenda, eu-charter, ...")] = "udhr",
    version: Annotated[str | None, Query(max_length=60, description="A year; the newest by default")] = None,
    crosswalk: Whose = "both",
) -> Response:
    """Read the chapter for the Universal Periodic Review or a treaty body: by right, whose framework is yours to say.

    A count of criteria is no measure of violation or compliance.
    """
    chosen = operations.framework_of(framework, version)
    found = await operations.review_chapter(reader, "universal-periodic", territory_id, year, chosen, crosswalk)
    return await _chapter(form, found, reader)


async def _chapter(form: Form, found: ReviewChapter, reader: Reader) -> Response:
    def told() -> Report:
        return tell_review(found, reader.codebook, reader.language)

    written: Written = {
        "html": lambda: write_html(told()),
        "md": lambda: write_markdown(told()),
        "csv": lambda: write_review(found),
    }
    return await answer(form, found, written)


@router.get("/budget-table", response_class=Response, responses=told_as(BudgetTable, "csv"))
async def read_budget_table(
    reader: AtReading,
    form: Tabled,
    territory: Annotated[UUID, Query(description="With everything below it")],
    year: Annotated[int | None, Query(ge=1990, le=2200, description="Of the budget, else of the action")] = None,
    framework: Annotated[str, Query(max_length=60, description="Whose rights components lead to")] = "udhr",
    version: Annotated[str | None, Query(max_length=60, description="A year; the newest by default")] = None,
    crosswalk: Whose = "both",
) -> Response:
    """Read budget lines by action, indicator or measure, component and right, each amount counted once."""
    chosen = operations.framework_of(framework, version)
    found = await operations.budget_table(reader, territory, year, chosen, crosswalk)
    return await answer(form, found, {"csv": lambda: write_budgets(found)})


@router.get("/summaries/{territory_id}", response_class=Response, responses=told_as(Summary, "html"))
async def read_summary(territory_id: UUID, reader: AtReading, form: Embedded) -> Response:
    """Read what everybody may read of a territory in a few lines; as a page, other sites may show it in a frame."""
    found = await operations.summary_of(reader, territory_id)
    written: Written = {"html": lambda: write_summary(found, reader.codebook, reader.language)}
    return await answer(form, found, written, framed_by="*")
