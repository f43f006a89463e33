"""What every request passes first: who asks, how often, and what every answer tells."""

import re
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import QuotaExceeded, ServiceError
from shared.identity import PUBLIC
from shared.service import problem_response

from .callers import CALLER, Caller, client_address
from .errors import KeyInvalid
from .exchange import HEADERS_ONLY
from .keyring import Keyring
from .quotas import Allowance, Quotas
from .routing import TARGET, Table
from .settings import GatewaySettings

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
"""What a page may load unless it says so itself: our own style sheet and pictures, and no script."""

_BEARER = re.compile(rb"bearer +(\S+)", re.IGNORECASE)


class Door:
    """Recognises the caller, counts the request, and adds to every answer what all answers have."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings, quotas: Quotas) -> None:
        """Wrap an application."""
        self.app, self.settings, self.quotas = app, settings, quotas
        self.table = Table()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or say why not."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if scope["method"] == "HEAD":
            return await self._head(scope, receive, send)
        if scope["path"].startswith("/health/"):
            return await self.app(scope, receive, send)
        headers = dict(scope["headers"])
        address = client_address(scope.get("client"), headers, self.settings.trusted_proxies)
        target = self.table.find(scope["path"])
        kind = target.kind if target else "default"
        refusal: ServiceError | None = None
        keyed = b"authorization" in headers or b"x-api-key" in headers
        caller = Caller(PUBLIC, None, address)
        try:
            if keyed:
                caller = await self._recognise(scope["app"].state.keyring, headers)
        except ServiceError as error:
            # Counted for the address: trying keys is not free.
            refusal, kind = error, "default"
        allowance = self.quotas.take(caller.identity.role, caller.counted_as, kind)
        if not allowance.granted:
            refusal = QuotaExceeded(headers={"Retry-After": str(allowance.reset_seconds)})

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _completed(message.get("headers", []), allowance, keyed, target is not None)
            await send(message)

        if target is not None:
            scope[TARGET] = scope["route"] = target
        if refusal is not None:
            return await problem_response(refusal)(scope, receive, sending)
        scope[CALLER] = caller
        return await self.app(scope, receive, sending)

    async def _recognise(self, keyring: Keyring, headers: Mapping[bytes, bytes]) -> Caller:
        given = headers.get(b"x-api-key")
        if (authorization := headers.get(b"authorization")) is not None:
            match = _BEARER.fullmatch(authorization.strip())
            given = match.group(1) if match else None
        if given is None:
            raise KeyInvalid
        key, identity = await keyring.recognise(given.decode("latin-1").strip())
        return Caller(identity, key, key.holder)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer HEAD as GET without the body, whether or not a service knows it."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # A copy: the server has to know that it was HEAD, and the log which route it was.
        asked = {**scope, "method": "GET", HEADERS_ONLY: True}
        try:
            await self(asked, receive, sending)
        finally:
            scope["route"] = asked.get("route")


def _completed(
    headers: list[tuple[bytes, bytes]], allowance: Allowance, keyed: bool, proxied: bool
) -> list[tuple[bytes, bytes]]:
    present = dict(headers)
    more = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        *allowance.headers(),
    ]
    if keyed and b"cache-control" not in present:
        more.append((b"cache-control", b"private, no-store"))
    if proxied:
        more.append((b"vary", b"Authorization, X-API-Key"))
    if present.get(b"content-type", b"").startswith(b"text/html") and b"content-security-policy" not in present:
        more.append((b"content-security-policy", PAGE_POLICY.encode()))
    return [*headers, *more]
