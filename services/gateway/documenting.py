"""What holds for every operation in the OpenAPI document: problems, quotas and keys."""

from collections.abc import Mapping

from .merging import Document

DESCRIPTION = """The shared international database of what citizens say well-being is.

**Keys.** Public data needs no key. With a key (`Authorization: Bearer spc_live_...`) there are more requests
a minute, and partners write for their own territories.

**Errors.** Every error is a problem document (RFC 9457); `type` is an address that explains it.

**Quotas.** Every answer says what is left in `RateLimit` and `RateLimit-Policy`; after a 429, wait for
`Retry-After` seconds.

**Tracing.** Every answer has a `Trace-Id`; send `traceparent` (W3C) to set it.

The codebook of well-being components is provisional: codes may still change with a new version of it."""

PROBLEM: Document = {
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "description": "Address of a page that explains this problem"},
        "title": {"type": "string", "description": "What is wrong, in one sentence"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable name of the problem"},
        "trace_id": {"type": "string", "description": "Finds this request in the services' logs"},
        "detail": {"type": "string", "description": "What is wrong this time"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "Where in the input"},
                    "line": {"type": "integer"},
                    "code": {"type": "string"},
                    "message": {"type": "string", "description": "What to do about it"},
                },
            },
        },
    },
    "example": {
        "type": "/problems/not-found",
        "title": "There is nothing here, or nothing that you may see.",
        "status": 404,
        "code": "not-found",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    },
}

_SAYS: Mapping[str, str] = {
    "400": "The request cannot be read",
    "401": "The key is not valid",
    "403": "This key may not do that",
    "404": "Nothing here, or nothing that this key may see",
    "422": "The request does not have the form that is expected",
    "429": "More requests than the quota; wait for Retry-After seconds",
    "503": "This part is out of reach for the moment; try again after Retry-After seconds",
    "504": "The service took too long",
    "default": "Any other problem",
}


def complete(merged: Document, missing: list[str], url: str | None) -> Document:
    """Add what holds for every operation: problems, quotas, keys and the address."""
    description = DESCRIPTION
    if missing:
        names = ", ".join(missing)
        description += f"\n\n**Incomplete for the moment:** out of reach and left out: {names}."
    components = merged["components"] | {
        "responses": {name: _response(says, retry=name in ("429", "503")) for name, says in _problem_names().items()},
        "securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer", "description": "A key, `spc_live_...`"}},
    }
    for path, operations in merged["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                operation["responses"] = _with_problems(path, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "SPIRAL Commons", "version": "1", "description": description},
        "servers": [{"url": url or "/"}],
        "security": [{}, {"apiKey": []}],
        "tags": [{"name": name, "description": says} for name, says in _TAGS.items()],
        "paths": merged["paths"],
        "components": components,
    }


_TAGS = {
    "criteria": "What people said, and the imports that bring it",
    "territories": "Places, platforms and groups",
    "synthesis": "Trends, search and the codebook",
    "gateway": "Keys",
}


def _problem_names() -> dict[str, str]:
    return {"Problem" if status == "default" else f"Problem{status}": says for status, says in _SAYS.items()}


def _response(says: str, retry: bool) -> Document:
    answer: Document = {
        "description": says,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if retry:
        wait = {"description": "Seconds to wait", "schema": {"type": "integer"}}
        answer["headers"] = {"Retry-After": wait}
    return answer


def _with_problems(path: str, operation: Document) -> Document:
    wanted = ["401", "429", "503", "504", "default"]
    if "{" in path:
        wanted.append("404")
    if operation.get("parameters") or operation.get("requestBody"):
        wanted += ["400", "422"]
    responses = dict(operation.get("responses", {}))
    for status in wanted:
        if status == "422" or status not in responses:
            name = "Problem" if status == "default" else f"Problem{status}"
            responses[status] = {"$ref": f"#/components/responses/{name}"}
    return responses
