"""Kills in the middle of an import: what was committed stays, and the same body again does the rest."""

import asyncio
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from shared.database import service_dsn
from shared.identity import HEADER, Identity, Signer
from shared.local_postgres import LocalPostgres
from shared.provision import provision_and_migrate
from shared.settings import CommonSettings
from tests.conftest import SECRET
from tests.territories.process.makers import City

pytestmark = pytest.mark.soak

KILLS = 8
N_ROWS = 12_000
LINES = {"Content-Type": "application/x-ndjson"}

PROGRAM = """
import sys
from pathlib import Path
import uvicorn
from services.territories.app import create_app
from shared.settings import CommonSettings
app = create_app(CommonSettings(secret=sys.argv[1], state=Path(sys.argv[2])), sys.argv[3], {})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[4]), log_level="critical")
"""

KEPT = """
select count(*) as n, count(distinct external_id) as names, max(revision) as revision,
    (select count(*) from record_change c join record r using (id) where r.kind = 'action') as told,
    (select count(*) from link l join record r on r.id = l.from_id where r.kind = 'action') as links
from record where kind = 'action'
"""


@pytest.fixture(scope="module")
def durable() -> Iterator[LocalPostgres]:
    """A database that writes to the disk before it answers."""
    folder = Path(tempfile.mkdtemp(prefix="spiral-soak-"))
    folder.chmod(0o755)
    server = LocalPostgres(folder, extra_configuration="fsync = on\nsynchronous_commit = on")
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Service:
    """The territories service in a process of its own, which is killed and started again."""

    settings: CommonSettings
    dsn: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        arguments = [SECRET, str(self.settings.state), self.dsn, str(self.port)]
        self.process = await asyncio.to_thread(subprocess.Popen, [sys.executable, "-c", PROGRAM, *arguments])
        async with self.client() as client:
            for _ in range(600):
                try:
                    if (await client.get("/health/ready")).is_success:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError("the service did not become ready")

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=120)

    def speaking_as(self, role: Any, roots: frozenset[UUID] = frozenset()) -> dict[str, str]:
        signer = Signer.of("gateway", self.settings)
        return {HEADER: signer.sign(Identity("soak", role, roots), "territories")}

    async def kept(self) -> dict[str, Any]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return dict(await connection.fetchrow(KEPT))
        finally:
            await connection.close()


@pytest.fixture(scope="module")
async def service(durable: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    settings = CommonSettings(secret=SECRET, state=tmp_path_factory.mktemp("soak"), pool_size=5)
    admin = await asyncio.to_thread(durable.start)
    await provision_and_migrate(admin, settings)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    service = Service(settings, service_dsn("territories", settings, admin), port)
    await service.start()
    yield service
    await service.kill()


def rows(platform: str) -> bytes:
    """Actions with links, of which the body's order is that of their names."""
    made = [
        {"platform_id": platform, "external_id": f"a{n}", "title": f"Action {n}", "components": ["A03", "B04"]}
        for n in range(N_ROWS)
    ]
    return "\n".join(map(json.dumps, made)).encode()


async def push(service: Service, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
    async with service.client() as client:
        try:
            return await client.post("/v1/actions/import", content=body, headers=headers | LINES)
        except httpx.HTTPError:
            return None


async def test_an_import_that_is_killed_is_completed_by_the_same_body(service: Service) -> None:
    async with service.client() as client:
        city = await City(client, service.speaking_as("staff")).settle()
    headers = service.speaking_as("partner", frozenset({UUID(city.territory)}))
    body, luck, before, cut = rows(city.platform), random.Random(4), 0, 0
    for _ in range(KILLS):
        pushing = asyncio.create_task(push(service, body, headers))
        await asyncio.sleep(luck.uniform(0.3, 2.5))
        await service.kill()
        cut += await pushing is None
        kept = await service.kept()
        # Whole chunks only, each record with its history and its links; and nothing that was there is gone.
        assert kept["n"] % 1000 == 0
        assert kept["n"] == kept["names"] == kept["told"] == kept["links"] / 2
        assert kept["n"] >= before
        before = kept["n"]
        await service.start()
    assert cut, "every import was over before it was killed"
    answer = await push(service, body, headers)
    assert answer is not None
    counts = Counter(answer.json()["counts"])
    assert counts == Counter({"unchanged": before, "created": N_ROWS - before}) - Counter()
    kept = await service.kept()
    assert kept == {"n": N_ROWS, "names": N_ROWS, "revision": 1, "told": N_ROWS, "links": 2 * N_ROWS}
    again = await push(service, body, headers)
    assert again is not None
    assert again.json()["counts"] == {"unchanged": N_ROWS}
