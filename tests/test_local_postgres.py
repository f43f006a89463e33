"""The PostgreSQL that the program brings along, in a folder where only root may go."""

import os
import shutil
from pathlib import Path

import asyncpg
import pytest

from shared.local_postgres import LocalPostgres


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that PostgreSQL's account cannot pass through")
async def test_root_may_keep_its_checkout_where_nobody_else_goes(tmp_path: Path) -> None:
    hidden = tmp_path / "root"
    hidden.mkdir(mode=0o700)
    local = LocalPostgres(hidden / "state" / "postgres", extra_configuration="fsync = off")
    address = local.start()
    data = local._data.parent
    try:
        connection = await asyncpg.connect(address)
        assert await connection.fetchval("select 1") == 1
        await connection.close()
        assert data.parent == Path("/var/lib")
        assert LocalPostgres(hidden / "state" / "postgres").is_running()
    finally:
        LocalPostgres(hidden / "state" / "postgres").stop()
        shutil.rmtree(data)
