"""Connections to one service, the one used last taken first.

The library's own pool looks at every connection it has, twice a request; with dozens of callers at once that
costs more than the request. Here each connection is a pool of one, and taking one is taking it off a stack.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator

import httpx

from shared.peers import KEEPALIVE_SECONDS

MOST = 200
"""Connections to one service at once; further requests wait a moment, then are told to come back."""


class Connections(httpx.AsyncBaseTransport):
    """Lends a connection for as long as an answer is read."""

    def __init__(self, wait_seconds: float) -> None:
        """Begin with none; ``wait_seconds`` is how long a request waits for one when all are lent."""
        self._idle: deque[tuple[float, httpx.AsyncHTTPTransport]] = deque()
        self._free = asyncio.Semaphore(MOST)
        self._wait = wait_seconds
        self._context = httpx.create_ssl_context(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its connection comes back when the answer is closed."""
        try:
            async with asyncio.timeout(self._wait):
                await self._free.acquire()
        except TimeoutError as error:
            raise httpx.PoolTimeout("all connections are lent", request=request) from error
        connection = self._idle.pop()[1] if self._idle else self._open()
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            self._free.release()
            await connection.aclose()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Lent(response.stream, self, connection)
        return response

    async def give_back(self, connection: httpx.AsyncHTTPTransport) -> None:
        """Take a connection back, and close the one that has lain longest if that was too long."""
        self._idle.append((time.monotonic(), connection))
        self._free.release()
        if time.monotonic() - self._idle[0][0] > KEEPALIVE_SECONDS:
            await self._idle.popleft()[1].aclose()

    async def aclose(self) -> None:
        """Close all that are not lent."""
        while self._idle:
            await self._idle.pop()[1].aclose()

    def _open(self) -> httpx.AsyncHTTPTransport:
        limits = httpx.Limits(max_connections=1, keepalive_expiry=KEEPALIVE_SECONDS)
        return httpx.AsyncHTTPTransport(verify=self._context, limits=limits, trust_env=False)


class _Lent(httpx.AsyncByteStream):
    """An answer's body, with the connection it comes over."""

    def __init__(self, stream: httpx.AsyncByteStream, owner: Connections, connection: httpx.AsyncHTTPTransport) -> None:
        self._stream, self._owner, self._connection = stream, owner, connection
        self._back = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        if not self._back:
            self._back = True
            try:
                await self._stream.aclose()
            finally:
                await self._owner.give_back(self._connection)
