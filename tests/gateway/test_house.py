"""What holds for the gateway as for any service: its log, its tables, its health, its start."""

import io
import json
import logging

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from services.gateway.tables import Base
from shared.tracing import configure_logging
from tests.gateway.conftest import GiveKey, OpenGateway, bearer
from tests.gateway.peers import Echo, free_port


async def test_no_key_and_no_text_is_ever_logged(
    open_gateway: OpenGateway, give_key: GiveKey, caplog: pytest.LogCaptureFixture
) -> None:
    key, admin, canary = await give_key(), await give_key("admin"), "Canarybird said so"
    secret = key.key.split("_")[3]
    stream = io.StringIO()
    configure_logging("debug")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.root.handlers[0].formatter)
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "httpx")  # the caller of this test logs what it asks
    dead = f"http://127.0.0.1:{free_port()}"
    try:
        async with open_gateway({"territories": dead}, upstream_failures=1) as gateway:
            for headers in (bearer(key), {"X-API-Key": key.key + "x"}, {"Authorization": "Basic " + secret}):
                await gateway.get(f"/v1/search?q={canary}", headers=headers)
                await gateway.post("/v1/imports", json={"text": canary}, headers=headers)
                await gateway.get(f"/v1/territories/{canary}", headers=headers)
                await gateway.get(f"/{canary}", headers=headers)
                await gateway.post("/v1/keys", json={"owner": canary, "role": canary}, headers=headers)
            made = await gateway.post("/v1/keys", json={"owner": canary, "role": "app"}, headers=bearer(admin))
            assert made.status_code == 201
    finally:
        logging.getLogger().removeHandler(handler)
    written = stream.getvalue() + caplog.text
    assert "answered" in written
    routes = [json.loads(line).get("route") for line in stream.getvalue().splitlines() if '"route"' in line]
    assert {"/v1/search", "/v1/imports", "/v1/territories", "/v1/keys", "unmatched"} <= set(routes)
    for secret_words in (secret, made.json()["key"], made.json()["key"].split("_")[3], "Canarybird"):
        assert secret_words not in written


async def test_the_tables_are_what_the_migrations_make(dsn: str) -> None:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "version_table_schema": "gateway",
                "include_name": lambda name, kind, _: kind != "schema" or name == "gateway",
                "compare_type": True,
            },
        )
        return list(compare_metadata(context, Base.metadata))

    # With the role's own search path the schema would be told without its name.
    engine = create_async_engine(
        dsn.replace("postgresql://", "postgresql+asyncpg://", 1),
        connect_args={"server_settings": {"search_path": "public"}},
    )
    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await engine.dispose()


async def test_health_tells_of_the_services_behind_without_depending_on_them(
    open_gateway: OpenGateway,
) -> None:
    async with open_gateway({"synthesis": f"http://127.0.0.1:{free_port()}"}) as gateway:
        ready = await gateway.get("/health/ready")
        assert ready.status_code == 200
        assert ready.json() == {
            "status": "ready",
            "services": {"criteria": "ready", "synthesis": "out of reach", "territories": "ready"},
        }
        assert (await gateway.get("/health/live")).json() == {"status": "live"}


def test_a_gateway_that_does_not_know_a_service_does_not_start(settings: GatewaySettings) -> None:
    with pytest.raises(ValueError, match="synthesis"):
        create_app(settings, "", {"criteria": Echo("criteria"), "territories": Echo("territories")})


def test_production_does_not_start_without_secrets() -> None:
    peers = {name: Echo(name) for name in ("territories", "criteria", "synthesis")}
    with pytest.raises(ValueError, match="SPIRAL_"):
        create_app(GatewaySettings(mode="production"), "", peers)


async def test_a_statement_of_identity_is_not_echoed(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/v1/trends")
    assert "spiral-identity" not in answer.headers
