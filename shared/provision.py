"""Make room for the services in one PostgreSQL: extensions, a role and a schema each, then their migrations.

This is the only code that works as the administrator. No service can read another one's schema.
"""

import asyncio
import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
from alembic import command
from alembic.config import Config

from .database import SERVICES, Connection, service_dsn, service_role
from .renumbering import renumber
from .settings import CommonSettings

EXTENSIONS = ("vector", "pg_trgm", "unaccent")


class DatabaseUnsuitable(RuntimeError):
    """This PostgreSQL lacks something the services need; the message says what and how to get it."""


async def provision(admin_dsn: str, settings: CommonSettings) -> None:
    """Create or mend extensions, roles, schemas and grants; safe to repeat and to run twice at once.

    Raises ``DatabaseUnsuitable`` for a PostgreSQL before 15 or one without pgvector.
    """
    connection: Connection = await asyncpg.connect(admin_dsn)
    try:
        if connection.get_server_version().major < 15:
            raise DatabaseUnsuitable("PostgreSQL 15 or later is needed")
        available = {row["name"] for row in await connection.fetch("select name from pg_available_extensions")}
        if missing := set(EXTENSIONS) - available:
            raise DatabaseUnsuitable(f"this PostgreSQL lacks the extensions {', '.join(sorted(missing))}")
        async with connection.transaction():
            # Two installers at once would both find a role missing.
            await connection.execute("select pg_advisory_xact_lock(hashtext('spiral-provision'))")
            for extension in EXTENSIONS:
                await connection.execute(f"create extension if not exists {extension} schema public")
            await connection.execute("revoke create on schema public from public")
            epoch = await _cluster_epoch(connection)
            for service in SERVICES:
                await _make_room(connection, service, service_dsn(service, settings, admin_dsn), epoch)
            await renumber(connection)
    finally:
        await connection.close()


async def _make_room(connection: Connection, service: str, dsn: str, epoch: str) -> None:
    role, password = service_role(service), unquote(urlsplit(dsn).password or "")
    if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
        await connection.execute(f"create role {role} login nosuperuser")
    if not await connection.fetchval("select rolsuper from pg_roles where rolname = current_user"):
        # The administrator of a managed PostgreSQL: since 16, whoever makes a role is not yet a member of it.
        await connection.execute(f"grant {role} to current_user")
    if password:  # without one the server knows the role by other means, such as a certificate
        statement = "select format('alter role %I password %L', $1::text, $2::text)"  # DDL takes no parameters
        await connection.execute(await connection.fetchval(statement, role, password))
    await connection.execute(f"create schema if not exists {service} authorization {role}")
    await connection.execute(f"revoke all on schema {service} from public")
    database = await connection.fetchval("select quote_ident(current_database())")
    scope = f"alter role {role} in database {database} set"
    await connection.execute(f"{scope} search_path = {service}, public")
    await connection.execute(f"{scope} statement_timeout = '120s'")
    await connection.execute(f"{scope} lock_timeout = '10s'")
    await connection.execute(f"{scope} spiral.cluster_epoch = '{epoch}'")


async def _cluster_epoch(connection: Connection) -> str:
    """Name this cluster's present life: another one after a restore, a promotion or a move."""
    row = await connection.fetchrow(
        "select system_identifier::text as system, timeline_id::text as timeline,"
        " (select oid::text from pg_database where datname = current_database()) as database"
        " from pg_control_system(), pg_control_checkpoint()"
    )
    return hashlib.sha256(":".join(row.values()).encode()).hexdigest()[:16]


def migrate(service: str, dsn: str) -> None:
    """Bring a service's tables from whatever they are to today's, working as the service's own role."""
    config = Config()
    folder = Path(__file__).parent.parent / "services" / service / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    config.attributes["service"] = service
    command.upgrade(config, "head")


async def provision_and_migrate(admin_dsn: str, settings: CommonSettings) -> dict[str, str]:
    """Do all of it, and give each service's own database address."""
    await provision(admin_dsn, settings)
    addresses = {service: service_dsn(service, settings, admin_dsn) for service in SERVICES}
    for service, dsn in addresses.items():
        await asyncio.to_thread(migrate, service, dsn)
    # The address told may lead through a pooler, which migrations must not.
    return {service: settings.told_database_url(service) or dsn for service, dsn in addresses.items()}
