"""The one OpenAPI document of all services: gathered from each of them, completed with what the door adds."""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping

import httpx

from shared.errors import ServiceError

from .documenting import PROBLEM, complete
from .merging import Document, merge
from .routing import Table
from .upstream import Upstream

FRESH_SECONDS = 300.0
"""How long the document is kept when every service was there."""

RETRY_SECONDS = 5.0
"""How long it is kept when one was missing."""

FETCH_SECONDS = 3.0

LARGEST = 20_000_000
"""Bytes a service's document may have."""


class Catalogue:
    """Keeps the document, and makes it anew when a service that was missing comes back."""

    def __init__(self, upstreams: Mapping[str, Upstream], own: Callable[[], Document], url: str | None) -> None:
        """Keep where documents come from; ``own`` gives the gateway's."""
        self._upstreams, self._own, self._url = upstreams, own, url
        self._table = Table()
        self._text, self._tag, self._until = b"", "", 0.0
        self._making = asyncio.Lock()

    async def text(self) -> tuple[bytes, str]:
        """Give the document as JSON, and its entity tag."""
        if time.monotonic() >= self._until:
            async with self._making:
                if time.monotonic() >= self._until:
                    await self._make()
        return self._text, self._tag

    async def _make(self) -> None:
        fetched = await asyncio.gather(*(self._fetch(upstream) for upstream in self._upstreams.values()))
        found = {service: document for service, document in zip(self._upstreams, fetched, strict=True) if document}
        missing = [service for service in self._upstreams if service not in found]
        document = complete(merge({**found, "gateway": self._own()}, PROBLEM), missing, self._url)
        self._text = json.dumps(document, ensure_ascii=False).encode()
        self._tag = f'"{hashlib.sha256(self._text).hexdigest()[:16]}"'
        self._until = time.monotonic() + (RETRY_SECONDS if missing else FRESH_SECONDS)

    async def _fetch(self, upstream: Upstream) -> Document | None:
        """Give what a service says it answers, but only addresses that lead to it."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                headers = [(b"host", upstream.host), (b"accept", b"application/json")]
                response = await upstream.send("GET", b"/openapi.json", headers, None)
                text = await _read(response)
            document = json.loads(text) if response.status_code == 200 else None
            if not isinstance(document, dict):
                return None
            paths = {
                path: operations
                for path, operations in document.get("paths", {}).items()
                if (target := self._table.find(path)) and target.service == upstream.service
            }
        except (ServiceError, TimeoutError, httpx.TransportError, ValueError, AttributeError):
            return None
        return document | {"paths": paths}


async def _read(response: httpx.Response) -> bytes:
    parts, size = [], 0
    try:
        async for part in response.aiter_bytes():
            size += len(part)
            if size > LARGEST:
                raise ValueError("the document is too large")
            parts.append(part)
    finally:
        await response.aclose()
    return b"".join(parts)
