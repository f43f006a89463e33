"""The same questions to all four services; a fifth would know what is expected of it."""

import asyncio
import importlib
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import openapi_spec_validator
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database import SERVICES, service_dsn
from shared.peers import open_peer
from shared.provision import provision
from shared.settings import CommonSettings
from shared.tracing import configure_logging
from tests.conftest import of_database
from tests.house.conftest import House

ROOT = Path(__file__).parents[2]
BEHIND = ("territories", "criteria", "synthesis")
A_PATH = {
    "territories": "/v1/territories", "criteria": "/v1/criteria", "synthesis": "/v1/trends", "gateway": "/v1/keys/me",
}  # fmt: skip
POSTED = {"territories": "/v1/territories", "criteria": "/v1/criteria", "gateway": "/v1/keys"}
CANARY = "quetzalcoatl"

each = pytest.mark.parametrize("name", SERVICES)
each_that_writes = pytest.mark.parametrize("name", sorted(POSTED))


def is_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "code", "trace_id"} <= set(body)
    assert (body["status"], body["type"]) == (status, f"/problems/{body['code']}")
    assert body["trace_id"] == answer.headers["trace-id"]
    assert len(body["trace_id"]) == 32
    return body


@each
async def test_it_says_that_it_lives_and_is_ready(clients: dict[str, httpx.AsyncClient], name: str) -> None:
    assert (await clients[name].get("/health/live")).json() == {"status": "live"}
    await until_ready(clients[name])
    ready = await clients[name].get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


async def until_ready(client: httpx.AsyncClient) -> None:
    """Wait as long as a service may take to notice that its database is back."""
    async with asyncio.timeout(20):
        while (await client.get("/health/ready")).status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


@each
async def test_without_its_database_it_is_alive_and_not_ready_and_comes_back(
    build: Callable[[str], House], server: str, template: str, settings: CommonSettings, name: str
) -> None:
    own = f"away_{uuid4().hex[:8]}"
    app = build(of_database(server, own))[name]
    admin = await asyncpg.connect(server)
    try:
        async with app.router.lifespan_context(app), open_peer(name, app) as client:
            assert (await client.get("/health/live")).status_code == 200
            answer = await client.get("/health/ready")
            assert is_problem(answer, 503)["code"] == "unavailable"
            assert answer.headers["retry-after"]
            await admin.execute(f"create database {own} template {template}")
            await provision(of_database(server, own), settings)
            await until_ready(client)
            # Every connection is cut, as when the database is started anew.
            await admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", own)
            for _ in range(10):
                if (await client.get("/health/ready")).status_code == 200:
                    break
            assert (await client.get("/health/ready")).status_code == 200
    finally:
        await admin.execute(f"drop database if exists {own} with (force)")
        await admin.close()


