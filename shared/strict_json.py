"""JSON as RFC 8259 means it: no duplicate keys, no NaN, no lone surrogates, no bottomless nesting."""

import json
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope

from .errors import MalformedRequest

DEPTH = 20
"""How deep objects and arrays may nest."""


class MalformedJson(MalformedRequest):
    """The body is not JSON that can be kept."""


def loads(data: bytes) -> Any:
    """Read one JSON document; raises ``MalformedJson`` with the reason and never with the content."""
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise MalformedJson(f"not UTF-8 at byte {error.start + 1}; save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise MalformedJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise MalformedJson(f"nested deeper than {DEPTH} levels") from error
    except ValueError as error:  # a number with thousands of digits
        raise MalformedJson("a number is too long") from error
    _check_depth(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedJson(f"the key {twice[:40].encode('ascii', 'replace').decode()!r} stands twice")
    return found


def _constant(name: str) -> Any:
    raise MalformedJson(f"{name} is not a JSON number")


def _check_depth(value: Any) -> None:
    level, left = [value], DEPTH
    while level:
        if left < 0:
            raise MalformedJson(f"nested deeper than {DEPTH} levels")
        left -= 1
        children: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                children.extend(part.values())
            elif isinstance(part, list):
                children.extend(part)
        level = [child for child in children if isinstance(child, dict | list)]


class _StrictRequest(Request):
    async def json(self) -> Any:
        return loads(await self.body())


class StrictRoute(APIRoute):
    """A route whose JSON body is read strictly; every service's routers use it."""

    def get_route_handler(self) -> Any:
        """Wrap the usual handler so that it reads the body through ``loads``."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            scope: Scope = request.scope
            receive: Receive = request.receive
            response: Response = await handle(_StrictRequest(scope, receive))
            return response

        return strictly
