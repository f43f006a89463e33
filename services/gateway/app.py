"""The gateway, put together: the door, the routes of its own, and the way to the three services behind."""

import asyncio
import contextlib
import importlib.util
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware

from shared.identity import Signer
from shared.peers import Peer
from shared.service import create_service

from .cors import Cors
from .door import Door
from .jobs import keep_house, note_use
from .keyring import Keyring
from .openapi import Catalogue
from .operations import pepper_of
from .proxy import Proxy
from .quotas import Quotas
from .readiness import Readiness
from .routes import documents, keys, pages
from .routing import TARGETS
from .settings import GatewaySettings
from .upstream import Upstream

DESCRIPTION = "The one door: keys, quotas, documentation, and the way to the services behind it."


def create_app(settings: GatewaySettings, dsn: str, peers: Mapping[str, Peer]) -> FastAPI:
    """Make the gateway; ``peers`` says where territories, criteria and synthesis answer.

    Raises ``ValueError`` if one of them is missing.
    """
    names = sorted({target.service for target in TARGETS})
    if missing := set(names) - set(peers):
        raise ValueError(f"the gateway has to know where these answer: {', '.join(sorted(missing))}")
    upstreams = {name: Upstream(name, peers[name], settings) for name in names}
    quotas = Quotas(settings)

    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        keyring = Keyring(app.state.pool, app.state.pepper, settings.key_seconds)
        app.state.keyring = keyring
        tasks = [asyncio.create_task(keep_house(keyring, quotas)), asyncio.create_task(app.state.catalogue.follow())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await note_use(keyring)
            for upstream in upstreams.values():
                await upstream.aclose()

    routers = [keys.router, pages.router, documents.router]
    app = create_service("gateway", DESCRIPTION, settings, dsn, routers, lifespan)
    app.state.pepper = pepper_of(settings)
    app.state.quotas = quotas
    app.state.catalogue = Catalogue(upstreams, app.openapi, settings.public_url)
    app.state.readiness = Readiness(upstreams)
    _arrange_routes(app, Proxy(upstreams, Signer.of("gateway", settings), settings.upstream_seconds))
    # Inside of tracing, so that a refusal has a trace; CORS outside of all, so that pages can read refusals.
    app.user_middleware.append(Middleware(Door, settings=settings, quotas=quotas))
    app.add_middleware(Cors, origins=settings.cors_origins)
    return app


def _arrange_routes(app: FastAPI, proxy: Proxy) -> None:
    """Put the proxy first, because most requests are for it, and leave out FastAPI's own document."""
    others: list[Any] = [route for route in app.router.routes if getattr(route, "path", "") != app.openapi_url]
    app.router.routes[:] = [proxy, *others]
    app.mount("/docs/assets", StaticFiles(directory=_swagger()))


def _swagger() -> Path:
    """Find Swagger UI's files, which a package brings so that no page loads anything from elsewhere."""
    spec = importlib.util.find_spec("fastapi_offline")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static"
