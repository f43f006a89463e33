"""The real gateway before the real territories, on a real socket, and the command as a partner runs it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from services.gateway.app import create_app as create_gateway
from services.gateway.operations import create_key, pepper_of
from services.gateway.schemas import NewKey
from services.gateway.settings import GatewaySettings
from services.territories.app import create_app as create_territories
from shared.database import service_dsn
from shared.settings import CommonSettings
from tests.conftest import SECRET
from tests.gateway.peers import Echo, served
from tests.territories.process.makers import City

CLIENT = Path(__file__).parents[2] / "client"
if str(CLIENT) not in sys.path:
    sys.path.insert(0, str(CLIENT))

from spiral_client import Client  # noqa: E402


@dataclass
class Said:
    """What the command said, and how it ended."""

    code: int
    out: str
    err: str


Spiral = Callable[..., Awaitable[Said]]


@dataclass
class Door:
    """A server's address, and a key for it."""

    url: str
    key: str

    def client(self, key: str | None = None) -> Client:
        return Client(self.url, key or self.key, attempts=2)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep configuration and state of every test apart."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="module")
async def gateway_url(
    database: str, settings: CommonSettings, running: Callable[..., Any]
) -> AsyncIterator[tuple[str, httpx.AsyncClient]]:
    """The address of the door; and the territories behind it, for what the test makes by itself."""
    territories = create_territories(settings, service_dsn("territories", settings, database), {})
    inside = await running(territories, "territories")
    own = GatewaySettings(secret=SECRET, state=settings.state, pool_size=4, quota_public=100_000)
    peers = {"territories": territories, "criteria": Echo("criteria"), "synthesis": Echo("synthesis")}
    gateway = create_gateway(own, service_dsn("gateway", settings, database), peers)
    async with gateway.router.lifespan_context(gateway), served(gateway) as url:
        yield url, inside


@pytest.fixture(scope="module")
async def settled(gateway_url: tuple[str, httpx.AsyncClient], as_role: Callable[..., dict[str, str]]) -> City:
    return await City(gateway_url[1], as_role("staff", audience="territories")).settle()


@pytest.fixture
def city(settled: City, as_role: Callable[..., dict[str, str]]) -> City:
    """The city, spoken for by staff whose statement of identity is fresh."""
    settled.headers = as_role("staff", audience="territories")
    return settled


@pytest.fixture(scope="module")
async def give_key(database: str, settings: CommonSettings) -> Callable[..., Awaitable[str]]:
    async def give(role: str, **more: Any) -> str:
        connection = await asyncpg.connect(service_dsn("gateway", settings, database))
        own = GatewaySettings(secret=SECRET, state=settings.state)
        try:
            new = NewKey.model_validate({"owner": f"the {role} of a test", "role": role} | more)
            return (await create_key(connection, pepper_of(own), new)).key
        finally:
            await connection.close()

    return give


@pytest.fixture(scope="module")
async def door(gateway_url: tuple[str, httpx.AsyncClient], settled: City, give_key: Any) -> Door:
    """The door with the key of the city's own partner."""
    return Door(gateway_url[0], await give_key("partner", roots=[settled.territory]))


@pytest.fixture
def spiral(door: Door) -> Spiral:
    """Run the command as a process of its own, while the server answers here."""

    async def run(*arguments: str, key: str | None = None) -> Said:
        told = {"PYTHONPATH": str(CLIENT), "PYTHONIOENCODING": "utf-8", "SPIRAL_URL": door.url}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "spiral_client", *arguments,
            env={**os.environ, **told, "SPIRAL_KEY": key or door.key},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return Said(process.returncode or 0, out.decode(), err.decode())

    return run
