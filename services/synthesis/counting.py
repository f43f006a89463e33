"""Count groups again whose criteria have changed: the facts that every figure is made of.

A touched group is counted whole, never by adding and taking away: the step can be repeated at any time and
always ends in the truth.
"""

from shared.database import Pool

GROUPS = 500
"""Groups counted in one transaction."""


async def count(pool: Pool) -> int:
    """Count some of the groups that are due; gives how many there were."""
    async with pool.acquire() as connection, connection.transaction():
        due = await connection.fetch(
            "select id from known_group where to_count order by id limit $1 for update skip locked", GROUPS
        )
        if not due:
            return 0
        ids = [row["id"] for row in due]
        await connection.execute("delete from fact where group_id = any($1)", ids)
        await connection.execute(
            "insert into fact (group_id, question, scope, code, status, n)"
            " select group_id, question, scope, coalesce(code, ''), status, count(*) from criterion"
            " where group_id = any($1) and text is not null and state = 'approved' and not taken_up"
            " group by group_id, question, scope, coalesce(code, ''), status",
            ids,
        )
        await connection.execute(
            "update known_group set to_count = false, changed_xid = pg_current_xact_id() where id = any($1)", ids
        )
        return len(ids)
