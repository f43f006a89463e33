"""Which web pages of other origins may ask: all may read, and those on a list may change things too."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

EXPOSED = (
    *("Link", "ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Trace-Id"),
    *("Content-Disposition", "Deprecation", "Sunset", "Upload-Offset", "Idempotency-Replayed"),
)
"""Header fields of an answer that a page of another origin may read."""

READING = ("GET", "HEAD", "OPTIONS")

_ASKED = (
    *("Authorization", "X-API-Key", "If-None-Match", "If-Modified-Since", "Prefer", "Range"),
    *("Accept-Encoding", "Traceparent"),
)


class Cors:
    """Answers for other origins: ``*`` without credentials for reading, an allow-list for the rest."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """Wrap an application; ``origins`` may also change things."""
        self.open = CORSMiddleware(
            app, allow_origins=["*"], allow_methods=READING, allow_headers=_ASKED, expose_headers=EXPOSED
        )
        self.listed = CORSMiddleware(
            app,
            allow_origins=list(origins),
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on by the rule for its method."""
        method = scope.get("method", "GET")
        if method == "OPTIONS":
            asked = dict(scope["headers"]).get(b"access-control-request-method", b"GET")
            method = asked.decode("latin-1").upper()
        await (self.open if method in READING else self.listed)(scope, receive, send)
