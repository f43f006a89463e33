"""A service whose answers flow, stall and break as a test wants, behind a gateway."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.gateway.conftest import OpenGateway, app_of
from tests.gateway.peers import read, served

MEGABYTE = 1 << 20


class Flow:
    """Takes a body of any size, gives one of any size, and tells when it was left."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.ended = asyncio.Event()
        self.received: bytes | None = b"nothing"
        self.stored = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            await getattr(self, scope["path"].rpartition("/")[2].replace("-", "_"))(receive, send)
        except asyncio.CancelledError:
            self.left.set()
            raise

    async def digest(self, receive: Receive, send: Send) -> None:
        digest, size, more = hashlib.sha256(), 0, True
        while more:
            message = await receive()
            assert message["type"] == "http.request"
            digest.update(message.get("body", b""))
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        await answer(send, json.dumps({"sha256": digest.hexdigest(), "size": size}).encode())

    async def large(self, receive: Receive, send: Send) -> None:
        await start(send, [(b"content-type", b"application/octet-stream")])
        for number in range(64 * 16):
            await send(more(bytes([number % 256]) * (MEGABYTE // 16)))
        await send({"type": "http.response.body"})

    async def zipped(self, receive: Receive, send: Send) -> None:
        text = gzip.compress(b"x" * 1000)
        await answer(send, text, [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(text))])

    async def endless(self, receive: Receive, send: Send) -> None:
        asyncio.get_running_loop().create_task(self._watch(receive))
        await start(send)
        while not self.left.is_set():
            await send(more(b"still here\n"))
            await asyncio.sleep(0.02)

    async def slow(self, receive: Receive, send: Send) -> None:
        asyncio.get_running_loop().create_task(self._watch(receive))
        await asyncio.sleep(10)

    async def half(self, receive: Receive, send: Send) -> None:
        await start(send)
        await send(more(b"the first half"))
        raise RuntimeError("and no more")

    async def stuck(self, receive: Receive, send: Send) -> None:
        await start(send)
        await send(more(b"the first half"))
        await asyncio.sleep(10)

    async def keep(self, receive: Receive, send: Send) -> None:
        self.received = await read(receive)
        self.ended.set()
        self.stored = self.received is not None
        if self.stored:
            await answer(send, b"stored")

    async def hasty(self, receive: Receive, send: Send) -> None:
        """Says yes before it has the whole body, as no service should."""
        await receive()
        await start(send)
        await send(more(b"yes"))
        self.received = await read(receive)
        self.ended.set()
        await send({"type": "http.response.body"})

    async def refuse(self, receive: Receive, send: Send) -> None:
        await receive()
        await start(send, status=413)
        await send({"type": "http.response.body", "body": b"too large"})

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.left.set()


async def start(send: Send, headers: list[tuple[bytes, bytes]] | None = None, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers or []})


async def answer(send: Send, body: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await start(send, headers)
    await send({"type": "http.response.body", "body": body})


def more(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


@asynccontextmanager
async def whole_house(
    open_gateway: OpenGateway, peer: ASGIApp, over_http: bool, **changes: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway before one peer: all in one process, or three parties over HTTP."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(served(peer)) if over_http else peer
        client = await stack.enter_async_context(open_gateway({"criteria": address}, **changes))
        if over_http:
            url = await stack.enter_async_context(served(app_of(client)))
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))
        yield client


both_ways = pytest.mark.parametrize("over_http", [False, True], ids=["one process", "over HTTP"])
