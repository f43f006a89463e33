"""The criteria service inside this process, following the real territories service, and two cities."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from services.criteria.app import create_app
from services.criteria.settings import CriteriaSettings
from services.territories.app import create_app as create_territories
from shared.database import service_dsn
from shared.provision import migrate, provision
from shared.settings import CommonSettings
from tests.conftest import SECRET, of_database
from tests.criteria.makers import City, fresh

Headers = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def criteria_settings(settings: CommonSettings) -> CriteriaSettings:
    return CriteriaSettings(secret=SECRET, state=settings.state, pool_size=10, detected_languages="en fr nl pt")


@pytest.fixture(scope="session")
async def criteria_template(server: str, criteria_settings: CriteriaSettings) -> str:
    """A database with the tables of the two services these tests need, to be copied."""
    name = f"criteria_template_{uuid4().hex[:8]}"
    await _administer(server, f"create database {name}")
    dsn = of_database(server, name)
    await provision(dsn, criteria_settings)
    for service in ("territories", "criteria"):
        await asyncio.to_thread(migrate, service, service_dsn(service, criteria_settings, dsn))
    return name


async def _administer(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="module")
async def criteria_database(
    server: str, criteria_template: str, criteria_settings: CriteriaSettings
) -> AsyncIterator[str]:
    """A fresh database for one module; gives its administrator's address."""
    name = f"criteria_{uuid4().hex[:12]}"
    await _administer(server, f"create database {name} template {criteria_template}")
    await provision(of_database(server, name), criteria_settings)
    yield of_database(server, name)
    await _administer(server, f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def territories_app(criteria_database: str, criteria_settings: CriteriaSettings) -> FastAPI:
    return create_territories(criteria_settings, service_dsn("territories", criteria_settings, criteria_database), {})


@pytest.fixture(scope="module")
def criteria_app(criteria_database: str, criteria_settings: CriteriaSettings, territories_app: FastAPI) -> FastAPI:
    dsn = service_dsn("criteria", criteria_settings, criteria_database)
    return create_app(criteria_settings, dsn, {"territories": territories_app})


@pytest.fixture(scope="module")
async def territories(territories_app: FastAPI, running: Any) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await running(territories_app, "territories")
    return client


@pytest.fixture(scope="module")
async def criteria(criteria_app: FastAPI, territories: httpx.AsyncClient, running: Any) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await running(criteria_app, "criteria")
    return client


@pytest.fixture(scope="module")
async def pool(criteria: httpx.AsyncClient, criteria_app: FastAPI) -> Any:
    """The service's own way to its tables."""
    return criteria_app.state.pool


@pytest.fixture(scope="session")
def speaking(as_role: Headers) -> Headers:
    """Headers of a role, for the criteria service."""

    def headers(role: Any, roots: Any = (), subject: str | None = None) -> dict[str, str]:
        return as_role(role, roots, "criteria", subject)

    return headers


@dataclass
class Places:
    """Two cities of one region, each with a platform and a group of elders; the first has a school too."""

    region: UUID
    mons: UUID
    school: UUID
    liege: UUID
    elders: UUID
    pupils: UUID
    elders_of_liege: UUID
    platform: UUID
    client: httpx.AsyncClient
    headers: dict[str, str]

    async def make(self, path: str, **fields: Any) -> UUID:
        return await _make(self.client, self.headers, path, **fields)


async def _make(client: httpx.AsyncClient, headers: dict[str, str], path: str, **fields: Any) -> UUID:
    plain = {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}
    response = await client.post(f"/v1/{path}", json=plain, headers=headers)
    assert response.status_code == 201, response.text
    return UUID(response.json()["id"])


@pytest.fixture(scope="module")
async def places(territories: httpx.AsyncClient, criteria: httpx.AsyncClient, as_role: Headers) -> Places:
    staff = as_role("staff", (), "territories")

    async def make(path: str, **fields: Any) -> UUID:
        return await _make(territories, staff, path, **fields)

    region = await make("territories", kind="region", name="Wallonie", country="BE")
    cities, groups, platforms = [], [], []
    for name in ("Mons", "Liège"):
        city = await make("territories", kind="municipality", name=name, parent_id=region)
        platform = await make("platforms", territory_id=city, name=f"Plateforme de {name}")
        group = await make(
            "groups", platform_id=platform, external_id="elders", label="Aînés", profile="elders",
            year=2025, language="fr", source="field",
        )  # fmt: skip
        cities.append(city)
        platforms.append(platform)
        groups.append(group)
    school = await make("territories", kind="school", name="École du Centre", parent_id=cities[0])
    of_school = await make("platforms", territory_id=school, name="Plateforme de l'école")
    pupils = await make(
        "groups", platform_id=of_school, external_id="pupils", label="Élèves", profile="other:pupils",
        year=2025, source="field",
    )  # fmt: skip
    return Places(region, cities[0], school, cities[1], groups[0], pupils, groups[1], platforms[0], territories, staff)


@pytest.fixture(scope="module")
async def mons(places: Places, criteria: httpx.AsyncClient, speaking: Headers) -> City:
    return City(criteria, places.mons, speaking("partner", [places.mons], "mons"))


@pytest.fixture(scope="module")
async def liege(places: Places, criteria: httpx.AsyncClient, speaking: Headers) -> City:
    return City(criteria, places.liege, speaking("partner", [places.liege], "liege"))


@pytest.fixture
def city(mons: City) -> City:
    """Mons, with a source in which nothing has been pushed yet."""
    return mons.another_source()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(fresh("criteria"))
