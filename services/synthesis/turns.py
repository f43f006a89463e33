"""Who writes when: following, reading and a change of readings take turns at the same rows.

Each looks at what the others have written to know what is left to do. Side by side, neither would see the
other's rows before both are committed: words would stay unread, or keep the code of a reading that has gone.
"""

from shared.database import Connection


async def take_turn(connection: Connection) -> None:
    """Wait until nobody else changes criteria, proposals or readings; holds until the transaction ends."""
    await connection.execute("select pg_advisory_xact_lock(hashtext('spiral-synthesis-turn'))")


async def take_turn_beside_readers(connection: Connection) -> None:
    """As `take_turn`, but beside others that take their turn this way: workers read different statements."""
    await connection.execute("select pg_advisory_xact_lock_shared(hashtext('spiral-synthesis-turn'))")
