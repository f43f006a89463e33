"""The one way a service meets its database: a pool, and one transaction per request.

Nobody else commits. The transaction ends before the answer leaves (``scope="function"``): with FastAPI's
default the code after ``yield`` runs after the response, and a failed commit would still answer 201.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
from asyncpg import Connection, Pool
from fastapi import Depends, Request

from .errors import Unavailable
from .settings import CommonSettings

SERVICES = ("territories", "criteria", "synthesis", "gateway")
"""The services that keep something, each in a schema of its own name, as a role of its own."""


__all__ = [
    "SERVICES",
    "Connection",
    "Pool",
    "Reading",
    "Transaction",
    "acquire",
    "open_pool",
    "service_dsn",
    "service_role",
]

POOL_WAIT_SECONDS = 5
"""How long a request waits for a free connection before it is told to come back."""


def service_role(service: str) -> str:
    """Give the PostgreSQL role that a service works as."""
    return f"spiral_{service}"


def service_dsn(service: str, settings: CommonSettings, admin_dsn: str) -> str:
    """Derive a service's address from the administrator's: its role, its password, the same database.

    The password is that of the address the settings tell for the service; where they tell none, it comes from
    the secret. Raises ``ValueError`` if the address told is another role's.
    """
    parts = urlsplit(admin_dsn)
    role, host = service_role(service), parts.netloc.rpartition("@")[2]
    if told := settings.told_database_url(service):
        own = urlsplit(told)
        if own.username != role:
            raise ValueError(f"SPIRAL_{service.upper()}_DATABASE_URL has to name the role {role}")
        credentials = own.netloc.rpartition("@")[0]
    else:
        credentials = f"{role}:{quote(settings.derived_secret(f'database:{service}').hex())}"
    return urlunsplit(parts._replace(netloc=f"{credentials}@{host}"))


async def open_pool(dsn: str, settings: CommonSettings) -> Pool:
    """Open a service's pool; connections are made as they are needed, so a start does not need the database."""
    return await asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=settings.pool_size,
        timeout=5,
        command_timeout=120,
        statement_cache_size=settings.statement_cache,
        init=_prepare_connection,
    )


async def _prepare_connection(connection: Connection) -> None:
    # jsonb travels as text, and is encoded and decoded by whoever knows its type.
    await connection.execute("set timezone = 'UTC'")


@asynccontextmanager
async def acquire(pool: Pool) -> AsyncIterator[Connection]:
    """Lend a connection; a pool with none left is a 503 and not a hang."""
    try:
        connection = await pool.acquire(timeout=POOL_WAIT_SECONDS)
    except TimeoutError as error:
        raise Unavailable("every database connection is in use") from error
    try:
        yield connection
    finally:
        await pool.release(connection)


async def _transaction(request: Request) -> AsyncIterator[Connection]:
    async with acquire(request.app.state.pool) as connection, connection.transaction():
        yield connection


async def _reading(request: Request) -> AsyncIterator[Connection]:
    async with acquire(request.app.state.pool) as connection:
        yield connection


Transaction = Annotated[Any, Depends(_transaction, scope="function")]
"""A connection in a transaction that is committed, once, before the answer leaves."""

Reading = Annotated[Any, Depends(_reading, scope="function")]
"""A connection for one or two reads, without a transaction of its own."""
