"""Whether the services behind are ready: told, but no reason for the gateway not to be."""

import asyncio
from collections.abc import Mapping

import httpx

from shared.errors import ServiceError

from .upstream import Upstream

SECONDS = 1.0


class Readiness:
    """Asks every service behind at once."""

    def __init__(self, upstreams: Mapping[str, Upstream]) -> None:
        """Keep the services by name."""
        self.upstreams = upstreams

    async def __call__(self) -> dict[str, dict[str, str]]:
        """Give ``ready``, ``not ready`` or ``out of reach`` for each."""
        told = await asyncio.gather(*(_ask(upstream) for upstream in self.upstreams.values()))
        return {"services": dict(zip(self.upstreams, told, strict=True))}


async def _ask(upstream: Upstream) -> str:
    try:
        async with asyncio.timeout(SECONDS):
            response = await upstream.send("GET", b"/health/ready", [(b"host", upstream.host)], None)
            await response.aread()
            await response.aclose()
    except (ServiceError, TimeoutError, httpx.TransportError):
        return "out of reach"
    return "ready" if response.status_code == 200 else "not ready"
