"""The Alembic environment that every service's ``migrations/env.py`` runs."""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine


def run(metadata: MetaData) -> None:
    """Run the pending revisions of one service, its version table inside its own schema."""
    asyncio.run(_run(metadata))


async def _run(metadata: MetaData) -> None:
    dsn: str = context.config.attributes["dsn"]
    # asyncpg reads the address itself: SQLAlchemy would not know of `sslmode` and the like.
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, metadata, context.config.attributes["service"])
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, metadata: MetaData, schema: str) -> None:
    # Two processes may start together; the second waits, then finds nothing left to do.
    connection.exec_driver_sql("select pg_advisory_lock(hashtext('spiral-migrate-' || current_user))")
    context.configure(connection=connection, target_metadata=metadata, version_table_schema=schema)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
