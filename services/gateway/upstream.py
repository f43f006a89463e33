"""One service behind the gateway: how it is called, and what its silence means."""

import math
from urllib.parse import quote

import httpx

from shared.errors import MalformedRequest, Unavailable
from shared.peers import Peer, base_url, open_transport

from .breaker import Breaker, out_of_reach
from .connections import Connections
from .crossing import Headers
from .errors import BodyCut, UpstreamSilent
from .settings import GatewaySettings

CONNECT_SECONDS = 0.8
"""A service that cannot be reached is told within a second."""

_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F))


class Incoming(httpx.AsyncByteStream):
    """A body that is still coming in."""

    cut = False
    """Whether its sender went away before the end."""


class Upstream:
    """Sends requests to one service; the bodies flow both ways and are never collected."""

    def __init__(self, service: str, peer: Peer, settings: GatewaySettings) -> None:
        """Open the way to a service."""
        self.service = service
        self.breaker = Breaker(service, settings.upstream_failures, settings.upstream_pause_seconds)
        self._base = httpx.URL(base_url(service, peer))
        self.host = self._base.netloc
        self._prefix = self._base.raw_path.rstrip(b"/")
        self._transport: httpx.AsyncBaseTransport = (
            Connections(CONNECT_SECONDS) if isinstance(peer, str) else open_transport(peer)
        )
        silence = settings.upstream_seconds
        self._timeout = {"connect": CONNECT_SECONDS, "read": silence, "write": silence, "pool": CONNECT_SECONDS}

    async def aclose(self) -> None:
        """Close what connections are kept."""
        await self._transport.aclose()

    async def send(self, method: str, target: bytes, headers: Headers, body: Incoming | None) -> httpx.Response:
        """Send a request and give the answer as soon as it begins; the caller closes it.

        Raises ``Unavailable`` when the service is out of reach, ``UpstreamSilent`` when it does not answer,
        ``BodyCut`` when it could not because the body ended early.
        """
        self.breaker.check()
        request = httpx.Request(
            method,
            self._address(target),
            headers=headers,
            stream=body or httpx.ByteStream(b""),
            extensions={"timeout": self._timeout},
        )
        try:
            response = await self._send(request, again=body is None and method in ("GET", "OPTIONS"))
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            self.breaker.failed()
            raise UpstreamSilent(service=self.service) from error
        except httpx.LocalProtocolError as error:
            raise MalformedRequest("a header field or the body's length is not valid") from error
        except httpx.PoolTimeout as error:  # many slow answers: the service is there
            raise Unavailable("too many requests are under way", service=self.service) from error
        except httpx.TransportError as error:
            if body is not None and body.cut:
                raise BodyCut from error
            self.breaker.failed()
            pause = math.ceil(self.breaker.pause)
            raise Unavailable(out_of_reach(self.service), retry_after=pause, service=self.service) from error
        self.breaker.succeeded()
        return response

    async def look(self, target: bytes) -> httpx.Response:
        """Get something for the gateway itself; the caller closes it. Nobody waits, so that silence does not count.

        Raises ``httpx.TransportError`` when there is no answer.
        """
        headers = [(b"host", self.host), (b"accept", b"application/json")]
        more = {"timeout": self._timeout}
        request = httpx.Request("GET", self._address(target), headers=headers, extensions=more)
        return await self._send(request, again=True)

    async def _send(self, request: httpx.Request, again: bool) -> httpx.Response:
        try:
            return await self._transport.handle_async_request(request)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # A kept connection that the service closed while we took it up says nothing about the service.
            if not again:
                raise
        return await self._transport.handle_async_request(request)

    def _address(self, target: bytes) -> httpx.URL:
        if not target.isascii():
            target = quote(target, safe=_PRINTABLE).encode()
        try:
            return self._base.copy_with(raw_path=self._prefix + target)
        except httpx.InvalidURL as error:
            raise MalformedRequest("the address is not valid") from error
