"""Kills: the worker dies with SIGKILL again and again while it makes a synthesis of some thousand criteria."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from services.synthesis.syntheses.work import ATTEMPTS
from tests.journeys.city import Door
from tests.journeys.conftest import ROOT, run, running, until
from tests.journeys.test_in_five_processes import free_ports

pytestmark = pytest.mark.soak

N_GROUPS, N_EACH = 40, 100
BEGINNINGS = ("un médecin", "une école", "du travail", "des voisins", "un toit", "de l'eau", "un ami", "le respect")
ENDINGS = ("près d'ici", "pour mes enfants", "sans attendre", "tous les jours", "comme avant", "en ville", "à deux")


class Worker:
    """A worker process that is killed and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "services", "worker"], cwd=ROOT, env=self.environment)

    def kill(self) -> None:
        """End it without a word, as the kernel does when memory is short."""
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            assert self.process.wait() == -signal.SIGKILL
        self.process = None


@pytest.fixture
def told(environment: dict[str, str]) -> dict[str, str]:
    """What the processes are told: the stand-in for a model, since what kills is not what is read."""
    return environment | {"SPIRAL_SYNTHESIS_ENCODER": "tiny"}


@pytest.fixture
def worker(told: dict[str, str]) -> Iterator[Worker]:
    made = Worker(told)
    made.start()
    yield made
    made.kill()


@pytest.fixture
async def network(told: dict[str, str], worker: Worker) -> AsyncIterator[tuple[Door, str]]:
    """Services in one process, the worker in another, and what forty groups said; gives staff's door and a region."""
    (port,) = free_ports(1)
    with running(told, "--no-worker", "--port", str(port)):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:

            async def ready() -> bool:
                try:
                    return (await client.get("/health/ready")).status_code == 200
                except httpx.HTTPError:
                    return False

            await until(ready, 120)
            admin = Door(client, await asyncio.to_thread(run, told, "key", "--role", "admin"))
            yield admin, await settle(admin)


async def settle(admin: Door) -> str:
    """Register a region with its groups, push what they said, and wait until it is read."""
    region = await admin.ask("POST", "territories", 201, json={"kind": "region", "name": "Hainaut", "country": "BE"})
    platform = await admin.ask("POST", "platforms", 201, json={"territory_id": region["id"], "name": "Plateforme"})
    lines = []
    for number in range(N_GROUPS):
        group = {"label": f"g{number}", "external_id": f"g{number}", "profile": ("elders", "youth")[number % 2]}
        more = {"platform_id": platform["id"], "year": 2020 + number % 4, "n_participants": 9, "language": "fr"}
        await admin.ask("POST", "groups", 201, json=group | more)
        for n in range(N_EACH):
            text = f"{BEGINNINGS[n % 8]} {ENDINGS[(n + number) % 7]} {n} {number}"
            lines.append({"external_id": f"{number}-{n}", "group": f"g{number}", "question": "wellbeing", "text": text})
    receipt = await admin.ask(
        "POST", "imports", 202, params={"territory": region["id"], "source": "soak"},
        content="\n".join(json.dumps(line) for line in lines),
        headers={"Idempotency-Key": "all", "Content-Type": "application/x-ndjson"},
    )  # fmt: skip

    async def up_to_date() -> bool:
        return bool((await admin.get("status", since=receipt["finished_at"]))["up_to_date"])

    await until(up_to_date, 300)
    id: str = region["id"]
    return id


async def ask(door: Door, region: str, key: str) -> str:
    body = {"scope": {"under": region}, "resamplings": 5000}
    found = await door.ask("POST", "syntheses", 202, json=body, headers={"Idempotency-Key": key})
    id: str = found["id"]
    return id


async def begun(connection: Any, id: str, attempt: int, share: float) -> None:
    """Wait until an attempt has come so far."""

    async def there() -> bool:
        row = await connection.fetchrow("select state, attempts, progress from synthesis where id = $1", UUID(id))
        assert row["state"] in ("queued", "running"), "it was finished before it could be killed"
        return bool(row["state"] == "running" and row["attempts"] == attempt and row["progress"] >= share)

    await until(there, 120)


async def ended(door: Door, id: str) -> dict[str, Any]:
    async def over() -> bool:
        found = await door.get(f"syntheses/{id}", document="false")
        return found["state"] not in ("queued", "running")

    await until(over, 180)
    found: dict[str, Any] = await door.get(f"syntheses/{id}")
    return found


async def test_a_synthesis_outlives_its_worker_twice_and_is_given_up_after_the_third_time(
    network: tuple[Door, str], worker: Worker, addresses: dict[str, str]
) -> None:
    door, region = network
    connection = await asyncpg.connect(addresses["synthesis"])
    try:
        await _kill_while_making(door, region, worker, connection)
    finally:
        await connection.close()


async def _kill_while_making(door: Door, region: str, worker: Worker, connection: Any) -> None:
    kept = await ask(door, region, "outlives")
    for attempt, share in zip(range(1, ATTEMPTS), (0.0, 0.05), strict=True):
        await begun(connection, kept, attempt, share)
        worker.kill()
        worker.start()
    found = await ended(door, kept)
    assert (found["state"], found["progress"]["phase"]) == ("done", "done")
    assert found["document"]["voices"]["n_criteria"] == N_GROUPS * N_EACH

    given_up = await ask(door, region, "brings down")
    for attempt in range(1, ATTEMPTS + 1):
        await begun(connection, given_up, attempt, 0.0)
        worker.kill()
        worker.start()
    failed = await ended(door, given_up)
    assert (failed["state"], failed["problem"]) == ("failed", "the worker ended each time this was begun")
    assert failed["document"] is None

    # The next one is made at once: nothing is held, and what was finished is not begun again.
    after = await ended(door, await ask(door, region, "after"))
    assert after["state"] == "done"
    rows = await connection.fetch("select id::text, attempts, finished_at is not null as ended from synthesis")
    tried = {row["id"]: row["attempts"] for row in rows}
    assert tried == {kept: ATTEMPTS, given_up: ATTEMPTS + 1, after["id"]: 1}
    assert all(row["ended"] for row in rows)
    assert (await door.get(f"syntheses/{kept}"))["provenance"] == found["provenance"]
    assert found["provenance"]["inputs_sha256"] == after["provenance"]["inputs_sha256"]
