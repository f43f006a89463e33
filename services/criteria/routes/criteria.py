"""Single criteria: adding, reading, changing, withdrawing, and the human decisions on their codes."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from shared.database import Reading, Transaction
from shared.identity import Speaker
from shared.paging import After, Limit, Page, link_next, position
from shared.preconditions import IfMatch, IfNoneMatch, etag, not_modified
from shared.strict_json import StrictRoute

from .. import operations
from ..schemas import CodingRecord, CriterionChange, CriterionRecord, CriterionToAdd, NewCoding
from .parts import Guessing, Receiving, Selection

router = APIRouter(prefix="/v1/criteria", tags=["criteria"], route_class=StrictRoute)


@router.get("", response_model_exclude_none=True)
async def list_criteria(
    request: Request,
    response: Response,
    speaker: Speaker,
    connection: Reading,
    filters: Selection,
    limit: Limit = 50,
    after: After = None,
) -> Page[CriterionRecord]:
    """Give criteria that the caller may read, in the order of their random ids."""
    start = position(request, after)
    items, last = await operations.listed(connection, speaker, filters, start, limit)
    return Page(items=items, next=link_next(request, response, last))


@router.post("", status_code=201, response_model_exclude_none=True)
async def contribute(
    new: CriterionToAdd,
    response: Response,
    speaker: Speaker,
    connection: Transaction,
    receiver: Receiving,
    guesser: Guessing,
) -> CriterionRecord:
    """Add one criterion, in the group's own words."""
    record = await operations.contribute(receiver, guesser, connection, speaker, new)
    response.headers["Location"] = f"/v1/criteria/{record.id}"
    response.headers["ETag"] = etag(record.revision)
    return record


@router.get("/{criterion_id}", response_model=CriterionRecord, response_model_exclude_none=True)
async def read_criterion(
    criterion_id: UUID,
    response: Response,
    speaker: Speaker,
    connection: Reading,
    if_none_match: IfNoneMatch = None,
) -> CriterionRecord | Response:
    """Read one criterion."""
    record = await operations.read(connection, speaker, criterion_id)
    if not_modified(if_none_match, etag(record.revision), response):
        return Response(status_code=304, headers={"ETag": etag(record.revision)})
    return record


@router.patch("/{criterion_id}", response_model_exclude_none=True)
async def change_criterion(
    criterion_id: UUID,
    wanted: CriterionChange,
    response: Response,
    speaker: Speaker,
    connection: Transaction,
    receiver: Receiving,
    if_match: IfMatch = None,
) -> CriterionRecord:
    """Change a criterion; the ETag that was read goes in If-Match."""
    record = await operations.change(receiver, connection, speaker, criterion_id, if_match, wanted)
    response.headers["ETag"] = etag(record.revision)
    return record


@router.delete("/{criterion_id}", status_code=204)
async def withdraw_criterion(
    criterion_id: UUID, speaker: Speaker, connection: Transaction, if_match: IfMatch = None
) -> None:
    """Withdraw a criterion: its words are erased, and followers are told."""
    await operations.withdraw(connection, speaker, criterion_id, if_match)


@router.get("/{criterion_id}/codings")
async def list_codings(criterion_id: UUID, speaker: Speaker, connection: Reading) -> list[CodingRecord]:
    """Read every human decision on a criterion's codes, the first one first."""
    return await operations.codings(connection, speaker, criterion_id)


@router.post("/{criterion_id}/codings", status_code=201)
async def add_coding(
    criterion_id: UUID, new: NewCoding, speaker: Speaker, connection: Transaction
) -> list[CodingRecord]:
    """Code a criterion, validate its code, or reject it; earlier decisions stay in the history."""
    return await operations.code(connection, speaker, criterion_id, new)
