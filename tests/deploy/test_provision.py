"""An installation tells its own passwords and addresses; development derives them."""

import asyncio
from urllib.parse import quote, urlsplit
from uuid import uuid4

import asyncpg
import pytest

from shared.database import SERVICES, service_dsn, service_role
from shared.provision import migrate, provision
from shared.settings import CommonSettings
from tests.conftest import of_database

AWKWARD = 'it\'s \\ "quoted" / @ é %'


def told(admin: str, passwords: dict[str, str]) -> CommonSettings:
    host = urlsplit(admin).netloc.rpartition("@")[2]
    addresses = {
        f"{service}_database_url": f"postgresql://{service_role(service)}:{quote(password, safe='')}@{host}/elsewhere"
        for service, password in passwords.items()
    }
    return CommonSettings.model_validate({"mode": "production"} | addresses)


@pytest.fixture
async def empty_cluster(server: str) -> str:
    name = f"told_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"create database {name}")
    await connection.close()
    return of_database(server, name)


@pytest.fixture
async def as_it_was(server: str, settings: CommonSettings) -> object:
    """Roles belong to the whole server: afterwards they have the passwords that other tests know."""
    yield
    await provision(server, settings)


@pytest.mark.usefixtures("as_it_was")
async def test_roles_get_the_passwords_of_the_addresses_told(empty_cluster: str) -> None:
    settings = told(empty_cluster, dict.fromkeys(SERVICES, AWKWARD))
    # Without the one secret that passwords were derived from otherwise.
    assert settings.secret is None
    await provision(empty_cluster, settings)
    for service in SERVICES:
        dsn = service_dsn(service, settings, empty_cluster)
        assert urlsplit(dsn).path == urlsplit(empty_cluster).path
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("select current_user") == service_role(service)
        await connection.close()


@pytest.mark.usefixtures("as_it_was")
async def test_an_address_may_carry_options_of_the_connection(empty_cluster: str) -> None:
    settings = told(empty_cluster, dict.fromkeys(SERVICES, AWKWARD))
    await provision(empty_cluster, settings)
    dsn = service_dsn("gateway", settings, f"{empty_cluster}?sslmode=prefer&application_name=spiral")
    await asyncio.to_thread(migrate, "gateway", dsn)


@pytest.mark.usefixtures("as_it_was")
async def test_an_administrator_need_not_be_a_superuser(server: str, empty_cluster: str) -> None:
    name = f"admin_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(empty_cluster)
    version = connection.get_server_version().major
    try:
        await connection.execute(f"create role {name} login createrole password '{name}'")
        await connection.execute(f"alter database {urlsplit(empty_cluster).path[1:]} owner to {name}")
        # What only a superuser can do, before: the extension, and leave to name the database's life.
        await connection.execute("create extension vector schema public")
        await connection.execute(f"grant set on parameter spiral.cluster_epoch to {name}")
        for service in SERVICES:
            if version >= 16 and await connection.fetchval(
                "select 1 from pg_roles where rolname = $1", service_role(service)
            ):
                await connection.execute(f"grant {service_role(service)} to {name} with admin option")
        host = urlsplit(empty_cluster).netloc.rpartition("@")[2]
        admin = f"postgresql://{name}:{name}@{host}{urlsplit(empty_cluster).path}"
        await provision(admin, told(empty_cluster, dict.fromkeys(SERVICES, "a password")))
        assert await connection.fetchval("select count(*) from pg_namespace where nspname = any($1)", SERVICES) == 4
    finally:
        await connection.close()


def test_an_address_of_another_role_is_refused() -> None:
    settings = CommonSettings.model_validate({"criteria_database_url": "postgresql://postgres:x@db/spiral"})
    with pytest.raises(ValueError, match="SPIRAL_CRITERIA_DATABASE_URL has to name the role spiral_criteria"):
        service_dsn("criteria", settings, "postgresql://postgres:x@db/spiral")


def test_development_derives_what_is_not_told() -> None:
    settings = CommonSettings(secret="s" * 40)
    assert service_dsn("criteria", settings, "postgresql://postgres:x@db/spiral").startswith(
        "postgresql://spiral_criteria:"
    )
    assert service_dsn("criteria", settings, "postgresql://a:b@db/x") != service_dsn(
        "gateway", settings, "postgresql://a:b@db/x"
    )
