"""The edge proxy's configuration, and, where HAProxy is installed, the proxy itself on this machine."""

import asyncio
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from services.gateway.settings import GatewaySettings
from shared.limits import SlowBodies
from tests.deploy import reading

CONFIGURATION = reading.ROOT / "deploy/proxy/haproxy.cfg"
installed = pytest.mark.skipif(shutil.which("haproxy") is None, reason="HAProxy is not installed here")


def directives() -> list[str]:
    lines = [line.partition(" #")[0].strip() for line in CONFIGURATION.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def seconds(timeout: str) -> float:
    (found,) = [line.split()[-1] for line in directives() if line.startswith(f"timeout {timeout} ")]
    return float(found.removesuffix("s"))


def test_bodies_are_never_held_back_or_sent_twice() -> None:
    assert "no option http-buffer-request" in directives()
    assert "retry-on conn-failure" in directives()


def test_the_services_answer_before_the_proxy_gives_up() -> None:
    assert seconds("http-request") <= 10
    assert seconds("client") > SlowBodies(None).pause_seconds  # type: ignore[arg-type]
    assert seconds("server") > GatewaySettings.model_fields["upstream_seconds"].default


def test_callers_cannot_say_who_they_are() -> None:
    assert "http-request set-header X-Forwarded-For %[src]" in directives()
    assert "http-request del-header Spiral-Identity" in directives()


def test_refusals_of_the_proxy_are_problem_details() -> None:
    refusals = [line for line in directives() if line.startswith("http-error ")]
    assert {int(line.split()[2]) for line in refusals} >= {400, 408, 413, 429, 502, 503, 504}
    for line in refusals:
        found = re.search(r"content-type application/problem\+json string '(\{.*\})'", line)
        assert found, line
        assert json.loads(found[1])["status"] == int(line.split()[2])


@dataclass
class Edge:
    """A running proxy in front of a small application that tells what reached it."""

    plain: int
    secure: int
    seen: list[dict[str, Any]] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"https://127.0.0.1:{self.secure}", verify=False, http1=True)

    async def speak(self, first: bytes) -> bytes:
        """Say something over TLS, then nothing more, and give what is answered until the connection ends."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        reader, writer = await asyncio.open_connection("127.0.0.1", self.secure, ssl=context)
        writer.write(first)
        answer = b""
        try:
            async with asyncio.timeout(15):
                while part := await reader.read(4096):
                    answer += part
            return answer
        except TimeoutError:
            raise AssertionError(f"the connection stayed open after {answer!r}") from None
        finally:
            writer.close()


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    folder = tmp_path_factory.mktemp("edge")
    ports = [_free_port() for _ in range(3)]
    edge = Edge(ports[0], ports[1])
    server = uvicorn.Server(uvicorn.Config(_telling(edge.seen), port=ports[2], log_config=None, proxy_headers=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    text = CONFIGURATION.read_text(encoding="utf-8")
    for found, instead in (
        (r"^ +(user|group) haproxy\n", ""),
        (r"bind :80\b", f"bind 127.0.0.1:{ports[0]}"),
        (r"bind :443 ssl crt \S+", f"bind 127.0.0.1:{ports[1]} ssl crt {_certificate(folder)}"),
        (r"server gateway \S+", f"server gateway 127.0.0.1:{ports[2]}"),
        (r"timeout http-request \S+", "timeout http-request 1s"),
        (r"timeout client \d+s", "timeout client 2s"),
        (r"timeout server \S+", "timeout server 3s"),
    ):
        assert re.search(found, text, re.MULTILINE), found
        text = re.sub(found, instead, text, flags=re.MULTILINE)
    (folder / "haproxy.cfg").write_text(text, encoding="utf-8")
    proxy = subprocess.Popen(["haproxy", "-db", "-f", str(folder / "haproxy.cfg")], stdout=subprocess.DEVNULL)
    try:
        _wait_for(ports[0])
        yield edge
    finally:
        proxy.terminate()
        proxy.wait()
        server.should_exit = True
        thread.join()


@installed
def test_the_configuration_is_valid_without_a_warning(tmp_path: Path) -> None:
    text = CONFIGURATION.read_text(encoding="utf-8").replace("/etc/haproxy/commons.pem", str(_certificate(tmp_path)))
    (tmp_path / "haproxy.cfg").write_text(text, encoding="utf-8")
    command = ["haproxy", "-c", "-dW", "-f", str(tmp_path / "haproxy.cfg")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert "WARNING" not in outcome.stderr


@installed
async def test_what_reaches_the_gateway_names_the_caller_s_address(edge: Edge) -> None:
    async with edge.client() as client:
        written = {"X-Forwarded-For": "192.0.2.1", "Spiral-Identity": "me", "X-API-Key": "k"}
        response = await client.post("/v1/imports", content=b"x" * 100_000, headers=written)
    assert response.status_code == 200
    assert response.headers["strict-transport-security"]
    told = response.json()
    assert told["bytes"] == 100_000
    assert told["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert told["headers"]["x-api-key"] == "k"
    assert "spiral-identity" not in told["headers"]


@installed
async def test_plain_http_is_sent_to_https(edge: Edge) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.get(f"http://127.0.0.1:{edge.plain}/v1/trends")
    assert response.status_code == 308


@installed
async def test_headers_that_never_end_are_not_waited_for(edge: Edge) -> None:
    assert (await edge.speak(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")).startswith(b"HTTP/1.1 408 ")


@installed
async def test_a_connection_that_says_nothing_is_closed(edge: Edge) -> None:
    assert not (await edge.speak(b"")).startswith(b"HTTP/1.1 200")


@installed
async def test_an_upload_that_stops_is_never_told_to_be_stored(edge: Edge) -> None:
    before = len(edge.seen)
    answer = await edge.speak(b"POST /v1/imports HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf of it")
    assert answer.startswith(b"HTTP/1.1 504 ")
    assert b"Idempotency-Key" in answer
    await asyncio.sleep(0.5)
    assert edge.seen[before:] == [{"path": "/v1/imports", "whole": False}]


@installed
async def test_an_upload_beyond_measure_is_refused_before_it_is_sent(edge: Edge) -> None:
    head = b"POST /v1/imports HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000000\r\n\r\n"
    answer = await edge.speak(head)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"/v1/uploads" in answer


def _telling(seen: list[dict[str, Any]]) -> Any:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        n_bytes, whole = 0, False
        while not whole:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            n_bytes += len(message.get("body", b""))
            whole = not message.get("more_body", False)
        if not scope["path"].startswith("/health"):
            seen.append({"path": scope["path"], "whole": whole})
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        body = json.dumps({"bytes": n_bytes, "headers": headers}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": body})

    return application


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "commons.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            threading.Event().wait(0.1)
        else:
            return
    raise AssertionError("the proxy did not start")
