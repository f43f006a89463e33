"""What a problem's code means: known from the errors themselves, and explained in general where it is not."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from shared.errors import ServiceError

WELL_FORMED = re.compile(r"[a-z][a-z0-9-]{1,63}")

_ADVICE = {
    400: "Look at `detail` and `errors`: they say which part of the request cannot be read, and where.",
    401: "Send the key you were given as `Authorization: Bearer spc_live_...`, whole and without spaces.",
    403: "Your key is known, but this is not among the things it may do. Ask whoever gave it to you.",
    404: "Look at the address. What a key may not see is answered in the same way as what is not there.",
    405: "Look in the documentation for the methods of this address.",
    408: "Send the request again; on a slow line, send the body in smaller parts.",
    409: "Read the present state again, then decide whether what you asked still makes sense.",
    410: "What was here has gone. Begin again from the start of the list.",
    412: "Somebody changed it in between. Read it again, and send your change with the new ETag.",
    413: "Send less at a time; `/v1/limits` says how much.",
    415: "Look at the Content-Type you send, and in the documentation for what is read here.",
    422: "Look at `errors`: each entry has a pointer to the place and says what is expected there.",
    428: "Send the ETag you read in an If-Match header.",
    429: "Wait for as many seconds as Retry-After says; `RateLimit` tells what is left before it comes to this.",
    500: "This is our fault. Tell us the `trace_id`, and send the request again later.",
    503: "Wait for as many seconds as Retry-After says, then send the same request again.",
    504: "Send the same request again; with an Idempotency-Key nothing is done twice.",
}
_GENERAL = "Look at `title`, `detail` and `errors` of the answer: they say what is wrong and what to do."


@dataclass(frozen=True)
class Problem:
    """One problem, explained."""

    code: str
    title: str
    status: int | None
    explanation: str
    advice: str

    def members(self) -> dict[str, Any]:
        """Give it as JSON members."""
        return {"type": f"/problems/{self.code}"} | asdict(self)


def known() -> dict[str, type[ServiceError]]:
    """Give every error of this process by its code."""
    return {kind.code(): kind for kind in _below(ServiceError)}


def explain(code: str) -> Problem:
    """Explain a problem; one that only another process knows is explained in general."""
    kind = known().get(code)
    if kind is None:
        title = code.replace("-", " ").capitalize() + "."
        return Problem(code, title, None, "One of the services answers so.", _GENERAL)
    lines = inspect.cleandoc(kind.__doc__ or "").split("\n\n")
    more = " ".join(" ".join(lines[1:]).split())
    return Problem(code, kind.title(), kind.status, more, _ADVICE.get(kind.status, _GENERAL))


def _below(kind: type[ServiceError]) -> Iterator[type[ServiceError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)
