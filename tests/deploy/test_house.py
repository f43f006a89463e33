"""The containers' commands, each a process with exactly the environment that compose gives it, are a house.

No container engine is needed for that: what differs is where the database and the services answer, and the
light encoder in the place of the model.
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest

from shared.provision import provision
from shared.settings import CommonSettings
from tests.deploy import reading

SERVICES = ("territories", "criteria", "synthesis", "gateway")
PATIENCE_SECONDS = 90


@dataclass
class House:
    """Running processes, and the environment of each."""

    folder: Path
    environments: dict[str, dict[str, str]]
    ports: dict[str, int]

    def run(self, name: str, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command as `docker compose run` or `exec` would."""
        return subprocess.run(
            [sys.executable, *command], env=self.environments[name], cwd=self.folder, capture_output=True, text=True,
            check=False, timeout=PATIENCE_SECONDS,
        )  # fmt: skip

    @contextmanager
    def running(self, *names: str) -> Iterator[None]:
        """Start containers, wait until their health checks are content, and end them as an engine does."""
        started = []
        try:
            for name in names:
                log = (self.folder / f"{name}.log").open("wb")
                command = [sys.executable, "-m", "services", name]
                started.append(
                    subprocess.Popen(command, env=self.environments[name], cwd=self.folder, stdout=log, stderr=log)
                )
            deadline = time.monotonic() + PATIENCE_SECONDS
            for name in names:
                while self.run(name, str(reading.ROOT / "deploy/healthy.py")).returncode:
                    assert time.monotonic() < deadline, (self.folder / f"{name}.log").read_text()
                    time.sleep(0.2)
            yield
        finally:
            for process in started:
                process.terminate()
            for process in started:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()

    def client(self, name: str, key: str | None = None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.ports[name]}", headers=headers, timeout=30)

    def key(self, *arguments: str) -> str:
        """Make an API key as an administrator does, inside the gateway's container."""
        made = self.run("gateway", "-m", "services", "key", *arguments)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()


@pytest.fixture
async def house(server: str, settings: CommonSettings, tmp_path: Path) -> AsyncIterator[House]:
    """A new installation: its .env, its empty database, and where everything will answer."""
    admin, name = urlsplit(server), f"house_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"create database {name}")
    arguments = ["--into", "-", "--public-url", "https://commons.example.org"]
    arguments += ["--database", f"{admin.hostname}:{admin.port}/{name}", "--administrator", admin.username or ""]
    written = reading.new_secrets(*arguments, ADMINISTRATOR_PASSWORD=admin.password or "")
    environments = reading.environments(reading.read_env(written.stdout))
    ports = {service: _free_port() for service in SERVICES}
    folder = tmp_path / "container"
    folder.mkdir()
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LD_LIBRARY_PATH", "LANG")}
    for service, environment in environments.items():
        for key, value in environment.items():
            environment[key] = re.sub(r"http://(\w+):8000", lambda of: f"http://127.0.0.1:{ports[of[1]]}", value)
        environment |= kept | {"PYTHONPATH": str(reading.ROOT), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)}
        environment |= {"SPIRAL_STATE": str(folder / "state"), "SPIRAL_SYNTHESIS_ENCODER": "tiny"}
        if service in ports:
            environment |= {"SPIRAL_HOST": "127.0.0.1", "SPIRAL_PORT": str(ports[service])}
    environments["worker"]["SPIRAL_HEARTBEAT"] = str(folder / "heartbeat")
    yield House(folder, environments, ports)
    await connection.execute(f"drop database {name} with (force)")
    await connection.close()
    await provision(server, settings)  # roles belong to the server, and other tests know other passwords


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_what_compose_describes_is_a_house_that_works(house: House) -> None:
    migrated = await asyncio.to_thread(house.run, "migrate", "-m", "services", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    with house.running(*SERVICES, "worker"):
        async with house.client("gateway", house.key("--role", "staff")) as staff:
            ready = await staff.get("/health/ready")
            assert ready.json()["services"] == dict.fromkeys(("criteria", "synthesis", "territories"), "ready")
            town = await _a_town(staff)
        async with house.client("gateway", house.key("--role", "partner", "--root", town)) as mons:
            await _pushed(mons, town)
            await _read_by_the_worker(mons)
        for name in ("territories", "criteria", "synthesis"):
            async with house.client(name) as stranger:
                assert (await stranger.get("/v1/territories")).status_code in (401, 404)
        async with house.client("territories") as stranger:
            assert (await stranger.get("/v1/territories")).status_code == 401
    # A container's root is read-only: beside logs and the heartbeat, nothing was written.
    assert {file.name for file in house.folder.iterdir()} == {
        "heartbeat", *(f"{name}.log" for name in (*SERVICES, "worker")),
    }  # fmt: skip


async def test_a_service_of_one_container_cannot_read_what_another_keeps(house: House) -> None:
    assert (await asyncio.to_thread(house.run, "migrate", "-m", "services", "migrate")).returncode == 0
    for name in SERVICES:
        own = house.environments[name][f"SPIRAL_{name.upper()}_DATABASE_URL"]
        connection = await asyncpg.connect(own)
        try:
            await connection.fetch("select * from alembic_version")
            for other in set(SERVICES) - {name}:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.fetch(f"select * from {other}.alembic_version")
        finally:
            await connection.close()


async def _a_town(staff: httpx.AsyncClient) -> str:
    async def make(path: str, **fields: Any) -> str:
        response = await staff.post(f"/v1/{path}", json=fields)
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    region = await make("territories", kind="region", name="Wallonie", country="BE")
    town = await make("territories", kind="municipality", name="Mons", parent_id=region)
    platform = await make("platforms", territory_id=town, name="Plateforme de Mons")
    await make(
        "groups", platform_id=platform, external_id="elders", label="Aînés", profile="elders", year=2025,
        language="fr", source="field",
    )  # fmt: skip
    return town


async def _pushed(mons: httpx.AsyncClient, town: str) -> None:
    records = [
        {"external_id": f"c{number}", "group": "elders", "question": "wellbeing", "text": f"un logement sain {number}"}
        for number in range(20)
    ]
    params, headers = {"territory": town, "source": "field"}, {"Idempotency-Key": uuid4().hex}
    response = await mons.post("/v1/imports", params=params, json=records, headers=headers)
    assert response.status_code == 202, response.text
    assert response.json()["counts"]["created"] == 20


async def _read_by_the_worker(mons: httpx.AsyncClient) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        status = (await mons.get("/v1/status")).json()
        if status.get("n_criteria") == 20 and status["up_to_date"]:
            return
        assert time.monotonic() < deadline, status
        await asyncio.sleep(0.3)
