"""Bodies that flow through the gateway, and what happens when somebody goes away in the middle."""

import asyncio
import gzip
import hashlib
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from tests.gateway.conftest import OpenGateway, app_of
from tests.gateway.flows import MEGABYTE, Flow, both_ways, whole_house
from tests.gateway.peers import served


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
