"""Passes a request on to the service behind its address, and the answer back, part by part."""

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from shared.identity import HEADER, Signer
from shared.tracing import traceparent

from .callers import CALLER, Caller
from .errors import BodyCut, UpstreamSilent
from .routing import TARGET, Target
from .upstream import Headers, Upstream

HEADERS_ONLY = "spiral.headers_only"
"""Set in the scope of a HEAD request, which the services answer as GET."""

_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer"
    b" transfer-encoding upgrade".split()
)
_NOT_SENT_ON = _HOP_BY_HOP | frozenset(
    b"host expect cookie authorization x-api-key forwarded x-real-ip traceparent content-length".split()
)
_NOT_SENT_BACK = _HOP_BY_HOP | frozenset(b"date server trace-id set-cookie".split())
_FORGEABLE = (b"spiral-", b"x-forwarded-", b"access-control-", b"ratelimit")
"""Only the gateway says who asks, where from, and how often one may."""

_IDENTITY = HEADER.lower().encode()

log = logging.getLogger("spiral")


class Proxy(BaseRoute):
    """The one route for everything that is answered by the services behind."""

    include_in_schema = False

    def __init__(self, upstreams: dict[str, Upstream], signer: Signer, silence_seconds: float) -> None:
        """Keep the services by name, who signs for callers, and how long a service may stay silent."""
        self.upstreams, self.signer, self.silence_seconds = upstreams, signer, silence_seconds

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take every request whose address the door found in the table."""
        return (Match.FULL if TARGET in scope else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and its answer back."""
        target: Target = scope[TARGET]
        caller: Caller = scope[CALLER]
        scope["route"] = target
        upstream = self.upstreams[target.service]
        token = self.signer.sign(caller.identity, target.service)
        exchange = Exchange(scope, receive, send, upstream, self.silence_seconds)
        await exchange.run(_headers_on(scope["headers"], upstream.host, token))


class Exchange:
    """One request and its answer, ended early when the caller leaves or the service falls silent."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, upstream: Upstream, silence_seconds: float) -> None:
        """Keep the two sides."""
        self.scope, self.receive, self.send = scope, receive, send
        self.upstream, self.silence = upstream, silence_seconds
        self.loop = asyncio.get_running_loop()
        self.clock = asyncio.timeout(silence_seconds)
        self.open = True
        self.caller_left = False
        self.started = False

    async def run(self, headers: Headers) -> None:
        """Do the whole exchange."""
        length = next((value for name, value in self.scope["headers"] if name == b"content-length"), None)
        chunked = any(name == b"transfer-encoding" for name, _ in self.scope["headers"])
        body = Upload(self) if chunked or (length is not None and length != b"0") else None
        if length is not None:
            headers.append((b"content-length", length))
        elif chunked:
            headers.append((b"transfer-encoding", b"chunked"))
        leaving = asyncio.create_task(self._notice_leaving(body))
        try:
            async with self.clock:
                await self._pass(headers, body)
        except TimeoutError as error:
            if self.caller_left:
                return
            self.upstream.breaker.failed()
            if not self.started:
                raise UpstreamSilent(service=self.upstream.service) from error
            self._cut(error)
        except ClientDisconnect as error:
            raise BodyCut from error
        finally:
            self.open = False
            leaving.cancel()

    async def _pass(self, headers: Headers, body: "Upload | None") -> None:
        target: bytes = self.scope.get("raw_path") or self.scope["path"].encode()
        if query := self.scope["query_string"]:
            target += b"?" + query
        response = await self.upstream.send(self.scope["method"], target, headers, body)
        try:
            if body is not None and body.cut:
                raise BodyCut
            await self._answer(response)
        except httpx.TransportError as error:
            self._cut(error)
        finally:
            await response.aclose()

    async def _answer(self, response: httpx.Response) -> None:
        headers = _headers_back(response.headers.raw)
        self.started = True
        await self.send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        if not self.scope.get(HEADERS_ONLY):
            async for part in response.aiter_raw():
                self.wait_for_caller()
                await self.send({"type": "http.response.body", "body": part, "more_body": True})
                self.wait_for_service()
        self.wait_for_caller()
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _notice_leaving(self, body: "Upload | None") -> None:
        if body is not None:
            await body.whole.wait()
        while (await self.receive())["type"] != "http.disconnect":
            pass
        if self.open:
            self.caller_left = True
            self.clock.reschedule(self.loop.time())

    def _cut(self, error: Exception) -> None:
        # Without its last part the server closes the connection, and nobody takes a piece for the whole.
        fields = {"service": self.upstream.service, "error": type(error).__name__}
        log.warning("answer cut", extra={"fields": fields})

    def wait_for_service(self) -> None:
        """From now on it is the service that may fall silent."""
        if self.open:
            self.clock.reschedule(self.loop.time() + self.silence)

    def wait_for_caller(self) -> None:
        """From now on it is the caller that is slow; that is watched elsewhere."""
        if self.open:
            self.clock.reschedule(None)


class Upload(httpx.AsyncByteStream):
    """The body of a request as it comes in."""

    def __init__(self, exchange: Exchange) -> None:
        """Belong to an exchange."""
        self._exchange = exchange
        self.whole = asyncio.Event()
        self.cut = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the parts; raises ``ClientDisconnect`` when the caller goes before the end."""
        more = True
        while more:
            self._exchange.wait_for_caller()
            message = await self._exchange.receive()
            self._exchange.wait_for_service()
            if message["type"] == "http.disconnect":
                self.cut = True
                raise ClientDisconnect
            more = message.get("more_body", False)
            if part := message.get("body", b""):
                yield part
        self.whole.set()


def _headers_on(given: Headers, host: bytes, token: str) -> Headers:
    named = {part.strip().lower() for name, value in given if name == b"connection" for part in value.split(b",")}
    kept = [
        (name, value)
        for name, value in given
        if name not in _NOT_SENT_ON and name not in named and not name.startswith(_FORGEABLE)
    ]
    return [
        (b"host", host),
        *kept,
        (b"traceparent", traceparent().encode()),
        (_IDENTITY, token.encode()),
    ]


def _headers_back(given: Headers) -> Headers:
    lowered = [(name.lower(), value) for name, value in given]
    return [(name, value) for name, value in lowered if name not in _NOT_SENT_BACK and not name.startswith(_FORGEABLE)]
