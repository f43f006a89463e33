"""The one OpenAPI document of all services: gathered from each of them, completed with what the door adds.

Requests never fetch anything. A task in the background asks the services from the start on and keeps what each
said last, so that a service that is slow just after a start, or away for a moment, is not missing for long.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from shared.errors import ServiceError

from .documenting import PROBLEM, complete
from .merging import Document, merge
from .routing import Table
from .upstream import Upstream

FRESH_SECONDS = 300.0
"""How long what a service said is believed."""

RETRY_SECONDS = 1.0
"""After how long a service that said nothing is asked again."""

FETCH_SECONDS = 60.0
"""How long a service may take to say what it answers: nobody waits for it, and just after a start it takes long."""

PATIENCE_SECONDS = 5.0
"""How long a request waits until every service has been asked once."""

LARGEST = 20_000_000
"""Bytes a service's document may have."""


@dataclass(frozen=True)
class Described:
    """The document as JSON, its entity tag, and whether every service is in it."""

    text: bytes
    tag: str
    whole: bool


class Catalogue:
    """Keeps what every service said last, and the one document of it."""

    def __init__(self, upstreams: Mapping[str, Upstream], own: Callable[[], Document], url: str | None) -> None:
        """Keep where documents come from; ``own`` gives the gateway's."""
        self._upstreams, self._own, self._url = upstreams, own, url
        self._table = Table()
        self._said: dict[str, Document] = {}
        self._made: Described | None = None
        self._asked = {service: asyncio.Event() for service in upstreams}

    async def read(self) -> Described:
        """Give the document of what is known; just after a start, wait a moment for what is not known yet."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                for asked in self._asked.values():
                    await asked.wait()
        except TimeoutError:
            pass  # what is known is told, and said to be incomplete
        if self._made is None:
            self._made = self._make()
        return self._made

    async def follow(self) -> None:
        """Ask every service again and again, each for itself, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for service, upstream in self._upstreams.items():
                tasks.create_task(self._follow(service, upstream))

    async def _follow(self, service: str, upstream: Upstream) -> None:
        while True:
            said = await self._fetch(upstream)
            if said is not None and said != self._said.get(service):
                self._said[service] = said
                self._made = None
            self._asked[service].set()
            await asyncio.sleep(RETRY_SECONDS if said is None else FRESH_SECONDS)

    def _make(self) -> Described:
        said = {service: self._said[service] for service in self._upstreams if service in self._said}
        missing = [service for service in self._upstreams if service not in said]
        document = complete(merge({**said, "gateway": self._own()}, PROBLEM), missing, self._url)
        text = json.dumps(document, ensure_ascii=False).encode()
        return Described(text, f'"{hashlib.sha256(text).hexdigest()[:16]}"', not missing)

    async def _fetch(self, upstream: Upstream) -> Document | None:
        """Give what a service says it answers, but only addresses that lead to it."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                response = await upstream.look(b"/openapi.json")
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
