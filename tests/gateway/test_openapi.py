"""The one OpenAPI document of all services."""

import asyncio
from typing import Annotated, Any

import httpx
import openapi_spec_validator
from fastapi import APIRouter, Query
from pydantic import BaseModel, create_model

from services.gateway.merging import merge, new_names
from shared.identity import Speaker
from shared.service import create_service
from tests.gateway.conftest import OpenGateway
from tests.gateway.peers import free_port, served


class Inner(BaseModel):
    name: str


Other = create_model("Inner", number=(int, ...))


class Outer(BaseModel):
    inner: Inner


OtherOuter = create_model("Outer", inner=(Other, ...))


class Same(BaseModel):
    word: str


def service(settings: Any, name: str, path: str, model: Any) -> Any:
    router = APIRouter(prefix="/v1", tags=["things"])

    @router.get(path, operation_id=None)
    async def read_things(speaker: Speaker, size: Annotated[int, Query(ge=1)] = 1) -> list[model]:
        """Read."""
        return []

    @router.post(path + "/{id}", status_code=201)
    async def write_thing(id: str, thing: model, same: Same, speaker: Speaker) -> Same:
        """Write."""
        return same

    @router.get("/somebody-elses")
    async def elsewhere() -> dict[str, str]:
        return {}

    return create_service(name, "", settings, "postgresql://x@127.0.0.1:1/x", [router])


def peers(settings: Any) -> dict[str, Any]:
    return {
        "territories": service(settings, "territories", "/territories", Outer),
        "criteria": service(settings, "criteria", "/criteria", OtherOuter),
        "synthesis": service(settings, "synthesis", "/trends", Same),
    }


async def test_the_documents_of_all_services_are_one_valid_document(open_gateway: OpenGateway, settings: Any) -> None:
    async with open_gateway(peers(settings), public_url="https://commons.example") as gateway:
        answer = await gateway.get("/openapi.json")
        document = answer.json()
        unchanged = await gateway.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
    openapi_spec_validator.validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "https://commons.example"}]
    assert {"/v1/territories", "/v1/criteria/{id}", "/v1/trends", "/v1/keys", "/v1/keys/me"} <= set(document["paths"])
    # Only what leads there through the gateway.
    assert "/v1/somebody-elses" not in document["paths"]
    schemas = document["components"]["schemas"]
    assert {"TerritoriesInner", "CriteriaInner", "TerritoriesOuter", "CriteriaOuter", "Same"} <= set(schemas)
    assert schemas["CriteriaOuter"]["properties"]["inner"]["$ref"].endswith("/CriteriaInner")
    assert not {"Inner", "Outer", "HTTPValidationError", "ValidationError"} & set(schemas)
    operations = [
        operation for item in document["paths"].values() for method, operation in item.items() if method != "parameters"
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert {"401", "429", "503", "default"} <= set(operation["responses"])
    written = document["paths"]["/v1/criteria/{id}"]["post"]
    assert written["responses"]["422"] == {"$ref": "#/components/responses/Problem422"}
    assert written["tags"][0] == "criteria"
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    assert document["security"] == [{}, {"apiKey": []}]
    problem = document["components"]["responses"]["Problem429"]["content"]
    assert list(problem) == ["application/problem+json"]
    assert "Incomplete" not in document["info"]["description"]


async def whole(gateway: httpx.AsyncClient) -> httpx.Response:
    """Wait until nothing is left out."""
    for _ in range(200):
        answer = await gateway.get("/openapi.json")
        if "left out" not in answer.json()["info"]["description"]:
            return answer
        await asyncio.sleep(0.02)
    raise AssertionError("a service is still left out")


async def test_a_service_out_of_reach_is_left_out_until_it_answers(
    open_gateway: OpenGateway, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("services.gateway.openapi.RETRY_SECONDS", 0.05)
    port = free_port()
    missing = peers(settings) | {"synthesis": f"http://127.0.0.1:{port}"}
    async with open_gateway(missing, upstream_failures=3) as gateway:
        answer = await gateway.get("/openapi.json")
        document = answer.json()
        openapi_spec_validator.validate(document)
        assert "left out: synthesis" in document["info"]["description"]
        assert answer.headers["cache-control"] == "no-store"
        assert "/v1/trends" not in document["paths"]
        assert "/v1/criteria" in document["paths"]
        await asyncio.sleep(0.5)
        # However often the gateway looked for itself, a request to the service that comes up is not refused.
        async with served(peers(settings)["synthesis"], port):
            assert "/v1/trends" in (found := await whole(gateway)).json()["paths"]
            assert found.headers["cache-control"] == "public, max-age=60"
            assert (await gateway.get("/v1/nobody-knows")).status_code == 404
            assert (await gateway.get("/v1/trends")).status_code != 503


async def test_a_service_that_goes_away_keeps_its_part(
    open_gateway: OpenGateway, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("services.gateway.openapi.FRESH_SECONDS", 0.05)
    port = free_port()
    async with open_gateway(peers(settings) | {"synthesis": f"http://127.0.0.1:{port}"}) as gateway:
        async with served(peers(settings)["synthesis"], port):
            before = await whole(gateway)
        await asyncio.sleep(0.3)
        after = await gateway.get("/openapi.json")
        assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])


async def test_a_service_that_is_slow_at_the_start_is_waited_for_and_told_as_soon_as_it_answers(
    open_gateway: OpenGateway, settings: Any, monkeypatch: Any
) -> None:
    answering = asyncio.Event()
    real = peers(settings)["territories"]

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await answering.wait()
        await real(scope, receive, send)

    async with open_gateway(peers(settings) | {"territories": slow}) as gateway:
        asked = asyncio.create_task(gateway.get("/openapi.json"))
        await asyncio.sleep(0.2)
        assert not asked.done()
        answering.set()
        assert "/v1/territories" in (await asked).json()["paths"]
    answering.clear()
    monkeypatch.setattr("services.gateway.openapi.PATIENCE_SECONDS", 0.1)
    async with open_gateway(peers(settings) | {"territories": slow}) as gateway:
        impatient = await gateway.get("/openapi.json")
        assert "left out: territories" in impatient.json()["info"]["description"]
        answering.set()
        assert "/v1/territories" in (await whole(gateway)).json()["paths"]


def test_names_change_for_whatever_refers_to_a_name_that_clashes() -> None:
    def document(**schemas: Any) -> dict[str, Any]:
        return {"components": {"schemas": schemas}}

    page = {"items": {"$ref": "#/components/schemas/Item"}}
    documents = {
        "a": document(Item={"type": "string"}, Page=page, Alone={"$ref": "#/components/schemas/Page"}),
        "b": document(Item={"type": "integer"}, Page=page, Problem={"type": "null"}, AItem={}),
        "c": document(Word={"type": "string"}),
        "d": document(Word={"type": "string"}),
    }
    names = new_names(documents)
    assert names["a"] == {"Item": "AItem_", "Page": "APage"}
    assert names["b"] == {"Item": "BItem", "Page": "BPage", "Problem": "BProblem"}
    assert names["c"] == names["d"] == {}
    merged = merge(documents, {"title": "Problem"})["components"]["schemas"]
    assert merged["APage"]["items"]["$ref"] == "#/components/schemas/AItem_"
    assert merged["Alone"]["$ref"] == "#/components/schemas/APage"
    assert merged["Problem"] == {"title": "Problem"}
