"""Make a key from the installation's own command line: how the first administrator comes in."""

import argparse
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from shared.settings import CommonSettings

from .operations import create_key, pepper_of
from .schemas import NewKey


async def make_key(dsn: str, settings: CommonSettings, arguments: Sequence[str]) -> int:
    """Make a key and print it, this once; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m services key")
    parser.add_argument("--role", choices=("app", "partner", "staff", "admin"), default="admin")
    parser.add_argument("--owner", default="installation", help="who holds it")
    parser.add_argument(
        "--root", type=UUID, action="append", default=[], help="territory of a partner; may be repeated"
    )
    known = parser.parse_args(arguments)
    connection = await asyncpg.connect(dsn)
    try:
        new = NewKey(owner=known.owner, role=known.role, roots=known.root)
        issued = await create_key(connection, pepper_of(settings), new)
    finally:
        await connection.close()
    print(issued.key)
    return 0
