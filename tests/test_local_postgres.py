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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps a folder where PostgreSQL's account cannot go")
async def test_a_checkout_made_anew_at_the_same_place_has_a_cluster_of_its_own(tmp_path: Path) -> None:
    hidden = tmp_path / "root"
    hidden.mkdir(mode=0o700)
    clusters = []
    try:
        for _ in range(2):
            local = LocalPostgres(hidden / "state" / "postgres", extra_configuration="fsync = off")
            connection = await asyncpg.connect(local.start())
            clusters.append(local._data.parent)
            assert await connection.fetchval("select count(*) from pg_database where datname = 'ours'") == 0
            await connection.execute("create database ours")
            await connection.close()
            # Found again while the folder stands.
            again = LocalPostgres(hidden / "state" / "postgres")
            assert again.is_running()
            again.stop()
            shutil.rmtree(hidden / "state")
    finally:
        for cluster in clusters:
            shutil.rmtree(cluster)
    assert len(set(clusters)) == 2
