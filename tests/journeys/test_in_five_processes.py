"""The same as real processes on real ports, and what still works when one of them is gone."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.journeys import process, synthesis
from tests.journeys.city import Door, journey
from tests.journeys.conftest import ROOT, run, running, stop, until


def free_ports(number: int) -> list[int]:
    """Ports where nothing answers, all different."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def ask_by_command(url: str, city: Door) -> None:
    """The city asks for its synthesis from the command line, reads it, and is told what is not its own."""

    def spiral(*arguments: str) -> "subprocess.CompletedProcess[str]":
        key = city.headers["Authorization"].removeprefix("Bearer ")
        told = os.environ | {"SPIRAL_URL": url, "SPIRAL_KEY": key, "PYTHONPATH": str(ROOT / "client")}
        command = [sys.executable, "-m", "spiral_client", *arguments]
        return subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)

    done = spiral("synthesise", "Mons", "--lang", "fr", "--question", "wellbeing")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Mons: 36 criteria of 45 people in 5 groups, 1 territory of 1 country")
    assert "\tI01\tPolitesse, respect et tolérance\t" in done.stdout
    id = done.stdout.split("spiral report ")[1].split()[0]
    assert spiral("report", id).stdout.startswith("# ")
    assert id in spiral("syntheses").stdout
    assert spiral("contrast", "sans-abri", "--json").returncode == 0
    assert spiral("alarms").returncode == 0
    assert json.loads(spiral("review", "--json").stdout)["items"]
    assert spiral("synthesise", "network").returncode == 4
    assert spiral("synthesise", "Mon").returncode == 2


async def test_a_city_a_trend_a_report_and_what_happens_when_a_service_stops(environment: dict[str, str]) -> None:
    ports = dict(zip(("gateway", "territories", "criteria", "synthesis"), free_ports(4), strict=True))
    address = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    told = environment | {f"SPIRAL_{name.upper()}_URL": url for name, url in address.items() if name != "gateway"}
    told |= {"SPIRAL_UPSTREAM_PAUSE_SECONDS": "0.5"}
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(running(told, name, "--port", str(port))) for name, port in ports.items()
        }
        processes["worker"] = stack.enter_context(running(told, "worker"))
        key = await asyncio.to_thread(run, told, "key", "--role", "admin")
        async with httpx.AsyncClient(base_url=address["gateway"], timeout=30) as client:

            async def ready() -> bool:
                try:
                    services = (await client.get("/health/ready")).json().get("services", {})
                except httpx.HTTPError:
                    return False
                return set(services.values()) == {"ready"}

            await until(ready)
            admin, city, ids = await journey(client, key)
            staff, found_by_all = await synthesis.read_by_all(admin, city, ids["mons"])
            await synthesis.released(staff, found_by_all)
            await synthesis.withdrawn(staff, city, found_by_all)
            await asyncio.to_thread(ask_by_command, address["gateway"], city)
            await process.the_story_of_mons(admin)

            assert stop(processes["territories"]) in (0, -signal.SIGTERM)
            answer = await client.get("/v1/countries")
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            one = {"territory_id": ids["mons"], "source": "field", "external_id": "later", "group": "elders",
                   "question": "policy", "text": "une gare qui reste ouverte", "language": "fr"}  # fmt: skip
            later = await city.ask("POST", "criteria", 201, json=one)
            assert (await city.get(f"criteria/{later['id']}"))["text"] == one["text"]

            async def found() -> bool:
                items = (await city.get("search", q="a station that stays open"))["items"]
                return bool(items and items[0]["id"] == later["id"])

            await until(found, 20)

            assert stop(processes["synthesis"]) in (0, -signal.SIGTERM)
            for path in ("trends", "search?q=x", f"criteria/{later['id']}/similar", "status"):
                assert (await client.get(f"/v1/{path}")).status_code == 503, path
            await city.ask("POST", "criteria", 201, json=one | {"external_id": "later still"})
            assert await city.get("criteria", limit=50)
            assert (await Door(client, key).get("keys"))["items"]
            document = (await client.get("/openapi.json")).json()
            assert "/v1/criteria" in document["paths"]

        for name in ("worker", "criteria", "gateway"):
            assert stop(processes[name]) in (0, -signal.SIGTERM), name


def children_of(folder: str) -> list[str]:
    """The processes on this machine that speak of a folder or work in it."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            told = (each / "environ").read_bytes() + (each / "cmdline").read_bytes()
        except OSError:
            continue
        if folder.encode() in told and int(each.name) != os.getpid():
            found.append((each / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


@pytest.fixture
def passable(tmp_path: Path) -> Path:
    """A folder that the account which runs the database server may pass through."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("how", ["SIGTERM", pytest.param("SIGINT", marks=pytest.mark.soak)])
async def test_all_in_one_command_leaves_nothing_behind(environment: dict[str, str], passable: Path, how: str) -> None:
    """Its own database server and its worker end with it."""
    (port,) = free_ports(1)
    state = str(passable / "state")
    told = {name: value for name, value in environment.items() if name not in ("DATABASE_URL", "SPIRAL_SECRET")}
    told |= {"SPIRAL_STATE": state}
    with running(told, "--port", str(port)) as process:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

            async def answers() -> bool:
                if process.poll() is not None:
                    raise subprocess.SubprocessError("it ended by itself")
                try:
                    return (await client.get("/health/ready")).status_code == 200
                except httpx.HTTPError:
                    return False

            await until(answers)
        assert any("postgres" in line for line in children_of(state))
        process.send_signal(getattr(signal, how))
        assert process.wait(40) in (0, -getattr(signal, how), 130)

    async def nothing_left() -> bool:
        return children_of(state) == []

    await until(nothing_left, 5)  # a server that has said goodbye takes a moment to go
