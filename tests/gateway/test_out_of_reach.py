"""Services that are silent, down or far away, and the connections that are kept to them."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.gateway.conftest import OpenGateway
from tests.gateway.flows import Flow, both_ways, whole_house
from tests.gateway.peers import Echo, free_port, served


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
    monkeypatch.setattr("services.gateway.openapi.RETRY_SECONDS", 60.0)
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
        await gateway.get("/openapi.json")  # what the gateway asks for itself has been asked
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
