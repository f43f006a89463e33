"""The tables of the code are the tables of the database."""

import httpx
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from services.territories.tables import SCHEMA, Base
from shared.database import service_dsn
from shared.settings import CommonSettings


def _differences(connection: Connection) -> list[object]:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "schema" or name == SCHEMA

    options = {"include_schemas": True, "include_name": ours, "version_table_schema": SCHEMA}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, Base.metadata))


async def test_migrations_and_tables_agree(
    territories: httpx.AsyncClient, database: str, settings: CommonSettings
) -> None:
    dsn = service_dsn("territories", settings, database).replace("postgresql:", "postgresql+asyncpg:")
    # Read from outside the schema, as its names are told apart from the default ones only then.
    engine = create_async_engine(dsn, connect_args={"server_settings": {"search_path": "public"}})
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
    finally:
        await engine.dispose()
