"""Query parameters as an address knows them: a misspelt filter is refused, and never left out in silence."""

from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from fastapi import FastAPI, Request

from .errors import InvalidRequest, Place

API = "/v1/"
"""Where addresses begin that hold callers to the parameters they know; pages and health do not mind more."""

_SHOWN = 60


async def known_parameters(request: Request) -> None:
    """Refuse a parameter that the address does not know, and a second value where it takes one.

    What an address knows is what its OpenAPI description says of it. Raises ``InvalidRequest``.
    """
    if not request.query_params or not request.url.path.startswith(API):
        return
    route = request.scope["route"]
    known = parameters_of(request.app).get((request.method, route.path_format), {})
    if faults := _faults(Counter(name for name, _ in request.query_params.multi_items()), known):
        raise InvalidRequest(errors=faults)


def _faults(given: Mapping[str, int], known: Mapping[str, bool]) -> list[Place]:
    unknown = [_unknown(name, known) for name in given if name not in known]
    return unknown + [_repeated(name) for name, times in given.items() if times > 1 and not known.get(name, True)]


def _unknown(name: str, known: Mapping[str, bool]) -> Place:
    close = get_close_matches(name[:_SHOWN].lower().replace("-", "_"), known, n=1)
    if close:
        message = f"this parameter is not known here; did you mean `{close[0]}`?"
    elif known:
        message = f"this parameter is not known here; known are {', '.join(sorted(known))}"
    else:
        message = "this address takes no parameters"
    return {"pointer": _pointer(name), "code": "unknown-parameter", "message": message}


def _repeated(name: str) -> Place:
    message = "this parameter takes one value; give it once"
    return {"pointer": _pointer(name), "code": "repeated-parameter", "message": message}


def _pointer(name: str) -> str:
    # The name was made up by the caller and may hold anything.
    part = name[:_SHOWN].replace("~", "~0").replace("/", "~1")
    return f"/query/{part.encode('ascii', 'backslashreplace').decode()}"


def parameters_of(app: FastAPI) -> dict[tuple[str, str], dict[str, bool]]:
    """Give the parameters of each method and address, and whether each may be repeated."""
    known: dict[tuple[str, str], dict[str, bool]] | None = getattr(app.state, "parameters", None)
    if known is None:
        known = app.state.parameters = {
            (method.upper(), path): _of(operation)
            for path, operations in app.openapi()["paths"].items()
            for method, operation in operations.items()
        }
    return known


def _of(operation: Mapping[str, Any]) -> dict[str, bool]:
    found = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
    return {each["name"]: _is_list(each["schema"]) for each in found}


def _is_list(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "array" or any(_is_list(part) for part in schema.get("anyOf", ()))
