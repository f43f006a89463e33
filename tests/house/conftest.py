"""All four services inside this process, one database, and headers that each of them believes."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.criteria.app import create_app as create_criteria
from services.criteria.settings import CriteriaSettings
from services.gateway.app import create_app as create_gateway
from services.gateway.settings import GatewaySettings
from services.synthesis.app import create_app as create_synthesis
from services.synthesis.settings import SynthesisSettings
from services.territories.app import create_app as create_territories
from services.territories.settings import TerritoriesSettings
from shared.database import SERVICES, service_dsn
from shared.settings import CommonSettings
from tests.conftest import SECRET

House = dict[str, FastAPI]


@pytest.fixture(scope="session")
def build(settings: CommonSettings) -> Callable[[str], House]:
    """Makes the four applications on a database, not yet begun; each calls the next in this process."""

    def made(database: str) -> House:
        common: dict[str, Any] = {"secret": SECRET, "state": settings.state, "pool_size": 4}
        dsn = {name: service_dsn(name, settings, database) for name in SERVICES}
        territories = create_territories(TerritoriesSettings(**common), dsn["territories"], {})
        peers: dict[str, Any] = {"territories": territories}
        peers["criteria"] = create_criteria(CriteriaSettings(**common), dsn["criteria"], dict(peers))
        reading = SynthesisSettings(**common, encoder="tiny", refresh_seconds=0.1)
        peers["synthesis"] = create_synthesis(reading, dsn["synthesis"], dict(peers))
        generous = GatewaySettings(**common, quota_public=100_000, upstream_failures=1000)
        return peers | {"gateway": create_gateway(generous, dsn["gateway"], peers)}

    return made


@pytest.fixture(scope="module")
def house(build: Callable[[str], House], database: str) -> House:
    return build(database)


@pytest.fixture(scope="module")
async def clients(house: House, running: Callable[..., Any]) -> dict[str, httpx.AsyncClient]:
    """A client for each service, begun in the order of who calls whom."""
    return {name: await running(app, name) for name, app in house.items()}


@pytest.fixture
def ask(clients: dict[str, httpx.AsyncClient], as_role: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    """Asks a service as somebody of a role; the gateway is asked as anybody asks it."""

    async def asked(name: str, method: str, path: str, role: str | None = "admin", **more: Any) -> httpx.Response:
        headers = as_role(role, (), name) if role and name != "gateway" else {}
        return await clients[name].request(method, path, headers=headers | more.pop("headers", {}), **more)

    return asked
