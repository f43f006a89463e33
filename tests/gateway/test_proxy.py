"""What passes through the gateway, and what does not."""

from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import APIRouter, FastAPI

from shared.identity import Speaker
from shared.service import create_service
from tests.gateway.conftest import GiveKey, OpenGateway, bearer


async def test_each_address_reaches_its_service(gateway: httpx.AsyncClient) -> None:
    for path, service in [
        ("/v1/criteria", "criteria"),
        ("/v1/criteria/8c2/codings", "criteria"),
        ("/v1/criteria/8c2/similar", "synthesis"),
        ("/v1/practices/search", "synthesis"),
        ("/v1/practices/8c2", "territories"),
        ("/v1/rights/frameworks/udhr", "synthesis"),
        ("/v1/chain", "synthesis"),
        ("/v1/criteria/export", "criteria"),
        ("/v1/territories.geojson", "territories"),
        ("/v1/trends.csv?by=country", "synthesis"),
        ("/v1/imports/1/outcomes.ndjson", "criteria"),
        ("/v1/a%2Fb", None),
        ("/v1/criteriax", None),
        ("/v1", None),
        ("/v2/criteria", None),
        ("/v1/criteria/%2e%2e/keys", None),
        ("/metrics", None),
    ]:
        answer = await gateway.get(path)
        if service is None:
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
        else:
            assert answer.json()["service"] == service, path


async def test_addresses_pass_as_they_were_written(gateway: httpx.AsyncClient) -> None:
    raw = "/v1/search?q=%C3%A9t%C3%A9+%26%20&code=A01%2FP15&x=[]"
    echoed = (await gateway.get(raw)).json()
    assert f"{echoed['path']}?{echoed['query']}" == raw
    assert (await gateway.get("/v1/criteria/a%2Fb")).json()["path"] == "/v1/criteria/a%2Fb"


async def test_what_is_passed_on_and_what_is_not(gateway: httpx.AsyncClient, give_key: GiveKey) -> None:
    passed = {
        "idempotency-key": "k1",
        "if-match": '"3"',
        "if-none-match": '"2"',
        "prefer": "respond-async",
        "accept": "text/csv",
        "accept-language": "fr",
        "accept-encoding": "gzip",
        "content-type": "application/x-ndjson",
        "upload-offset": "12",
    }
    held_back = {
        "spiral-identity": "forged",
        "x-forwarded-for": "1.2.3.4",
        "cookie": "a=b",
        "keep-alive": "x",
        "connection": "close, x-named",
        "x-named": "1",
        "te": "trailers",
    }
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    answer = await gateway.post(
        "/v1/imports",
        content=b'{"a":1}\n',
        headers={**passed, **held_back, "traceparent": trace, **bearer(await give_key())},
    )
    echoed = answer.json()["headers"]
    assert {name: echoed.get(name) for name in passed} == passed
    assert not set(held_back) - {"spiral-identity"} & set(echoed)
    assert "authorization" not in echoed
    assert echoed["spiral-identity"] != "forged"
    assert echoed["traceparent"][3:35] == trace[3:35] == answer.headers["trace-id"]
    assert echoed["traceparent"] != trace
    assert answer.json()["body"] == '{"a":1}\n'


def guarded(settings: Any) -> FastAPI:
    router = APIRouter(prefix="/v1")

    @router.get("/trends")
    async def trends(speaker: Speaker) -> dict[str, Any]:
        return {"subject": speaker.subject, "role": speaker.role, "roots": sorted(map(str, speaker.roots))}

    @router.post("/search")
    async def search(words: dict[str, str], speaker: Speaker) -> dict[str, str]:
        return words

    return create_service("synthesis", "", settings, "postgresql://x@127.0.0.1:1/x", [router])


async def test_services_believe_the_gateway_only(open_gateway: OpenGateway, give_key: GiveKey, settings: Any) -> None:
    service, root = guarded(settings), uuid4()
    async with open_gateway({"synthesis": service}) as gateway:
        told = (await gateway.get("/v1/trends")).json()
        assert told == {"subject": "public", "role": "public", "roots": []}
        partner = await give_key("partner", roots=[str(root)])
        told = (await gateway.get("/v1/trends", headers=bearer(partner))).json()
        assert told == {"subject": partner.holder, "role": "partner", "roots": [str(UUID(str(root)))]}

        # Somebody forges, and somebody repeats a real statement of the gateway to another service.
        echo = (await gateway.get("/v1/criteria", headers=bearer(partner))).json()
        real = echo["headers"]["spiral-identity"]
        for forged in ("forged", real):
            told = (await gateway.get("/v1/trends", headers={"Spiral-Identity": forged})).json()
            assert told["role"] == "public"
            async with httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://direct") as direct:
                answer = await direct.get("/v1/trends", headers={"Spiral-Identity": forged})
                assert answer.status_code == 401
                assert (await direct.get("/v1/trends")).status_code == 401
        problem = await gateway.post("/v1/search", json={"q": 1})
        assert (problem.status_code, problem.json()["code"]) == (422, "invalid-request")


async def test_head_is_answered_like_get_without_a_body(gateway: httpx.AsyncClient) -> None:
    for path in ("/v1/trends", "/", "/openapi.json", "/health/live"):
        whole, head = await gateway.get(path), await gateway.head(path)
        assert head.status_code == whole.status_code == 200, path
        assert head.content == b""
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert int(head.headers["content-length"]) > 0
