"""What the routes share: one store per request, versions, the parts of a list."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response

from shared.database import Reading, Transaction
from shared.errors import MalformedRequest
from shared.paging import Page, link_next, position
from shared.preconditions import IfMatch, etag, not_modified, require_match

from ..operations.versions import Check
from ..schemas.fields import Kept
from ..store import GroupStore, PlaceStore, PlatformStore, TerritoryStore

Record = TypeVar("Record", bound=Kept)
Store = TypeVar("Store", bound=PlaceStore)


def _written(store: type[Store]) -> Any:
    def in_transaction(transaction: Transaction) -> Store:
        return store(transaction)

    return Depends(in_transaction)


def _read(store: type[Store]) -> Any:
    def reading(connection: Reading) -> Store:
        return store(connection)

    return Depends(reading)


Territories = Annotated[TerritoryStore, _written(TerritoryStore)]
"""For a request that writes: one transaction, committed before the answer leaves."""

Platforms = Annotated[PlatformStore, _written(PlatformStore)]
Groups = Annotated[GroupStore, _written(GroupStore)]

TerritoriesToRead = Annotated[TerritoryStore, _read(TerritoryStore)]
"""For a request that only reads."""

PlatformsToRead = Annotated[PlatformStore, _read(PlatformStore)]
GroupsToRead = Annotated[GroupStore, _read(GroupStore)]


def _check(if_match: IfMatch = None) -> Check:
    return partial(require_match, if_match)


IfUnchanged = Annotated[Check, Depends(_check)]
"""Refuses a change by someone who has not seen the present revision (428 without If-Match, 412 if stale)."""


def begins_after(request: Request, after: str | None) -> UUID | None:
    """Give the id that a page begins after; raises ``MalformedRequest`` for a cursor that is none."""
    key = position(request, after)
    try:
        return UUID(key[0]) if key else None
    except (ValueError, TypeError, LookupError) as error:
        raise MalformedRequest("this is not a cursor of this list") from error


def page(request: Request, response: Response, found: Sequence[Record], limit: int) -> Page[Record]:
    """Give a page of a list, from one record more than it shows."""
    shown = list(found[:limit])
    key: list[Any] | None = [str(shown[-1].id)] if len(found) > limit else None
    return Page(items=shown, next=link_next(request, response, key))


def created(request: Request, response: Response, record: Record) -> Record:
    """Say where a new record is and which revision it has."""
    response.headers["Location"] = f"{request.url.path}/{record.id}"
    return versioned(response, record)


def versioned(response: Response, record: Record) -> Record:
    """Say which revision a record has."""
    response.headers["ETag"] = etag(record.revision)
    return record


def unless_known(if_none_match: str | None, record: Record, response: Response) -> Record | Response:
    """Give a record, or 304 to a caller who has this revision already."""
    if not_modified(if_none_match, etag(record.revision), response):
        return Response(status_code=304, headers={"ETag": etag(record.revision)})
    return record
