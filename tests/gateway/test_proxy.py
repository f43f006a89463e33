"""What passes through the gateway, what does not, and what happens when somebody goes away."""

import asyncio
import gzip
import hashlib
import json
import socket
import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.identity import Speaker
from shared.service import create_service
from tests.gateway.conftest import GiveKey, OpenGateway, app_of, bearer
from tests.gateway.peers import Echo, free_port, read, served

MEGABYTE = 1 << 20


async def test_each_address_reaches_its_service(gateway: httpx.AsyncClient) -> None:
    for path, service in [
        ("/v1/criteria", "criteria"),
        ("/v1/criteria/8c2/codings", "criteria"),
        ("/v1/criteria/8c2/similar", "synthesis"),
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


class Flow:
    """Takes a body of any size, gives one of any size, and tells when it was left."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.ended = asyncio.Event()
        self.received: bytes | None = b"nothing"
        self.stored = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            await getattr(self, scope["path"].rpartition("/")[2].replace("-", "_"))(receive, send)
        except asyncio.CancelledError:
            self.left.set()
            raise

    async def digest(self, receive: Receive, send: Send) -> None:
        digest, size, more = hashlib.sha256(), 0, True
        while more:
            message = await receive()
            assert message["type"] == "http.request"
            digest.update(message.get("body", b""))
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        await answer(send, json.dumps({"sha256": digest.hexdigest(), "size": size}).encode())

    async def large(self, receive: Receive, send: Send) -> None:
        await start(send, [(b"content-type", b"application/octet-stream")])
        for number in range(64 * 16):
            await send(more(bytes([number % 256]) * (MEGABYTE // 16)))
        await send({"type": "http.response.body"})

    async def zipped(self, receive: Receive, send: Send) -> None:
        text = gzip.compress(b"x" * 1000)
        await answer(send, text, [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(text))])

    async def endless(self, receive: Receive, send: Send) -> None:
        asyncio.get_running_loop().create_task(self._watch(receive))
        await start(send)
        while not self.left.is_set():
            await send(more(b"still here\n"))
            await asyncio.sleep(0.02)

    async def slow(self, receive: Receive, send: Send) -> None:
        asyncio.get_running_loop().create_task(self._watch(receive))
        await asyncio.sleep(10)

    async def half(self, receive: Receive, send: Send) -> None:
        await start(send)
        await send(more(b"the first half"))
        raise RuntimeError("and no more")

    async def stuck(self, receive: Receive, send: Send) -> None:
        await start(send)
        await send(more(b"the first half"))
        await asyncio.sleep(10)

    async def keep(self, receive: Receive, send: Send) -> None:
        self.received = await read(receive)
        self.ended.set()
        self.stored = self.received is not None
        if self.stored:
            await answer(send, b"stored")

    async def hasty(self, receive: Receive, send: Send) -> None:
        """Says yes before it has the whole body, as no service should."""
        await receive()
        await start(send)
        await send(more(b"yes"))
        self.received = await read(receive)
        self.ended.set()
        await send({"type": "http.response.body"})

    async def refuse(self, receive: Receive, send: Send) -> None:
        await receive()
        await start(send, status=413)
        await send({"type": "http.response.body", "body": b"too large"})

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.left.set()


async def start(send: Send, headers: list[tuple[bytes, bytes]] | None = None, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers or []})


async def answer(send: Send, body: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await start(send, headers)
    await send({"type": "http.response.body", "body": body})


def more(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


@asynccontextmanager
async def whole_house(
    open_gateway: OpenGateway, peer: ASGIApp, over_http: bool, **changes: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway before one peer: all in one process, or three parties over HTTP."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(served(peer)) if over_http else peer
        client = await stack.enter_async_context(open_gateway({"criteria": address}, **changes))
        if over_http:
            url = await stack.enter_async_context(served(app_of(client)))
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))
        yield client


both_ways = pytest.mark.parametrize("over_http", [False, True], ids=["one process", "over HTTP"])


@both_ways
async def test_large_bodies_flow_both_ways_in_little_memory(open_gateway: OpenGateway, over_http: bool) -> None:
    part = b"x" * (MEGABYTE // 4)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(64 * 4):
            yield part

    async with whole_house(open_gateway, Flow(), over_http) as gateway:
        await gateway.get("/v1/imports/zipped")
        tracemalloc.start()
        try:
            told = (await gateway.post("/v1/imports/digest", content=body())).json()
            received = 0
            async with gateway.stream("GET", "/v1/criteria/large") as response:
                async for chunk in response.aiter_raw():
                    received += len(chunk)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert told["size"] == received == 64 * MEGABYTE
    assert told["sha256"] == hashlib.sha256(part * 256).hexdigest()
    assert peak < 12 * MEGABYTE


@both_ways
async def test_encodings_pass_untouched(open_gateway: OpenGateway, over_http: bool) -> None:
    async with whole_house(open_gateway, Flow(), over_http) as gateway:
        async with gateway.stream("GET", "/v1/criteria/zipped") as response:
            raw = b"".join([part async for part in response.aiter_raw()])
        assert response.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw) == b"x" * 1000
        packed = gzip.compress(b"y" * 1000)
        sent = await gateway.post("/v1/imports/digest", content=packed, headers={"content-encoding": "gzip"})
        assert sent.json()["sha256"] == hashlib.sha256(packed).hexdigest()


@both_ways
@pytest.mark.parametrize("path", ["/v1/criteria/endless", "/v1/criteria/slow"])
async def test_a_caller_who_leaves_ends_the_work_behind(open_gateway: OpenGateway, over_http: bool, path: str) -> None:
    flow = Flow()
    async with whole_house(open_gateway, flow, over_http) as gateway:

        async def ask() -> None:
            async with gateway.stream("GET", path) as response:
                async for _ in response.aiter_raw():
                    pass

        asking = asyncio.create_task(ask())
        await asyncio.sleep(0.3)
        assert not flow.left.is_set()
        asking.cancel()
        async with asyncio.timeout(2):
            await flow.left.wait()
        assert (await gateway.get("/v1/criteria/zipped")).status_code == 200


@both_ways
@pytest.mark.parametrize("path", ["/v1/criteria/half", "/v1/criteria/stuck"])
async def test_half_an_answer_never_looks_whole(open_gateway: OpenGateway, over_http: bool, path: str) -> None:
    async with whole_house(open_gateway, Flow(), over_http, upstream_seconds=0.5) as gateway:
        with pytest.raises(httpx.RemoteProtocolError):
            await gateway.get(path)


@both_ways
@pytest.mark.parametrize("framing", ["content-length: 1000", "transfer-encoding: chunked"])
@pytest.mark.parametrize("path", ["keep", "hasty"])
async def test_an_upload_that_was_cut_is_never_answered_as_done(
    open_gateway: OpenGateway, over_http: bool, framing: str, path: str
) -> None:
    flow = Flow()
    async with open_gateway({"criteria": flow}) as inside, AsyncExitStack() as stack:
        if over_http:
            peer = await stack.enter_async_context(served(flow))
            inside = await stack.enter_async_context(open_gateway({"criteria": peer}))
        url = httpx.URL(await stack.enter_async_context(served(app_of(inside))))
        reader, writer = await asyncio.open_connection(url.host, url.port)
        part = b"64\r\n" + b"x" * 100 + b"\r\n" if "chunked" in framing else b"x" * 100
        head = f"POST /v1/imports/{path} HTTP/1.1\r\nhost: x\r\n{framing}\r\n\r\n"
        writer.write(head.encode() + part)
        await writer.drain()
        await asyncio.sleep(0.2)
        if path == "keep":
            writer.write_eof()  # the caller still listens
        else:
            writer.close()
        said = await asyncio.wait_for(reader.read(), 5)
        if path == "keep":
            assert b" 200 " not in said
        assert flow.stored is False
        async with asyncio.timeout(2):
            await flow.ended.wait()
        assert flow.received is None


async def test_a_cut_is_told_to_a_proxy_in_front(open_gateway: OpenGateway) -> None:
    """Some proxies keep waiting for an answer after their caller has gone."""
    async with open_gateway({"criteria": Flow()}) as gateway:
        messages = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
        sent: list[Any] = []
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/imports/keep",
            "raw_path": b"/v1/imports/keep",
            "query_string": b"",
            "headers": [(b"content-length", b"100")],
            "client": ("127.0.0.1", 1),
        }

        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        await app_of(gateway)(scope, receive, send)
        assert sent[0]["status"] == 400
        assert b"body-cut" in sent[1]["body"]


async def test_an_early_refusal_of_a_large_body_arrives(open_gateway: OpenGateway) -> None:
    async with whole_house(open_gateway, Flow(), over_http=True) as gateway:
        answer = await gateway.post("/v1/imports/refuse", content=b"x" * (4 * MEGABYTE))
        assert (answer.status_code, answer.text) == (413, "too large")


@both_ways
async def test_a_service_that_stays_silent_is_a_504(open_gateway: OpenGateway, over_http: bool) -> None:
    async with whole_house(open_gateway, Flow(), over_http, upstream_seconds=0.3) as gateway:
        began = time.monotonic()
        answer = await gateway.get("/v1/criteria/slow")
        assert (answer.status_code, answer.json()["code"]) == (504, "upstream-silent")
        assert time.monotonic() - began < 1


async def test_slow_callers_are_not_taken_for_slow_services(open_gateway: OpenGateway) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(6):
            await asyncio.sleep(0.15)
            yield b"slowly "

    for over_http in (False, True):
        async with whole_house(open_gateway, Flow(), over_http, upstream_seconds=0.4) as gateway:
            told = (await gateway.post("/v1/imports/digest", content=body())).json()
            assert told["size"] == 42


async def test_a_service_that_is_down_is_told_at_once_and_the_others_answer(
    open_gateway: OpenGateway,
) -> None:
    port = free_port()
    synthesis = Echo("synthesis")
    changes: dict[str, Any] = {"upstream_failures": 3, "upstream_pause_seconds": 0.6}
    peers: dict[str, Any] = {"criteria": f"http://127.0.0.1:{port}", "synthesis": synthesis}
    async with open_gateway(peers, **changes) as gateway:
        for _ in range(5):
            began = time.monotonic()
            answer = await gateway.get("/v1/criteria")
            assert time.monotonic() - began < 1
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert answer.json()["service"] == "criteria"
            assert int(answer.headers["retry-after"]) >= 1
        assert (await gateway.get("/v1/trends")).status_code == 200
        ready = await gateway.get("/health/ready")
        assert ready.json()["services"]["criteria"] == "out of reach"
        assert ready.status_code == 200

        async with served(Echo("criteria"), port):
            # The circuit is still open, then one call tries.
            assert (await gateway.get("/v1/criteria")).status_code == 503
            await asyncio.sleep(0.7)
            assert (await gateway.get("/v1/criteria")).status_code == 200
            assert (await gateway.get("/v1/criteria")).status_code == 200


async def test_an_address_that_swallows_everything_is_a_503_within_a_second(
    open_gateway: OpenGateway,
) -> None:
    # A queue of one that is full: further connections get no answer at all.
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        fill = [socket.socket() for _ in range(4)]
        for one in fill:
            one.setblocking(False)
            one.connect_ex(deaf.getsockname())
        async with open_gateway({"criteria": f"http://127.0.0.1:{deaf.getsockname()[1]}"}) as gateway:
            began = time.monotonic()
            assert (await gateway.get("/v1/criteria")).status_code == 503
            assert time.monotonic() - began < 1
        for one in fill:
            one.close()


async def test_a_kept_connection_that_was_closed_meanwhile_costs_no_error(open_gateway: OpenGateway) -> None:
    asked = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        if asked == 2:  # closes without an answer, as a service that restarts does
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, open_gateway({"criteria": f"http://127.0.0.1:{port}"}) as gateway:
        for _ in range(3):
            assert (await gateway.get("/v1/criteria")).text == "ok"
        asked = 1
        # A change is not sent twice by anybody but its author.
        assert (await gateway.post("/v1/criteria", json={})).status_code == 503
        assert asked == 2


async def test_connections_are_kept_and_are_never_too_many(
    open_gateway: OpenGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.connections.MOST", 8)
    opened, present, most = 0, 0, 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened, present, most
        opened, present = opened + 1, present + 1
        most = max(most, present)
        try:
            while b"slow" not in await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
            await asyncio.sleep(2)
        except asyncio.IncompleteReadError:
            pass
        finally:
            present -= 1
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, open_gateway({"criteria": f"http://127.0.0.1:{port}"}) as gateway:
        for _ in range(20):
            assert (await gateway.get("/v1/criteria")).text == "ok"
        assert opened == 1
        answers = await asyncio.gather(*(gateway.get("/v1/criteria") for _ in range(100)))
        assert {answer.text for answer in answers} == {"ok"}
        assert most <= 8
        slow = [asyncio.create_task(gateway.get("/v1/criteria/slow")) for _ in range(8)]
        await asyncio.sleep(0.1)
        answer = await gateway.get("/v1/criteria")
        assert (answer.status_code, answer.json()["detail"]) == (503, "too many requests are under way")
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        await asyncio.sleep(0.05)
        assert (await gateway.get("/v1/criteria")).text == "ok"
