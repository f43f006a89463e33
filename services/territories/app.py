"""Puts the parts of the territories service together."""

from collections.abc import Mapping

from fastapi import FastAPI

from shared.peers import Peer
from shared.service import create_service
from shared.settings import CommonSettings

from .routes import ROUTERS

DESCRIPTION = (
    "Where and who: countries, territories and collective actors as a tree, the platforms that consult"
    " there, the groups that speak, and the open list of their profiles."
)


def create_app(settings: CommonSettings, dsn: str, peers: Mapping[str, Peer]) -> FastAPI:
    """Make the service; it calls nobody, so ``peers`` stays unused."""
    return create_service("territories", DESCRIPTION, settings, dsn, ROUTERS)
