"""The forms a report is read in, and how a caller asks for one."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query, Response
from pydantic import BaseModel

Form = Literal["html", "md", "json", "csv"]

Written = dict[Form, Callable[[], str]]
"""How each form but JSON is written."""

MEDIA: dict[Form, str] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors {by}"


def _first(accept: str | None, forms: Sequence[Form]) -> Form:
    """Give the first form of an Accept header that there is, else the first there is."""
    asked = [part.split(";")[0].strip().lower() for part in (accept or "").split(",")]
    return next((form for part in asked for form in forms if MEDIA[form].startswith(part or "-")), forms[0])


Accept = Annotated[str | None, Header()]


def _wished(
    format: Annotated[Form | None, Query(description="html, md, json or csv; else as Accept asks, else html")] = None,
    accept: Accept = None,
) -> Form:
    return format or _first(accept, ("html", "md", "json", "csv"))


def _tabled(
    format: Annotated[Literal["json", "csv"] | None, Query(description="json or csv; else as Accept asks")] = None,
    accept: Accept = None,
) -> Form:
    return format or _first(accept, ("json", "csv"))


def _embedded(
    format: Annotated[Literal["html", "json"] | None, Query(description="html or json; else as Accept asks")] = None,
    accept: Accept = None,
) -> Form:
    return format or _first(accept, ("html", "json"))


def _as_json(found: BaseModel) -> Callable[[], str]:
    return lambda: found.model_dump_json(exclude_none=True)


Wished = Annotated[Form, Depends(_wished)]
Tabled = Annotated[Form, Depends(_tabled)]
Embedded = Annotated[Form, Depends(_embedded)]


def told_as(model: type[BaseModel], *forms: Form) -> dict[int | str, dict[str, Any]]:
    """Describe an answer that has several forms: its document, and the media types of the others."""
    media: dict[str, dict[str, Any]] = {MEDIA[form].partition(";")[0]: {} for form in forms}
    return {200: {"model": model, "description": "In the form asked for", "content": media}}


async def answer(form: Form, found: BaseModel, written: Written, framed_by: str = "'none'") -> Response:
    """Write an answer in its form; JSON is the document itself, without what is not known."""
    # A country's page takes a second to write: others are answered meanwhile.
    body = await asyncio.to_thread(written[form] if form != "json" else _as_json(found))
    policy = {"Content-Security-Policy": PAGE_POLICY.format(by=framed_by)} if form == "html" else {}
    return Response(body, media_type=MEDIA[form], headers={"Vary": "Accept, Accept-Language", **policy})
