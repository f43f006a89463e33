"""After a restore: transaction numbers of the old cluster, which the new one has not come to yet.

Feeds and replicas tell what is new by the number of the writing transaction. A restored row brings its old
number along; in a new cluster that number lies in the future, and a reader that stops below the oldest
running transaction would not see the row until the cluster has counted that far, which may take years.
"""

from .database import SERVICES, Connection

OLDEST = 3
"""The first number that PostgreSQL gives to a transaction; every reader looks above a lower one."""

_COLUMNS = """
select format('%I.%I', nspname, relname) as place, quote_ident(attname) as name
from pg_attribute join pg_class on pg_class.oid = attrelid join pg_namespace on pg_namespace.oid = relnamespace
where nspname = any($1) and relkind in ('r', 'p') and atttypid = 'xid8'::regtype and not attisdropped
"""


async def renumber(connection: Connection) -> None:
    """Give every row of a table that has numbers from the future the oldest one; else change nothing.

    All rows of the table and not only those: a change keeps its place among others by its position then,
    which was given in the order of writing.
    """
    for column in await connection.fetch(_COLUMNS, SERVICES):
        place, name = column["place"], column["name"]
        future = f"select max({name}) >= pg_snapshot_xmax(pg_current_snapshot()) from {place}"  # noqa: S608
        if await connection.fetchval(future):
            await connection.execute(f"update {place} set {name} = '{OLDEST}' where {name} <> '{OLDEST}'")  # noqa: S608
