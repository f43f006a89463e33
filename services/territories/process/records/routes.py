"""The web of every kind of record: the same addresses, each with the kind's own form."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from shared.database import Reading, Transaction
from shared.identity import Speaker
from shared.paging import link_next
from shared.preconditions import IfNoneMatch, etag, not_modified
from shared.rows.bodies import Meter
from shared.rows.media import kind_of as media_of
from shared.rows.reading import read_rows
from shared.strict_json import StrictRoute
from shared.text import Statement

from ...routes.common import IfUnchanged, begins_after
from . import exporting, writing
from .drafts import Kept
from .forms import forms_of
from .history import Revision, history
from .importing import Importer, Mode, RecordImport
from .kinds import Kind
from .listing import filters_of, where_of
from .seeing import shown
from .store import RecordStore
from .tabular import columns_of


def _written(transaction: Transaction) -> RecordStore:
    return RecordStore(transaction)


def _read(connection: Reading) -> RecordStore:
    return RecordStore(connection)


Records = Annotated[RecordStore, Depends(_written)]
"""For a request that writes: one transaction, committed before the answer leaves."""

RecordsToRead = Annotated[RecordStore, Depends(_read)]

Reason = Annotated[Statement | None, Query(description="Why; stands in the history")]


def router_of(kind: Kind) -> APIRouter:
    """Make the addresses of a kind of records."""
    router = APIRouter(prefix=f"/v1/{kind.path}", route_class=StrictRoute, tags=[kind.path])
    _add_reading(router, kind)
    _add_bulk(router, kind)
    _add_one(router, kind)
    return router


def _add_reading(router: APIRouter, kind: Kind) -> None:
    forms, (_, part) = forms_of(kind), filters_of(kind)
    told = kind.path.replace("-", " ")

    @router.get(
        "",
        name=f"list_{_name(kind.path)}",
        response_model=None,
        responses={200: {"model": forms.page}},
        summary=f"List {told}",
        description=f"Give the {told} that you may see, in the order of their ids.",
    )
    async def list_records(
        request: Request,
        response: Response,
        speaker: Speaker,
        records: RecordsToRead,
        wanted: Annotated[part, Query()],  # type: ignore[valid-type]
    ) -> Any:
        where = where_of(kind, speaker, wanted)
        where.add("r.id > {}", begins_after(request, wanted.after))  # type: ignore[attr-defined]
        limit: int = wanted.limit  # type: ignore[attr-defined]
        found = await records.page(where, limit + 1)
        return _page(request, kind, speaker, found, limit)

    @router.post(
        "",
        status_code=201,
        name=f"add_{_name(kind.name)}",
        response_model=None,
        responses={201: {"model": forms.kept}},
        summary=f"Write down one of the {told}",
        description=kind.body.__doc__,
    )
    async def add(
        request: Request,
        speaker: Speaker,
        records: Records,
        new: forms.new,  # type: ignore[name-defined]
    ) -> Any:
        kept = await writing.add(records, kind, speaker, new)
        return _answer(kind, speaker, kept, 201, {"Location": f"{request.url.path}/{kept.id}"})


def _add_bulk(router: APIRouter, kind: Kind) -> None:
    wanted_of, _ = filters_of(kind)
    told = kind.path.replace("-", " ")

    @router.post(
        "/import",
        name=f"import_{_name(kind.path)}",
        summary=f"Write down many {told}",
        openapi_extra={"requestBody": _BODY},
        description=_IMPORT.format(told),
    )
    async def import_records(
        request: Request,
        speaker: Speaker,
        mode: Annotated[Mode, Query(description="What happens when a row cannot be kept")] = Mode.PARTIAL,
    ) -> RecordImport:
        content_type = request.headers.get("content-type")
        importer = Importer(request.app.state.pool, kind, speaker, mode, media_of(content_type) == "csv")
        meter = Meter()
        encoding = request.headers.get("content-encoding")
        await importer.take(read_rows(request.stream(), content_type, encoding, meter, columns_of(kind)))
        return importer.told(meter.digest(), meter.n_bytes)

    @router.get(
        "/export",
        name=f"export_{_name(kind.path)}",
        response_class=StreamingResponse,
        summary=f"Give all {told}",
        description=f"Give all {told} that you may see, to be read or imported.",
        responses={200: {"content": {"text/csv": {}, "application/x-ndjson": {}}}},
    )
    async def export(
        request: Request,
        speaker: Speaker,
        wanted: Annotated[wanted_of, Query()],  # type: ignore[valid-type]
        format: Annotated[Literal["csv", "ndjson"], Query()] = "csv",
    ) -> Any:
        written = exporting.as_csv if format == "csv" else exporting.as_ndjson
        media = "text/csv; charset=utf-8" if format == "csv" else "application/x-ndjson"
        headers = {"Content-Disposition": f'attachment; filename="{kind.path}.{format}"'}
        rows = written(request.app.state.pool, kind, speaker, wanted)
        return StreamingResponse(rows, media_type=media, headers=headers)


def _add_one(router: APIRouter, kind: Kind) -> None:
    forms = forms_of(kind)
    told = kind.name.replace("-", " ")

    @router.get(
        "/{record_id}",
        name=f"read_{_name(kind.name)}",
        response_model=None,
        responses={200: {"model": forms.kept}},
        summary=f"Give one {told}",
        description="Everybody sees it once it is released; before, its own partner and the network's staff.",
    )
    async def read(
        record_id: UUID,
        response: Response,
        speaker: Speaker,
        records: RecordsToRead,
        if_none_match: IfNoneMatch = None,
    ) -> Any:
        kept = await writing.read(records, kind, speaker, record_id)
        if not_modified(if_none_match, etag(kept.revision), response):
            return Response(status_code=304, headers={"ETag": etag(kept.revision)})
        return _answer(kind, speaker, kept)

    @router.get(
        "/{record_id}/history",
        name=f"history_of_{_name(kind.name)}",
        summary=f"Tell the history of one {told}",
        description="Every writing, the newest first: who, when, why, and what it changed.",
    )
    async def tell_history(record_id: UUID, speaker: Speaker, records: RecordsToRead) -> list[Revision]:
        await writing.require_own(records, kind, speaker, record_id)
        return await history(records.connection, record_id)

    @router.patch(
        "/{record_id}",
        name=f"change_{_name(kind.name)}",
        response_model=None,
        responses={200: {"model": forms.kept}},
        summary=f"Correct one {told}",
        description="Fields that are absent stay; null empties one; needs If-Match.",
    )
    async def change(
        record_id: UUID,
        speaker: Speaker,
        records: Records,
        wanted: forms.change,  # type: ignore[name-defined]
        check: IfUnchanged,
    ) -> Any:
        given = wanted.model_dump(mode="json", include=wanted.model_fields_set)
        return _answer(kind, speaker, await writing.change(records, kind, speaker, record_id, given, check))

    @router.delete(
        "/{record_id}",
        status_code=204,
        name=f"withdraw_{_name(kind.name)}",
        summary=f"Take one {told} away",
        description="Its history stays, and what points to it tells that it was withdrawn; needs If-Match.",
    )
    async def withdraw(
        record_id: UUID, speaker: Speaker, records: Records, check: IfUnchanged, why: Reason = None
    ) -> None:
        await writing.withdraw(records, kind, speaker, record_id, why, check)


def _name(words: str) -> str:
    return words.replace("-", "_")


def _page(request: Request, kind: Kind, speaker: Speaker, found: Sequence[Kept], limit: int) -> Response:
    response = Response(media_type="application/json")
    seen = [shown(kind, speaker, kept) for kept in found[:limit]]
    key: list[Any] | None = [str(found[limit - 1].id)] if len(found) > limit else None
    following = link_next(request, response, key)
    body = {"items": seen, "next": following}
    headers = {"Link": response.headers["Link"]} if following else {}
    return Response(json.dumps(body, ensure_ascii=False, default=_text), media_type="application/json", headers=headers)


def _answer(
    kind: Kind, speaker: Speaker, kept: Kept, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    text = json.dumps(shown(kind, speaker, kept), ensure_ascii=False, default=_text)
    tags = {"ETag": etag(kept.revision), **(headers or {})}
    return Response(text, status_code=status, media_type="application/json", headers=tags)


def _text(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


_IMPORT = (
    "Write down many {} from CSV, lines of JSON or a JSON array: each is created, or changed by its external id,"
    " and every line has its own outcome. The same body twice does no harm."
)

_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "text/csv": {"schema": {"type": "string"}},
        "application/x-ndjson": {"schema": {"type": "string"}},
        "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
    },
}
