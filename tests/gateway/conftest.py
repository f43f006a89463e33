"""A gateway in front of small peers, on a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from services.gateway.app import create_app
from services.gateway.operations import create_key, pepper_of
from services.gateway.schemas import IssuedKey, NewKey
from services.gateway.settings import GatewaySettings
from shared.database import service_dsn
from shared.peers import open_peer
from shared.provision import migrate, provision
from tests.gateway.peers import Echo, running

OpenGateway = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
GiveKey = Callable[..., Awaitable[IssuedKey]]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    return GatewaySettings(state=tmp_path_factory.mktemp("state"), secret="s" * 40, pool_size=5)


@pytest.fixture(scope="session")
async def dsn(settings: GatewaySettings, server: str) -> str:
    """A database with the gateway's tables only."""
    name = f"gateway_{uuid4().hex[:8]}"
    admin = await asyncpg.connect(server)
    await admin.execute(f"create database {name}")
    await admin.close()
    database = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    await provision(database, settings)
    own = service_dsn("gateway", settings, database)
    await asyncio.to_thread(migrate, "gateway", own)
    return own


@pytest.fixture
async def connection(dsn: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


@pytest.fixture
def give_key(connection: Any, settings: GatewaySettings) -> GiveKey:
    async def give(role: str = "app", **more: Any) -> IssuedKey:
        new = NewKey.model_validate({"owner": f"the {role} of a test", "role": role} | more)
        return await create_key(connection, pepper_of(settings), new)

    return give


@pytest.fixture
def open_gateway(settings: GatewaySettings, dsn: str) -> OpenGateway:
    @asynccontextmanager
    async def opened(peers: dict[str, str | ASGIApp] | None = None, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
        every: dict[str, str | ASGIApp] = {name: Echo(name) for name in ("territories", "criteria", "synthesis")}
        # Many tests share one address; quotas are asked for where they are meant.
        address = changes.pop("dsn", dsn)
        own = settings.model_copy(update={"quota_public": 100_000} | changes)
        app = create_app(own, address, every | (peers or {}))
        async with running(app), open_peer("gateway", app) as client:
            yield client

    return opened


@pytest.fixture
async def gateway(open_gateway: OpenGateway) -> AsyncIterator[httpx.AsyncClient]:
    async with open_gateway() as client:
        yield client


def bearer(key: IssuedKey) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.key}"}


def app_of(client: httpx.AsyncClient) -> FastAPI:
    app: FastAPI = client._transport.app  # type: ignore[attr-defined]
    return app
