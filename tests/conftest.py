"""What all tests stand on: a real PostgreSQL, fresh databases, and the services inside this process."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from shared.identity import HEADER, Identity, Role, Signer
from shared.local_postgres import LocalPostgres
from shared.peers import open_peer
from shared.provision import provision, provision_and_migrate
from shared.settings import CommonSettings

SECRET = "a secret that only these tests know of"

Headers = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL: the one of TEST_DATABASE_URL, or one of our own in a new folder."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="spiral-tests-"))
    folder.chmod(0o755)  # the account that runs the server passes through to its own folder
    server = LocalPostgres(folder, extra_configuration="fsync = off\nmax_connections = 300")
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def settings() -> CommonSettings:
    return CommonSettings(secret=SECRET, state=Path(tempfile.mkdtemp(prefix="spiral-state-")), pool_size=8)


def of_database(dsn: str, name: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
async def template(server: str, settings: CommonSettings) -> str:
    """A database with everyone's tables, to be copied."""
    name = f"template_{uuid4().hex[:8]}"
    await _create(server, name)
    await provision_and_migrate(of_database(server, name), settings)
    return name


async def _create(server: str, name: str, template: str | None = None) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"create database {name}" + (f" template {template}" if template else ""))
    finally:
        await connection.close()


@pytest.fixture(scope="module")
async def database(server: str, template: str, settings: CommonSettings) -> AsyncIterator[str]:
    """A fresh database for one module; gives its administrator's address."""
    name = f"test_{uuid4().hex[:12]}"
    await _create(server, name, template)
    await provision(of_database(server, name), settings)
    yield of_database(server, name)
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"drop database {name} with (force)")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def as_role(settings: CommonSettings) -> Headers:
    """Headers with the statement of identity that the gateway would send."""

    def headers(role: Role, roots: Any = (), audience: str = "", subject: str | None = None) -> dict[str, str]:
        issuer = "synthesis" if role == "service" else "gateway"
        signer = Signer.of(issuer, settings)
        return {HEADER: signer.sign(Identity(subject or role, role, frozenset(roots)), audience)}

    return headers


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Callable[[FastAPI, str], Any]]:
    """Starts applications inside this process and gives a client for each."""
    async with AsyncExitStack() as stack:

        async def start(app: FastAPI, name: str) -> httpx.AsyncClient:
            await stack.enter_async_context(app.router.lifespan_context(app))
            return await stack.enter_async_context(open_peer(name, app))

        yield start
