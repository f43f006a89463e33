"""Kills: the service and its database die at any moment, and nothing acknowledged is lost or done twice."""

import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from services.criteria.settings import CriteriaSettings
from shared.database import service_dsn
from shared.identity import HEADER, Identity, Signer
from shared.local_postgres import LocalPostgres
from shared.provision import migrate, provision
from tests.conftest import SECRET
from tests.criteria.makers import City, criteria_of, fresh, ndjson

pytestmark = pytest.mark.soak

KILLS = 20
N_PARTS, PART_RECORDS = 12, 1500

PROGRAM = """
import os, sys
from pathlib import Path
import uvicorn
from services.criteria.app import create_app
from services.criteria.settings import CriteriaSettings
settings = CriteriaSettings(secret=sys.argv[1], state=Path(sys.argv[2]))
app = create_app(settings, sys.argv[3], {"territories": "http://127.0.0.1:9"})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[4]), log_level="critical")
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
class Town:
    """A service in a process of its own, which is killed and started again."""

    settings: CriteriaSettings
    admin_dsn: str
    port: int
    territory: UUID
    process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        return service_dsn("criteria", self.settings, self.admin_dsn)

    async def start(self) -> None:
        arguments = [SECRET, str(self.settings.state), self.dsn, str(self.port)]
        self.process = await asyncio.to_thread(subprocess.Popen, [sys.executable, "-c", PROGRAM, *arguments])
        await self.ready()

    async def ready(self) -> None:
        async with httpx.AsyncClient() as client:
            for _ in range(600):
                try:
                    if (await client.get(f"http://127.0.0.1:{self.port}/health/ready", timeout=5)).is_success:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError("the service did not become ready")

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    def city(self, client: httpx.AsyncClient) -> City:
        identity = Identity("soak", "partner", frozenset({self.territory}))
        token = Signer.of("gateway", self.settings).sign(identity, "criteria")
        return City(client, self.territory, {HEADER: token})

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=60)


@pytest.fixture(scope="module")
async def town(durable: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    settings = CriteriaSettings(secret=SECRET, state=tmp_path_factory.mktemp("soak"), pool_size=5)
    dsn = await asyncio.to_thread(durable.start)
    await provision(dsn, settings)
    await asyncio.to_thread(migrate, "criteria", service_dsn("criteria", settings, dsn))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    town = Town(settings, dsn, port, uuid4())
    connection = await asyncpg.connect(town.dsn)
    await connection.execute(
        "insert into known_territory values ($1, null, 'BE', 'Mons', array[$1::uuid])", town.territory
    )
    await connection.execute(
        "insert into known_group values ($1, $2, $3, 'elders', 'fr', false)", uuid4(), town.territory, uuid4()
    )
    await connection.close()
    await town.start()
    yield town
    await town.kill()


async def _check(town: Town, city: City, n_records: int, import_id: str) -> None:
    """Everything is there once, each line has one outcome, and the counts say the same."""
    connection = await asyncpg.connect(town.dsn)
    try:
        kept = "select count(*), count(distinct external_id), max(revision) from criterion where source = $1"
        assert tuple(await connection.fetchrow(kept, city.source)) == (n_records, n_records, 1)
        n_told = "select count(*) from change join criterion using (id) where source = $1"
        assert await connection.fetchval(n_told, city.source) == n_records
    finally:
        await connection.close()
    record = (await city.get(f"/v1/imports/{import_id}")).json()
    outcomes = await city.outcomes(import_id)
    assert record["state"] == "done"
    assert record["counts"] == Counter(outcome["outcome"] for outcome in outcomes)
    assert len(outcomes) == record["progress"]["records"] == n_records
    assert [outcome["line"] for outcome in outcomes] == list(range(1, n_records + 1))


async def _upload(town: Town, source: str, key: str, parts: list[bytes], acknowledged: list[int]) -> str:
    """Send all parts, each time from where the service says, until it is done; killed or not."""
    while True:
        async with town.client() as client:
            city = town.city(client)
            city.source = source
            try:
                params = {"territory": str(city.territory), "source": source}
                begun = await client.post("/v1/uploads", params=params, headers=city.headers | {"Idempotency-Key": key})
                if begun.status_code >= 500:
                    raise httpx.ReadError("not yet")
                upload, offset = begun.json()["id"], begun.json()["offset"]
                assert offset >= (acknowledged[-1] if acknowledged else 0), "something acknowledged was lost"
                body = b"".join(parts)
                ends = [sum(map(len, parts[: at + 1])) for at in range(len(parts))]
                while offset < len(body):
                    end = next(end for end in ends if end > offset)
                    headers = city.headers | {"Upload-Offset": str(offset)}
                    sent = await client.patch(f"/v1/uploads/{upload}", content=body[offset:end], headers=headers)
                    if sent.status_code >= 500:
                        raise httpx.ReadError("not yet")
                    assert sent.status_code == 200, sent.text
                    offset = sent.json()["offset"]
                    acknowledged.append(offset)
                done = await client.post(f"/v1/uploads/{upload}/finish", json={"bytes": offset}, headers=city.headers)
                if done.status_code >= 500:
                    raise httpx.ReadError("not yet")
                assert done.json()["state"] == "done", done.text
                return str(upload)
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def test_a_service_that_is_killed_during_uploads_loses_nothing(town: Town) -> None:
    chance, n_kills, n_uploads = random.Random(2026), 0, 0
    while n_kills < KILLS:
        n_uploads += 1
        source = fresh("soak")
        parts = [ndjson(criteria_of(PART_RECORDS, f"{source}-{at}")) for at in range(N_PARTS)]
        acknowledged: list[int] = []
        uploading = asyncio.create_task(_upload(town, source, fresh(), parts, acknowledged))
        for _ in range(5):
            await asyncio.sleep(chance.uniform(0.05, 1.2))
            if uploading.done():
                break
            await town.kill()
            n_kills += 1
            await town.start()
        import_id = await uploading
        async with town.client() as client:
            city = town.city(client)
            city.source = source
            await _check(town, city, N_PARTS * PART_RECORDS, import_id)
    assert n_uploads >= 1


async def _slowly(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), 100_000):
        yield body[at : at + 100_000]
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("mode", ["partial", "atomic"])
async def test_a_service_that_is_killed_during_an_import_goes_on_with_its_key(town: Town, mode: str) -> None:
    chance, n_cut = random.Random(len(mode)), 0
    for _ in range(KILLS // 2):
        source, key = fresh("soak"), fresh()
        body = ndjson(criteria_of(15_000, source))
        async with town.client() as client:
            city = town.city(client)
            city.source = source
            pushing = asyncio.create_task(city.push(_slowly(body), key=key, mode=mode))  # type: ignore[arg-type]
            await asyncio.sleep(chance.uniform(0.05, 1.5))
            await town.kill()
            answer = (await asyncio.gather(pushing, return_exceptions=True))[0]
        await town.start()
        connection = await asyncpg.connect(town.dsn)
        row = await connection.fetchrow("select id, state from import where idempotency_key = $1", key)
        n_kept = await connection.fetchval("select count(*) from criterion where source = $1", source)
        n_told = await connection.fetchval(
            "select coalesce(sum(records), 0) from import where idempotency_key = $1", key
        )
        # What its process left is taken up again after a minute; nobody waits for that here.
        await connection.execute("update import set touched_at = now() - interval '2 minutes'")
        await connection.close()
        assert n_kept == n_told, "a chunk was halved"
        if mode == "atomic":
            assert n_kept in (0, 15_000)
        if not isinstance(answer, httpx.Response):
            n_cut += 1
        else:
            assert (answer.status_code, n_kept) == (202, 15_000)
        async with town.client() as client:
            city = town.city(client)
            city.source = source
            done = await city.pushed(body, key=key, mode=mode)
            assert row is None or done["id"] == str(row["id"])
            await _check(town, city, 15_000, done["id"])
    assert n_cut >= 3


async def test_a_database_that_is_killed_loses_nothing_that_was_acknowledged(
    town: Town, durable: LocalPostgres
) -> None:
    chance = random.Random(7)
    for _ in range(KILLS // 4):
        source = fresh("soak")
        parts = [ndjson(criteria_of(PART_RECORDS, f"{source}-{at}")) for at in range(N_PARTS)]
        acknowledged: list[int] = []
        uploading = asyncio.create_task(_upload(town, source, fresh(), parts, acknowledged))
        await asyncio.sleep(chance.uniform(0.1, 1.5))
        postmaster = int((durable.folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        async with town.client() as client:
            answer = await town.city(client).get("/v1/criteria")
            assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
        await asyncio.to_thread(durable.start)
        await asyncio.wait_for(town.ready(), 30)
        import_id = await uploading
        async with town.client() as client:
            city = town.city(client)
            city.source = source
            await _check(town, city, N_PARTS * PART_RECORDS, import_id)