@each
async def test_it_wants_to_know_who_asks(ask: Any, name: str) -> None:
    is_problem(await ask(name, "GET", A_PATH[name], None), 401)
    if name in BEHIND:
        for forged in ("", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."):
            is_problem(await ask(name, "GET", A_PATH[name], None, headers={"Spiral-Identity": forged}), 401)


@pytest.mark.parametrize("name", BEHIND)
async def test_a_statement_of_identity_for_another_service_is_not_believed(
    ask: Any, as_role: Callable[..., dict[str, str]], name: str
) -> None:
    other = BEHIND[BEHIND.index(name) - 1]
    is_problem(await ask(name, "GET", A_PATH[name], None, headers=as_role("staff", (), other)), 401)


@each
async def test_every_refusal_has_the_same_shape(ask: Any, name: str) -> None:
    is_problem(await ask(name, "GET", f"/v1/{CANARY}"), 404)
    answer = await ask(name, "PUT", A_PATH[name] if name != "gateway" else "/v1/keys")
    is_problem(answer, 405)
    path = {"territories": "/v1/territories?limit=0", "criteria": "/v1/criteria?limit=0",
            "synthesis": "/v1/trends?by=person", "gateway": "/v1/keys/!"}[name]  # fmt: skip
    if name != "gateway":
        assert is_problem(await ask(name, "GET", path), 422)["errors"]


@each
async def test_a_parameter_that_nobody_knows_is_refused_everywhere(
    ask: Any, house: House, give_admin: dict[str, str], name: str
) -> None:
    headers = give_admin if name == "gateway" else {}
    asked = [route for route in routes(house[name]) if route.path_format.startswith("/v1/")]
    assert asked
    for route in asked:
        path = re.sub(r"{\w+}", str(uuid4()), route.path_format)
        for method in route.methods:
            answer = await ask(name, method, path, params={CANARY: "1"}, headers=headers)
            [fault] = is_problem(answer, 422)["errors"]
            assert (fault["code"], fault["pointer"]) == ("unknown-parameter", f"/query/{CANARY}"), (method, path)


@pytest.mark.parametrize(("name", "path", "meant"), [
    ("territories", "/v1/territories?Contry=BE", "country"), ("criteria", "/v1/criteria?group-id=1", "group_id"),
    ("synthesis", "/v1/trends?dimensions=A", "dimension"), ("gateway", "/v1/search?q=a&langage=fr", "language"),
])  # fmt: skip
async def test_a_misspelt_parameter_is_told_the_nearest_known(ask: Any, name: str, path: str, meant: str) -> None:
    [fault] = is_problem(await ask(name, "GET", path), 422)["errors"]
    assert f"did you mean `{meant}`?" in fault["message"]


@pytest.mark.parametrize(("name", "path"), [
    ("territories", "/v1/territories?limit=2&limit=3"), ("territories", "/v1/groups?year=2020&year=2021"),
    ("criteria", "/v1/criteria?question=action&question=policy"), ("synthesis", "/v1/search?q=a&q=b&mode=words"),
    ("synthesis", "/v1/trends?by=country&by=year"), ("gateway", "/v1/search?q=a&q=b&mode=words"),
])  # fmt: skip
async def test_a_parameter_that_takes_one_value_is_not_taken_twice(ask: Any, name: str, path: str) -> None:
    [fault] = is_problem(await ask(name, "GET", path), 422)["errors"]
    assert fault["code"] == "repeated-parameter"


async def test_a_parameter_that_takes_many_values_may_be_repeated(ask: Any) -> None:
    answer = await ask("synthesis", "GET", "/v1/trends?by=country&year=2024&year=2025")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs", "/problems", "/health/live", "/health/ready", "/openapi.json"])
async def test_pages_and_health_do_not_mind_parameters(ask: Any, path: str) -> None:
    assert (await ask("gateway", "GET", f"{path}?utm_source=a&utm_source=b")).status_code == 200


@each_that_writes
async def test_broken_json_is_refused_without_being_repeated(ask: Any, give_admin: dict[str, str], name: str) -> None:
    headers = give_admin if name == "gateway" else {}
    for body in (
        b"{", b'{"name": NaN}', b'{"name": 1e999', b'{"name": "\\ud800"}', b'{"name": "a", "name": "b"}', b"[" * 10_000,
        b"\xff\xfe", f'{{"{CANARY}"'.encode(), f'{{"name": "{CANARY}'.encode(), b"null", b"[]", b'"x"',
    ):  # fmt: skip
        answer = await ask(
            name, "POST", POSTED[name], content=body, headers=headers | {"Content-Type": "application/json"}
        )
        assert answer.status_code in (400, 422), (body[:20], answer.text)
        is_problem(answer, answer.status_code)
        assert CANARY not in answer.text


@each_that_writes
async def test_a_value_that_is_refused_is_not_repeated(
    ask: Any, house: House, give_admin: dict[str, str], name: str
) -> None:
    headers = give_admin if name == "gateway" else {}
    for path, method, model in bodies(house[name]):
        filled = path.replace("{id}", "0" * 10)
        for part in [part for part in filled.split("/") if part.startswith("{")]:
            filled = filled.replace(part, str(uuid4()))
        wrong = {field: [[CANARY]] for field in model.model_fields} | {"unknown": CANARY}
        answer = await ask(name, method, filled, json=wrong, headers=headers)
        assert answer.status_code in (404, 422, 428), (path, answer.text)
        assert CANARY not in answer.text, path


def bodies(app: FastAPI) -> Iterator[tuple[str, str, type[BaseModel]]]:
    """Every address that takes a JSON body, and the model it is read by."""
    for context in routes(app):
        for method in context.methods & {"POST", "PATCH", "PUT"}:
            for parameter in context.dependant.body_params:
                kind = parameter.field_info.annotation
                models = [kind] if isinstance(kind, type) else [part for part in getattr(kind, "__args__", ()) if part]
                for model in models:
                    if isinstance(model, type) and issubclass(model, BaseModel):
                        yield context.path_format, method, model


def routes(app: FastAPI) -> Iterator[APIRoute]:
    """Every operation of an application, of included routers too."""

    def below(found: Any) -> Iterator[APIRoute]:
        for route in found:
            if isinstance(route, APIRoute):
                yield route
            elif (inner := getattr(route, "original_router", None)) is not None:
                yield from below(inner.routes)

    yield from below(app.router.routes)


@each
def test_no_body_takes_a_field_that_nobody_knows(house: House, name: str) -> None:
    found = list(bodies(house[name]))
    assert found
    for path, method, model in found:
        assert model.model_config.get("extra") == "forbid", (method, path, model)


@each
async def test_the_trace_that_comes_in_goes_out(ask: Any, name: str) -> None:
    trace = "0123456789abcdef0123456789abcdef"
    answer = await ask(name, "GET", A_PATH[name], headers={"traceparent": f"00-{trace}-0123456789abcdef-01"})
    assert answer.headers.get_list("trace-id")[0] == trace
    for wrong in ("", "x", f"00-{trace}", f"00-{trace.upper()}-0123456789abcdef-01", "00-" + "0" * 500):
        answer = await ask(name, "GET", A_PATH[name], headers={"traceparent": wrong})
        assert len(answer.headers["trace-id"]) == 32
        assert answer.headers["trace-id"] != trace


@each
async def test_it_describes_itself(ask: Any, house: House, name: str) -> None:
    document = house[name].openapi()
    openapi_spec_validator.validate(document)
    assert document["openapi"].startswith("3.1")
    operations = [
        (path, method, operation) for path, item in document["paths"].items() for method, operation in item.items()
    ]
    ids = [operation["operationId"] for _, _, operation in operations]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations:
        assert operation.get("description") or operation.get("summary"), (method, path)
        assert operation["tags"], (method, path)


async def test_the_one_document_of_the_gateway_holds_all_of_them(ask: Any, house: House) -> None:
    document = (await ask("gateway", "GET", "/openapi.json")).json()
    openapi_spec_validator.validate(document)
    assert "left out" not in document["info"]["description"]
    for name in BEHIND:
        own = {path for path in house[name].openapi()["paths"] if path.startswith("/v1/")}
        assert own & set(document["paths"]), name
    ids = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(ids) == len(set(ids))


@each
async def test_migrations_and_tables_agree(database: str, settings: CommonSettings, name: str) -> None:
    tables = importlib.import_module(f"services.{name}.tables")

    def differences(connection: Connection) -> list[object]:
        def ours(found: str | None, kind: str, _: object) -> bool:
            return kind != "schema" or found == name

        options = {"include_schemas": True, "include_name": ours, "version_table_schema": name, "compare_type": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), tables.Base.metadata)
        # Comments explain the columns to whoever looks into the database; the tables have docstrings.
        return [difference for difference in found if "comment" not in str(difference)]

    dsn = service_dsn(name, settings, database).replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(dsn, connect_args={"server_settings": {"search_path": "public"}})
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


