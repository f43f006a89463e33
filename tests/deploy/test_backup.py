"""A backup comes back in another cluster, and whoever follows a feed notices that it is another life."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from services.criteria.app import create_app as create_criteria
from services.criteria.settings import CriteriaSettings
from services.territories.app import create_app as create_territories
from shared.local_postgres import LocalPostgres
from shared.peers import open_peer
from shared.provision import provision_and_migrate
from shared.settings import CommonSettings
from tests.conftest import SECRET, of_database

SCRIPTS = Path(__file__).parents[2] / "deploy/scripts"
GROUPS = 3


@dataclass
class House:
    """Territories and criteria in this process, on one database."""

    territories: httpx.AsyncClient
    criteria: httpx.AsyncClient
    follow: Any
    headers: Any

    async def feed(self, service: str, after: str | None = None) -> httpx.Response:
        client: httpx.AsyncClient = getattr(self, service)
        params = {"after": after} if after else {}
        return await client.get(f"/v1/{service}/changes", params=params, headers=self.headers("service", (), service))

    async def told(self, service: str) -> tuple[dict[str, Any], str]:
        """What a feed tells from its start, by id, and where it ends."""
        response = await self.feed(service)
        assert response.status_code == 200, response.text
        page = response.json()
        return {change["id"]: change for change in page["items"]}, page["cursor"]


@pytest.fixture(scope="module")
def other_server() -> Iterator[str]:
    """A second cluster, as new as can be: it has counted few transactions."""
    folder = Path(tempfile.mkdtemp(prefix="spiral-restore-"))
    folder.chmod(0o755)
    server = LocalPostgres(folder, extra_configuration="fsync = off")
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def old_life(server: str, template: str, settings: CommonSettings) -> str:
    """A database that has counted many transactions before anybody spoke."""
    name = f"old_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"create database {name} template {template}")
    for _ in range(5000):
        await connection.execute("select pg_current_xact_id()")
    await connection.close()
    await provision_and_migrate(of_database(server, name), settings)
    return of_database(server, name)


@pytest.fixture
async def house(settings: CommonSettings, as_role: Any) -> AsyncIterator[Any]:
    async with AsyncExitStack() as stack:

        async def open_house(addresses: dict[str, str]) -> House:
            own = CriteriaSettings(secret=SECRET, state=settings.state, detected_languages="en fr", pool_size=4)
            territories = create_territories(settings, addresses["territories"], {})
            criteria = create_criteria(own, addresses["criteria"], {"territories": territories})
            clients: list[httpx.AsyncClient] = []
            for name, app in (("territories", territories), ("criteria", criteria)):
                await stack.enter_async_context(app.router.lifespan_context(app))
                clients.append(await stack.enter_async_context(open_peer(name, app)))
            return House(clients[0], clients[1], criteria.state.follower.catch_up, as_role)

        yield open_house


def run_script(name: str, file: Path, database: str) -> "subprocess.CompletedProcess[str]":
    programs = LocalPostgres.program("pg_dump").parent
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "DATABASE_URL": database}
    command = ["sh", str(SCRIPTS / name), str(file)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


async def speak(house: House) -> str:
    """Two groups of a town say something; gives the town."""
    staff = house.headers("staff", (), "territories")

    async def make(path: str, **fields: Any) -> str:
        response = await house.territories.post(f"/v1/{path}", json=fields, headers=staff)
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    region = await make("territories", kind="region", name="Wallonie", country="BE")
    town = await make("territories", kind="municipality", name="Mons", parent_id=region)
    platform = await make("platforms", territory_id=town, name="Plateforme de Mons")
    for number in range(GROUPS):
        await make(
            "groups", platform_id=platform, external_id=f"g{number}", label="Aînés", profile="elders", year=2025,
            language="fr", source="field",
        )  # fmt: skip
    await push(house, town, [f"un logement sain, numéro {number}" for number in range(40)])
    return town


async def push(house: House, town: str, texts: list[str]) -> None:
    partner = house.headers("partner", [town], "criteria") | {"Idempotency-Key": uuid4().hex}
    records = [
        {"external_id": f"{uuid4().hex}", "group": f"g{number % GROUPS}", "question": "wellbeing", "text": text}
        for number, text in enumerate(texts)
    ]
    await house.follow()
    params = {"territory": town, "source": "field"}
    response = await house.criteria.post("/v1/imports", params=params, json=records, headers=partner)
    assert response.status_code == 202, response.text
    assert response.json()["counts"]["created"] == len(texts), response.text


async def test_a_restored_database_tells_everything_anew(
    old_life: str, other_server: str, settings: CommonSettings, house: Any, tmp_path: Path
) -> None:
    old = await house(await provision_and_migrate(old_life, settings))
    town = await speak(old)
    places, places_cursor = await old.told("territories")
    said, said_cursor = await old.told("criteria")
    assert len(said) == 40

    file = tmp_path / "spiral.dump"
    outcome = await asyncio.to_thread(run_script, "backup.sh", file, old_life)
    assert outcome.returncode == 0, outcome.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    outcome = await asyncio.to_thread(run_script, "restore.sh", file, other_server)
    assert outcome.returncode == 0, outcome.stderr
    new = await house(await provision_and_migrate(other_server, settings))

    for service, cursor in (("territories", places_cursor), ("criteria", said_cursor)):
        refused = await new.feed(service, cursor)
        assert (refused.status_code, refused.json()["code"]) == (410, "feed-restarted")
    assert (await new.told("territories"))[0] == places
    assert (await new.told("criteria"))[0] == said

    # The local copy of places begins anew as well; what is said from now on comes last.
    _, cursor = await new.told("criteria")
    await push(new, town, ["un jardin pour tous"])
    later = (await new.feed("criteria", cursor)).json()["items"]
    assert [change["record"]["text"] for change in later] == ["un jardin pour tous"]

    # Migrating again, as every release does, is not another life.
    await provision_and_migrate(other_server, settings)
    assert (await new.feed("criteria", cursor)).status_code == 200


async def test_nothing_from_the_future_is_left_and_no_table_is_written_without_need(
    old_life: str, settings: CommonSettings
) -> None:
    await provision_and_migrate(old_life, settings)
    connection = await asyncpg.connect(old_life)
    try:
        await connection.execute("update synthesis.known_group set changed_xid = '3'")
        await connection.execute(
            "insert into synthesis.known_territory (id, kind, country, name, changed_xid) values"
            " (gen_random_uuid(), 'country', 'BE', 'Belgique', '9000000000'),"
            " (gen_random_uuid(), 'country', 'FR', 'France', '700')"
        )
        before = await connection.fetchval("select count(*) from territories.change where xid > '3'")
        await provision_and_migrate(old_life, settings)
        numbers = await connection.fetch("select changed_xid::text as xid from synthesis.known_territory")
        assert {row["xid"] for row in numbers} == {"3"}
        assert await connection.fetchval("select count(*) from territories.change where xid > '3'") == before
    finally:
        await connection.close()


async def test_a_backup_is_never_written_over_another(old_life: str, tmp_path: Path) -> None:
    file = tmp_path / "spiral.dump"
    file.write_text("the backup of yesterday")
    outcome = await asyncio.to_thread(run_script, "backup.sh", file, old_life)
    assert outcome.returncode == 1
    assert file.read_text() == "the backup of yesterday"


async def test_a_backup_that_could_not_be_made_leaves_no_file(server: str, tmp_path: Path) -> None:
    file = tmp_path / "spiral.dump"
    outcome = await asyncio.to_thread(run_script, "backup.sh", file, of_database(server, "nowhere"))
    assert outcome.returncode != 0
    assert os.listdir(tmp_path) == []


async def test_nothing_is_restored_over_a_database_in_use(old_life: str, tmp_path: Path) -> None:
    outcome = await asyncio.to_thread(run_script, "restore.sh", tmp_path / "any.dump", old_life)
    assert outcome.returncode == 1
    assert "in use" in outcome.stderr
