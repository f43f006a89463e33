"""Lists that are walked by key and never by offset: opaque cursors, signed, bound to the list they belong to."""

import base64
import hashlib
import hmac
import json
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from .errors import MalformedRequest

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=1000, description="How many to answer at most")]
After = Annotated[str | None, Query(max_length=1000, description="The cursor of a `next` link")]


class Page(BaseModel, Generic[Item]):
    """A part of a list, and the address of the next part if there is one."""

    items: list[Item]
    next: str | None = Field(default=None, description="Address of the next page; absent on the last")


class CursorMismatch(MalformedRequest):
    """This cursor does not belong to this list; begin again without it."""


def _signature(payload: bytes, bound_to: str, secret: bytes) -> bytes:
    return hmac.new(secret, bound_to.encode() + b"\0" + payload, hashlib.sha256).digest()[:12]


def encode_cursor(key: list[Any], bound_to: str, secret: bytes) -> str:
    """Give an opaque cursor for a position; ``bound_to`` names the list, its order and its filters."""
    payload = json.dumps(key, separators=(",", ":"), default=str).encode()
    return base64.urlsafe_b64encode(_signature(payload, bound_to, secret) + payload).rstrip(b"=").decode()


def decode_cursor(cursor: str, bound_to: str, secret: bytes) -> list[Any]:
    """Give the position back; raises ``CursorMismatch`` for a forged cursor or one of another list."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except ValueError as error:
        raise CursorMismatch from error
    signature, payload = raw[:12], raw[12:]
    if not hmac.compare_digest(signature, _signature(payload, bound_to, secret)):
        raise CursorMismatch
    key: list[Any] = json.loads(payload)
    return key


def list_name(request: Request) -> str:
    """Name the list a request walks: its path and filters, without where in it."""
    filters = sorted((k, v) for k, v in parse_qsl(request.url.query) if k not in ("after", "limit"))
    return f"{request.url.path}?{urlencode(filters)}"


def position(request: Request, after: str | None) -> list[Any] | None:
    """Give the key to begin after, or None at the start of the list."""
    if after is None:
        return None
    return decode_cursor(after, list_name(request), request.app.state.cursor_secret)


def link_next(request: Request, response: Response, key: list[Any] | None) -> str | None:
    """Give the address of the next page (also as a ``Link`` header, RFC 8288), or None at the end."""
    if key is None:
        return None
    cursor = encode_cursor(key, list_name(request), request.app.state.cursor_secret)
    query = [(k, v) for k, v in parse_qsl(request.url.query) if k != "after"]
    address = f"{request.url.path}?{urlencode([*query, ('after', cursor)])}"
    response.headers["Link"] = f'<{address}>; rel="next"'
    return address