@each
async def test_it_reads_nobody_elses_schema(database: str, settings: CommonSettings, name: str) -> None:
    connection = await asyncpg.connect(service_dsn(name, settings, database))
    try:
        for other in set(SERVICES) - {name}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select * from {other}.alembic_version")
            assert not await connection.fetchval("select has_schema_privilege($1, 'create')", other)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("create table public.mine (id int)")
        for right in ("rolsuper", "rolcreatedb", "rolcreaterole", "rolbypassrls"):
            assert not await connection.fetchval(f"select {right} from pg_roles where rolname = current_user")
    finally:
        await connection.close()


@each
def test_it_calls_those_it_may_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, build: Callable[[str], House], database: str, name: str
) -> None:
    allowed = {
        "territories": set(), "criteria": {"territories"}, "synthesis": {"territories", "criteria"},
        "gateway": {"territories", "criteria", "synthesis"},
    }[name]  # fmt: skip
    source = "\n".join(path.read_text() for path in (ROOT / "services" / name).rglob("*.py"))
    assert ("open_peer" in source or "open_transport" in source) is bool(allowed)
    opened: set[str] = set()

    def opening(peer_name: str, peer: Any) -> httpx.AsyncClient:
        opened.add(peer_name)
        return open_peer(peer_name, peer)

    module = importlib.import_module(f"services.{name}.app")
    if hasattr(module, "open_peer"):
        monkeypatch.setattr(module, "open_peer", opening)
        app = build(database)[name]

        async def live() -> None:
            async with app.router.lifespan_context(app):
                pass

        with asyncio.Runner() as runner:
            runner.run(live())
        assert opened == allowed
    elif name == "gateway":
        assert {target.service for target in module.TARGETS} == allowed
        for missing in allowed:
            with pytest.raises(ValueError, match=missing):
                module.create_app(build(database)["gateway"].state.settings, "", dict.fromkeys(allowed - {missing}, ""))


