"""Commands that do one thing leave nothing running that they started themselves."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from services.__main__ import leaving_no_server
from shared.local_postgres import LocalPostgres
from shared.settings import CommonSettings

ROOT = Path(__file__).parents[1]


@pytest.fixture
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that the account which runs PostgreSQL can pass through to."""
    folder = tmp_path_factory.mktemp("state")
    for each in (folder, *folder.parents):
        if each.name.startswith(("pytest-", "state")):
            each.chmod(0o755)
    return folder


def command(state: Path, *arguments: str, status: int = 0) -> str:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SPIRAL_", "DATABASE_"))}
    told = plain | {"SPIRAL_STATE": str(state), "SPIRAL_ENCODER": "tiny", "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "services", *arguments]
    done = subprocess.run(line, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == status, done.stderr[-2000:]
    return done.stdout


def test_a_command_stops_the_database_that_it_started_and_no_other(state: Path) -> None:
    local = LocalPostgres(state / "postgres")
    command(state, "migrate")
    assert not local.is_running()
    assert "no such synthesis" in command(state, "rerun", str(UUID(int=1)), status=2)
    assert not local.is_running()
    local.start()
    try:
        command(state, "migrate")
        assert local.is_running()
    finally:
        local.stop()
    assert not local.is_running()


def test_a_database_that_somebody_came_to_use_stays(state: Path) -> None:
    local, settings = LocalPostgres(state / "postgres"), CommonSettings(state=state)
    runner = asyncio.Runner()
    try:
        with leaving_no_server(settings):
            connection = runner.run(asyncpg.connect(local.start()))
        assert local.is_running()
        runner.run(connection.close())
    finally:
        runner.close()
        local.stop()
