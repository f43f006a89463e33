"""The services as they are deployed, on this machine: a PostgreSQL, four processes, and keys to use them with."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from shared.local_postgres import LocalPostgres

NAMES = ("territories", "criteria", "synthesis", "gateway")


@dataclass
class House:
    """Running services: where they answer, their processes, and an administrator's key."""

    url: str
    admin_dsn: str
    urls: dict[str, str]
    key: str
    state: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def client(self, key: str | None = None) -> httpx.Client:
        """Give a client of the gateway."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=600)

    def memory(self, name: str) -> float:
        """Give the most memory a service has held so far, in MiB."""
        status = Path(f"/proc/{self.processes[name].pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


@contextmanager
def running(*, worker: bool, **settings: str) -> Iterator[House]:
    """Start everything in a new folder, and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="spiral-bench-"))
    folder.chmod(0o755)
    models = Path(os.environ.get("SPIRAL_STATE", ".spiral")).resolve() / "models"
    postgres = LocalPostgres(folder / "postgres")
    dsn = postgres.start()
    ports = {name: _free_port() for name in NAMES}
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    environment = os.environ | {
        "DATABASE_URL": dsn,
        "SPIRAL_STATE": str(folder),
        "SPIRAL_SYNTHESIS_MODELS": str(models),
        "SPIRAL_LOG_LEVEL": "error",
        "SPIRAL_QUOTA_STAFF": "1000000",
        "SPIRAL_QUOTA_PARTNER": "1000000",
        **{f"SPIRAL_{name.upper()}_URL": urls[name] for name in NAMES if name != "gateway"},
        **settings,
    }
    python = [sys.executable, "-m", "services"]
    subprocess.run([*python, "migrate"], env=environment, check=True)
    wanted = [*NAMES, *(["worker"] if worker else [])]
    processes = {
        name: subprocess.Popen(
            [*python, name, *(["--port", str(ports[name])] if name in ports else [])], env=environment
        )
        for name in wanted
    }
    try:
        _wait(urls["gateway"])
        made = subprocess.run([*python, "key"], env=environment, check=True, capture_output=True, text=True)
        yield House(urls["gateway"], dsn, urls, made.stdout.strip(), folder, processes)
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
        postgres.stop()


def territory_with_groups(client: httpx.Client, n_groups: int) -> tuple[str, list[str]]:
    """Register a municipality with groups; gives its id and the groups' external ids."""
    country = client.get("/v1/territories", params={"kind": "country", "country": "BE"}).json()["items"][0]["id"]

    def register(kind: str, items: list[dict[str, Any]]) -> list[str]:
        response = client.post(f"/v1/{kind}/bulk", json={"items": items})
        response.raise_for_status()
        return [item["id"] for item in response.json()["items"]]

    place = {"source": "bench", "external_id": "town", "kind": "municipality", "parent_id": country, "name": "Town"}
    town = register("territories", [place])[0]
    platform = {"source": "bench", "external_id": "platform", "territory_id": town, "name": "Platform"}
    platform_id = register("platforms", [platform])[0]
    profiles = ("elders", "youth", "homeless", "parents", "teachers", "unemployed")
    for first in range(0, n_groups, 1000):
        register(
            "groups",
            [
                {
                    "source": "bench",
                    "external_id": f"g{number}",
                    "platform_id": platform_id,
                    "label": f"Group {number}",
                    "profile": profiles[number % len(profiles)],
                    "year": 2005 + number % 20,
                    "n_participants": 7 + number % 6,
                    "language": "fr",
                }
                for number in range(first, min(first + 1000, n_groups))
            ],
        )
    return town, [f"g{number}" for number in range(n_groups)]


def machine() -> str:
    """Tell what machine this is and how busy."""
    cpu = Path("/proc/cpuinfo").read_text()
    name = cpu.split("model name")[1].split(":")[1].split("\n")[0].strip()
    return f"{os.cpu_count()} cores, {name}, load {os.getloadavg()[0]:.1f}"


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{url}/health/ready", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the services did not become ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
