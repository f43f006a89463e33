"""Puts the synthesis service together; nothing happens at import."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from fastapi import FastAPI

from shared.contracts.criteria import CriterionFeedRecord
from shared.contracts.places import PlaceFeedRecord
from shared.contracts.process import ProcessRecord
from shared.feed import Follower
from shared.identity import Signer
from shared.jobs import Step, run
from shared.peers import Peer, open_peer
from shared.service import create_service
from shared.vocabulary.codebook import default_codebook

from . import following
from .errors import ReplicaStarting
from .loading import read_nearby
from .mirror import Mirror
from .process.following import apply_process, restart_process
from .process.practices.searching import Space
from .reader import Speech
from .routes import routers
from .settings import SynthesisSettings
from .syntheses.shelf import Shelf

DESCRIPTION = (
    "Reads what people said: vectors, proposed codes, counts, search and trends. It follows the feeds of"
    " criteria and territories on its own clock, and never writes back."
)


def create_app(settings: SynthesisSettings, dsn: str, peers: Mapping[str, Peer], *, answers: bool = True) -> FastAPI:
    """Make the service; ``peers`` tells where criteria and territories answer.

    The encoder and the copy in memory are loaded after the start; until then requests are told to come back.
    A worker that ``answers`` nobody holds no copy in memory.
    """

    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        signer = Signer.of("synthesis", settings)
        pool = app.state.pool
        async with (
            open_peer("territories", peers["territories"]) as territories,
            open_peer("criteria", peers["criteria"]) as criteria,
        ):
            app.state.followers = [
                Follower(
                    "territories",
                    "/v1/territories/changes",
                    PlaceFeedRecord,
                    pool,
                    territories,
                    signer,
                    following.apply_places,
                    following.restart_places,
                ),
                Follower(
                    "criteria",
                    "/v1/criteria/changes",
                    CriterionFeedRecord,
                    pool,
                    criteria,
                    signer,
                    following.apply_criteria,
                    following.restart_criteria,
                ),
                Follower(
                    "process",
                    "/v1/process/changes",
                    ProcessRecord,
                    pool,
                    territories,
                    signer,
                    apply_process,
                    restart_process,
                    service="territories",
                ),
            ]
            app.state.mirror = Mirror(pool, None)
            app.state.filled = asyncio.Event()
            app.state.shelf = Shelf()
            app.state.practices = Space()
            app.state.refreshed_at = datetime.now(UTC)
            app.state.readiness = partial(_can_count, app) if answers else None
            stop = asyncio.Event()
            keeping_up = asyncio.create_task(_keep_up(app, settings, stop)) if answers else None
            yield
            stop.set()
            if keeping_up is not None:
                keeping_up.cancel()
                with suppress(asyncio.CancelledError):
                    await keeping_up

    return create_service("synthesis", DESCRIPTION, settings, dsn, routers(), lifespan)


async def _can_count(app: FastAPI) -> dict[str, str]:
    """Tell that counts can be answered; search by meaning may come later, and `/v1/status` tells of that."""
    if not app.state.filled.is_set():
        raise ReplicaStarting(headers={"Retry-After": "2"})
    return {"meaning": "ready" if app.state.mirror.searchable else "loading"}


async def _keep_up(app: FastAPI, settings: SynthesisSettings, stop: asyncio.Event) -> None:
    mirror: Mirror = app.state.mirror

    async def refresh() -> int:
        await mirror.refresh()
        app.state.refreshed_at = datetime.now(UTC)
        app.state.filled.set()
        return 0

    async def learn_to_read() -> int:
        if mirror.speech is None:
            # One thread: two that wait for each other on a busy machine read a short question more slowly.
            mirror.speech = await asyncio.to_thread(Speech.load, settings, 1)
        if mirror.nearby is None:
            mirror.nearby = await read_nearby(mirror.speech, default_codebook(), settings.learnt_folder())
        return 0

    # Counts need no model, so they are told while it is still being loaded.
    async with asyncio.TaskGroup() as group:
        group.create_task(run(Step("synthesis: refresh", settings.refresh_seconds, refresh), stop))
        group.create_task(run(Step("synthesis: load the model", 3600.0, learn_to_read), stop))