@pytest.fixture
async def give_admin(database: str, house: House) -> dict[str, str]:
    """The headers of an administrator at the door."""
    from services.gateway.operations import create_key, pepper_of
    from services.gateway.schemas import NewKey

    settings = house["gateway"].state.settings
    connection = await asyncpg.connect(service_dsn("gateway", settings, database))
    try:
        issued = await create_key(connection, pepper_of(settings), NewKey(owner="a test", role="admin"))
    finally:
        await connection.close()
    return {"Authorization": f"Bearer {issued.key}"}


@pytest.mark.parametrize(("name", "path"), [
    ("territories", "/v1/territories/changes"), ("criteria", "/v1/criteria/changes"), ("gateway", "/health/live"),
    ("synthesis", "/health/ready"),
])  # fmt: skip
async def test_what_is_polled_is_logged_only_where_it_went_wrong(
    ask: Any, clients: dict[str, httpx.AsyncClient], caplog: pytest.LogCaptureFixture, name: str, path: str
) -> None:
    await until_ready(clients[name])
    caplog.set_level(logging.DEBUG, "spiral")
    caplog.clear()
    assert (await ask(name, "GET", path, "service")).status_code == 200
    await ask(name, "GET", "/v1/nowhere", "service")
    if "changes" in path:
        assert (await ask(name, "GET", path, "public")).status_code == 403
    lines = [(line.levelname, line.fields["route"], line.fields["status"])
             for line in caplog.records if line.getMessage() == "answered"]  # type: ignore[attr-defined] # fmt: skip
    assert ("DEBUG", path, 200) in lines
    assert ("INFO", path, 200) not in lines
    assert any(level == "INFO" and status == 404 for level, _, status in lines)
    assert (("INFO", path, 403) in lines) is ("changes" in path)


async def test_what_people_said_is_in_no_log(ask: Any, house: House, caplog: pytest.LogCaptureFixture) -> None:
    stream = io.StringIO()
    configure_logging("debug")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.root.handlers[0].formatter)
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "httpx")
    try:
        region = await ask(
            "territories", "POST", "/v1/territories", json={"kind": "region", "name": "R", "country": "BE"}
        )
        place = {"territory_id": region.json()["id"], "name": "P"}
        platform = await ask("territories", "POST", "/v1/platforms", json=place)
        group = {"platform_id": platform.json()["id"], "label": "G", "profile": "elders", "year": 2025}
        group_id = (await ask("territories", "POST", "/v1/groups", json=group)).json()["id"]
        said = {
            "territory_id": region.json()["id"],
            "group": group_id,
            "question": "wellbeing",
            "text": f"{CANARY} dit",
        }
        for more in (
            {"external_id": f"{CANARY}-1"},
            {"external_id": f"{CANARY}-1"},
            {"external_id": "2", "state": CANARY},
        ):
            await ask("criteria", "POST", "/v1/criteria", json=said | more)
        await ask("criteria", "POST", "/v1/imports", params={"territory": place["territory_id"]}, content=CANARY,
                  headers={"Idempotency-Key": CANARY, "Content-Type": "application/x-ndjson"})  # fmt: skip
        for follower in house["synthesis"].state.followers:
            await follower.catch_up()
        # A failure in the middle of the words.
        async with house["synthesis"].state.pool.acquire() as connection:
            await connection.execute("alter table statement rename to hidden")
            try:
                broken = await ask("synthesis", "GET", "/v1/search", params={"q": CANARY, "mode": "words"})
                assert broken.status_code == 500
                assert CANARY not in broken.text
            finally:
                await connection.execute("alter table hidden rename to statement")
        for role in ("staff", "public"):
            await ask("synthesis", "GET", "/v1/search", role, params={"q": CANARY, "mode": "words"})
            await ask("criteria", "GET", "/v1/criteria", role, params={"external_id": CANARY})
            await ask("gateway", "GET", "/v1/search", params={"q": CANARY, "mode": "words"})
            await ask("gateway", "GET", f"/{CANARY}")
    finally:
        logging.getLogger().removeHandler(handler)
    written = stream.getvalue()
    assert {"answered", "unexpected error"} <= {
        json.loads(line)["event"] for line in written.splitlines() if line[:1] == "{"
    }
    assert CANARY not in written


LIGHT = """
import sys
HEAVY = {"numpy", "torch", "onnxruntime", "sklearn", "scipy", "sentence_transformers", "transformers"}
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in HEAVY:
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
import services.gateway.app, services.criteria.app, services.criteria.jobs, services.territories.app, services.together
"""


def test_the_three_light_services_need_nothing_that_thinks() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
