"""Puts the criteria service together; nothing happens at import."""

from collections.abc import AsyncIterator, Mapping

from fastapi import FastAPI

from shared.contracts.places import PlaceFeedRecord
from shared.database import open_pool
from shared.feed import Follower
from shared.identity import Signer
from shared.peers import Peer, open_peer
from shared.service import create_service

from . import places
from .imports.receiving import Receiver
from .jobs import PATIENCE_SECONDS, patient
from .language import LanguageGuesser
from .questionnaires import load_questionnaires
from .routes import routers
from .settings import CriteriaSettings


def create_app(settings: CriteriaSettings, dsn: str, peers: Mapping[str, Peer]) -> FastAPI:
    """Make the service; ``peers`` tells where the territories service answers."""
    guesser = LanguageGuesser(settings.detected_languages)

    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Following has connections of its own: requests wait for it while they hold one.
        own = settings.model_copy(update={"pool_size": 2})
        async with open_peer("territories", peers["territories"]) as territories, await open_pool(dsn, own) as pool:
            follower = Follower(
                "territories",
                "/v1/territories/changes",
                PlaceFeedRecord,
                pool,
                territories,
                Signer.of("criteria", settings),
                places.apply,
                places.restart,
            )
            app.state.follower = follower

            async def hear_of_groups() -> None:
                await patient(lambda: follower.catch_up(PATIENCE_SECONDS))

            app.state.receiver = Receiver(app.state.pool, settings, guesser.guess, hear_of_groups)
            app.state.guesser = guesser
            app.state.questionnaires = load_questionnaires(settings.questionnaires)
            yield

    description = "What people said: criteria, imports, human codings, withdrawals, and their change feed."
    return create_service("criteria", description, settings, dsn, routers(), lifespan)
