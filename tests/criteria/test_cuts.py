"""What comes over a real connection may break off anywhere."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn
from fastapi import FastAPI

from tests.criteria.makers import City, criteria_of, fresh, ndjson, until


@pytest.fixture(scope="module")
async def port(criteria_app: FastAPI, mons: City) -> AsyncIterator[int]:
    """The same application, behind a real socket."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(criteria_app, lifespan="off", log_level="critical"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: asyncio.sleep(0.01, server.started))
    yield listening.getsockname()[1]
    server.should_exit = True
    await serving


async def _begin(port: int, city: City, path: str, headers: dict[str, str], method: str = "POST") -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{method} {path} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    await writer.drain()
    return reader, writer


@pytest.mark.parametrize("framing", ["length", "chunked"])
async def test_a_cut_connection_keeps_what_was_committed_and_the_key_goes_on(
    city: City, port: int, pool: Any, monkeypatch: pytest.MonkeyPatch, framing: str
) -> None:
    monkeypatch.setattr("shared.rows.lines.CHUNK_BYTES", 2000)
    body, key = ndjson(criteria_of(200)), fresh()
    wishes = urlencode({"territory": str(city.territory), "source": city.source})
    headers = city.headers | {"Idempotency-Key": key, "Content-Type": "application/x-ndjson"}
    headers |= {"Content-Length": str(len(body))} if framing == "length" else {"Transfer-Encoding": "chunked"}
    _, writer = await _begin(port, city, f"/v1/imports?{wishes}", headers)
    half = body[: len(body) // 2]
    writer.write(half if framing == "length" else f"{len(half):x}\r\n".encode() + half + b"\r\n")
    await writer.drain()
    kept = "select count(*) from criterion where source = $1"
    await until(lambda: pool.fetchval(kept, city.source))
    writer.close()
    await until(
        lambda: pool.fetchval("select true from import where idempotency_key = $1 and state = 'interrupted'", key)
    )
    n_kept = await pool.fetchval(kept, city.source)
    row = await pool.fetchrow("select id, records, problem from import where idempotency_key = $1", key)
    assert 0 < n_kept == row["records"] < 200
    assert len(await city.outcomes(str(row["id"]))) == n_kept
    done = await city.pushed(body, key=key)
    assert done["counts"] == {"created": 200 - n_kept, "unchanged": n_kept}


async def test_a_part_of_an_upload_that_is_cut_leaves_the_offset_where_it_was(
    city: City, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    params = {"territory": str(city.territory), "source": city.source}
    begun = await city.client.post("/v1/uploads", params=params, headers=city.headers | {"Idempotency-Key": fresh()})
    path, body = f"/v1/uploads/{begun.json()['id']}", ndjson(criteria_of(50))
    headers = city.headers | {"Upload-Offset": "0", "Content-Length": str(len(body))}
    _, writer = await _begin(port, city, path, headers, "PATCH")
    writer.write(body[: len(body) // 2])
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    await asyncio.sleep(0.1)
    assert (await city.get(path)).json()["offset"] == 0
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    whole = await city.client.patch(path, content=body, headers=city.headers | {"Upload-Offset": "0"})
    assert whole.json()["counts"] == {"created": 50}


async def test_an_export_that_nobody_reads_to_its_end_gives_its_connection_back(
    city: City, port: int, pool: Any
) -> None:
    await city.pushed(criteria_of(4000, text="x" * 1500))
    for _ in range(15):  # more than there are connections
        reader, writer = await _begin(port, city, "/v1/criteria/export.ndjson", city.headers)
        await reader.read(1000)
        writer.close()
    await until(lambda: _idle(pool))
    assert (await city.get("/v1/criteria", params={"limit": "1"})).status_code == 200


async def _idle(pool: Any) -> bool:
    return bool(pool.get_idle_size() == pool.get_size())
