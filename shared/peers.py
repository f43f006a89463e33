"""How one service calls another: over HTTP between processes, or straight into the application inside one.

Both ways answer through the same ``httpx.AsyncClient``, and both stream. httpx's own in-process transport
collects the whole answer before it gives any of it back, so an export would be held in memory.
"""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import httpx
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

Peer = str | ASGIApp
"""Where a service answers: its base URL, or the application itself."""

TIMEOUT = httpx.Timeout(10.0, connect=1.0, read=60.0, write=60.0)


# Shorter than uvicorn's five seconds: a kept connection that the other side is just closing loses a request.
KEEPALIVE_SECONDS = 3.0


def open_peer(name: str, peer: Peer) -> httpx.AsyncClient:
    """Give a client for a service; the caller closes it."""
    return httpx.AsyncClient(base_url=base_url(name, peer), transport=open_transport(peer), timeout=TIMEOUT)


def base_url(name: str, peer: Peer) -> str:
    """Give the address a service is called at; inside one process its name is enough."""
    return peer if isinstance(peer, str) else f"http://{name}"


def open_transport(peer: Peer) -> httpx.AsyncBaseTransport:
    """Give the way to a service without a client's redirects, cookies and decoding; the caller closes it."""
    if not isinstance(peer, str):
        return InProcess(peer)
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=KEEPALIVE_SECONDS)
    return httpx.AsyncHTTPTransport(limits=limits, trust_env=False)


class InProcess(httpx.AsyncBaseTransport):
    """Calls an ASGI application in this process, its answer streamed as it is made."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep the application to call."""
        self.app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Begin a call and give its answer as soon as the status is known.

        An error of the application is the application's to answer; it is never raised here.
        """
        call = _Call(request)
        call.task = asyncio.create_task(call.run(self.app))
        try:
            await call.started.wait()
        except asyncio.CancelledError:
            call.task.cancel()
            raise
        if call.status is None:
            raise httpx.RemoteProtocolError("the application ended without an answer", request=request)
        return httpx.Response(call.status, headers=call.headers, stream=call)


class _Call(httpx.AsyncByteStream):
    def __init__(self, request: httpx.Request) -> None:
        self.request = request
        self.status: int | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.started = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        # Bounded, so that a slow reader slows the writer instead of filling the memory.
        self._parts: asyncio.Queue[bytes | None] = asyncio.Queue(8)
        self._body: AsyncIterator[bytes] | None = None
        self._answered = asyncio.Event()
        self._complete = False

    async def run(self, app: ASGIApp) -> None:
        url = self.request.url
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self.request.method,
            "headers": [(name.lower(), value) for name, value in self.request.headers.raw],
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.split(b"?")[0],
            "query_string": url.query,
            "server": (url.host, url.port),
            "client": ("127.0.0.1", 0),
            "root_path": "",
            "state": {},
        }
        try:
            await app(scope, self._receive, self._send)
        except Exception:
            # The application's own handlers have answered and logged; what is left is the cut itself.
            if self.status is None:
                self.status, self._complete = 500, True
        finally:
            self._answered.set()
            self.started.set()
        # Not when cancelled: the reader has left, and a full queue would keep this task for ever.
        await self._parts.put(None)

    async def _receive(self) -> MutableMapping[str, Any]:
        if self._body is None:
            assert isinstance(self.request.stream, httpx.AsyncByteStream)
            self._body = self.request.stream.__aiter__()
        if self._answered.is_set():
            return {"type": "http.disconnect"}
        try:
            part = await self._body.__anext__()
        except ClientDisconnect:
            return {"type": "http.disconnect"}
        except StopAsyncIteration:
            if getattr(self, "_ended", False):
                await self._answered.wait()
                return {"type": "http.disconnect"}
            self._ended = True
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": part, "more_body": True}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", []))
            self.started.set()
        elif message["type"] == "http.response.body":
            if body := message.get("body", b""):
                await self._parts.put(body)
            if not message.get("more_body", False):
                self._complete = True
                self._answered.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (part := await self._parts.get()) is not None:
            yield part
        if not self._complete:
            raise httpx.RemoteProtocolError("the application ended in the middle of its answer")

    async def aclose(self) -> None:
        if self.task is not None and not self.task.done():
            self.task.cancel()
