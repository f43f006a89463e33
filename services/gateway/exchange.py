"""One request and its answer, passed on part by part; no body is ever collected."""

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from .crossing import Headers, headers_back
from .errors import BodyCut, UpstreamSilent
from .upstream import Incoming, Upstream

HEADERS_ONLY = "spiral.headers_only"
"""Set in the scope of a HEAD request, which the services answer as GET."""

log = logging.getLogger("spiral")


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
        headers = headers_back(response.headers.raw)
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


class Upload(Incoming):
    """The body of a request as it comes in."""

    def __init__(self, exchange: Exchange) -> None:
        """Belong to an exchange."""
        self._exchange = exchange
        self.whole = asyncio.Event()

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
