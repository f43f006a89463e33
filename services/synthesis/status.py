"""How up to date everything is that this service tells."""

from datetime import datetime

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from .mirror import Mirror
from .schemas import FeedStatus, ReadingStatus, Status
from .trends import notice

FEEDS = 3
"""Territories, criteria, and the process."""


async def status(
    mirror: Mirror, connection: Connection, identity: Identity, codebook: Codebook, since: datetime | None
) -> Status:
    """Tell how far each feed is followed, and what is still to be read and counted.

    With ``since`` it is up to date only if all feeds were looked at, and found at their end, after that.
    """
    feeds = [
        FeedStatus(feed=row["feed"], behind=row["remaining"], caught_up_at=row["caught_up_at"])
        for row in await connection.fetch("select feed, remaining, caught_up_at from feed_cursor order by feed")
    ]
    readings = [
        ReadingStatus(**dict(row))
        for row in await connection.fetch(
            "select name as model, revision, codebook, coder, state,"
            " (select count(*) from pending where reading_id = reading.id) as pending"
            " from reading join model on model.id = model_id where state <> 'retired' order by reading.id"
        )
    ]
    to_count = await connection.fetchval("select count(*) from known_group where to_count")
    inside = identity.role != "public"
    # A reading that fills in the background keeps nobody waiting: the one before it serves.
    serving = [reading for reading in readings if reading.state == "serving"]
    behind = sum(feed.behind for feed in feeds) + sum(reading.pending for reading in serving)
    looked = len(feeds) == FEEDS and all(
        feed.caught_up_at is not None and (since is None or feed.caught_up_at > since) for feed in feeds
    )
    done = looked and bool(serving) and behind + to_count == 0 and not await mirror.is_behind(connection)
    return Status(
        up_to_date=done,
        feeds=feeds,
        readings=readings,
        groups_to_count=to_count,
        n_criteria=await connection.fetchval("select count(*) from criterion where text is not null")
        if inside
        else None,
        n_statements=await connection.fetchval("select count(*) from statement") if inside else None,
        meaning_ready=mirror.searchable,
        codebook=notice(codebook),
    )
