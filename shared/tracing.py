"""Follow one request through the services: W3C trace context in, the same trace out, one log line each.

No statement, key or external id is ever logged: a line holds the method, the route's template, the status
and the time, and nothing of the body or of the query.
"""

import json
import logging
import re
import secrets
import sys
import time
import traceback
from contextvars import ContextVar
from pathlib import Path

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_current: ContextVar[str] = ContextVar("traceparent", default="")

REQUESTS = Counter("spiral_requests_total", "Requests answered", ["service", "method", "route", "status"])
SECONDS = Histogram("spiral_request_seconds", "Time to the end of the answer", ["service", "method", "route"])

log = logging.getLogger("spiral")


def traceparent() -> str:
    """Give the trace header to send on; each hop has a span of its own."""
    current = _current.get()
    trace = current[3:35] if current else secrets.token_hex(16)
    return f"00-{trace}-{secrets.token_hex(8)}-01"


def trace_id() -> str:
    """Give the present request's trace id, 32 hexadecimal digits, or an empty text outside of one."""
    return _current.get()[3:35]


class AnswerCut(RuntimeError):
    """An answer that had begun could not be ended; the log has the reason under its trace id."""


class Tracing:
    """Gives every request a trace and writes one line when it has been answered."""

    def __init__(self, app: ASGIApp, service: str, broken: ASGIApp) -> None:
        """Wrap an application; ``service`` is its name in logs, ``broken`` answers where it failed."""
        self.app = app
        self.service = service
        self.broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request inside its trace."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = dict(scope["headers"]).get(b"traceparent", b"")
        match = _TRACEPARENT.fullmatch(given)
        trace = match.group(1).decode() if match else secrets.token_hex(16)
        token = _current.set(f"00-{trace}-{secrets.token_hex(8)}-01")
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"trace-id", trace.encode())]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            # Nothing above this may see the exception: servers log its text, and that may quote a statement.
            log.error("unexpected error", exc_info=error, extra={"fields": {"trace": trace}})
            if status:
                raise AnswerCut from None
            await self.broken(scope, receive, sending)
        finally:
            self._record(scope, status, time.perf_counter() - began, trace)
            _current.reset(token)
        return None

    def _record(self, scope: Scope, status: int, seconds: float, trace: str) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        REQUESTS.labels(self.service, method, route, str(status)).inc()
        SECONDS.labels(self.service, method, route).observe(seconds)
        more = {"service": self.service, "method": method, "route": route, "status": status}
        # Asked twice a second for ever: what went well would bury everything else.
        level = logging.DEBUG if status in (200, 304) and _POLLED.fullmatch(route) else logging.INFO
        log.log(level, "answered", extra={"fields": more | {"ms": round(seconds * 1000, 1), "trace": trace}})


_POLLED = re.compile(r"/health/\w+|/v1/(territories|criteria)/changes")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if record.exc_info:
            # Only where it broke: the exception's own text may quote a statement.
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__) if error else []
            ours = [frame for frame in frames[:-1] if "site-packages" not in frame.filename]
            places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in [*ours[-4:], *frames[-1:]]]
            line["error"], line["places"] = type(error).__name__, " ".join(places)
        return json.dumps(line | getattr(record, "fields", {}), default=str)


def configure_logging(level: str) -> None:
    """Write the services' own log as JSON lines on standard error, and silence what could quote a request."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    log.setLevel(level.upper())
