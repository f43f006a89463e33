"""All four services: in one process, or the workers of all. The only module that knows all four."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI

from shared.jobs import Step
from shared.peers import Peer

from .criteria.app import create_app as create_criteria
from .criteria.jobs import steps as criteria_steps
from .criteria.settings import CriteriaSettings
from .gateway.app import create_app as create_gateway
from .gateway.settings import GatewaySettings
from .territories.app import create_app as create_territories
from .territories.settings import TerritoriesSettings

PORTS = {"gateway": 8000, "territories": 8001, "criteria": 8002, "synthesis": 8003}
"""Where each service answers when it runs in a process of its own."""


def peers(settings: Any) -> dict[str, Peer]:
    """Give where the services answer, as settings say or on this machine's own ports."""
    return {
        name: getattr(settings, f"{name}_url") or f"http://127.0.0.1:{PORTS[name]}"
        for name in ("territories", "criteria", "synthesis")
    }


def create_one(name: str, addresses: Mapping[str, str]) -> FastAPI:
    """Make one service, which calls the others over HTTP; ``addresses`` are database addresses by service."""
    if name == "territories":
        territories = TerritoriesSettings()
        return create_territories(territories, addresses[name], {})
    if name == "criteria":
        criteria = CriteriaSettings()
        return create_criteria(criteria, addresses[name], peers(criteria))
    if name == "synthesis":
        return _synthesis(addresses[name], None)
    gateway = GatewaySettings()
    return create_gateway(gateway, addresses[name], peers(gateway))


def create_house(addresses: Mapping[str, str]) -> FastAPI:
    """Make all four in one process: the gateway's application, with the others behind it.

    Neither a mount nor an in-process call runs a child application's lifespan, so the gateway's enters them.
    """
    territories = create_territories(TerritoriesSettings(), addresses["territories"], {})
    criteria = create_criteria(CriteriaSettings(), addresses["criteria"], {"territories": territories})
    inside: dict[str, Peer] = {"territories": territories, "criteria": criteria}
    synthesis = _synthesis(addresses["synthesis"], inside)
    house = create_gateway(GatewaySettings(), addresses["gateway"], inside | {"synthesis": synthesis})
    own_life = house.router.lifespan_context

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for service in (territories, criteria, synthesis):
                await stack.enter_async_context(service.router.lifespan_context(service))
            await stack.enter_async_context(own_life(app))
            yield

    house.router.lifespan_context = life
    return house


@asynccontextmanager
async def workers(addresses: Mapping[str, str]) -> AsyncIterator[list[Step]]:
    """Give the steps of all services that have a clock.

    Feeds are read over HTTP where the settings name a service's address, else from an application in this
    process that stands on the same database and answers nobody else.
    """
    from .synthesis.jobs import steps as synthesis_steps

    settings = CriteriaSettings()
    territories: Peer = settings.territories_url or create_territories(
        TerritoriesSettings(), addresses["territories"], {}
    )
    criteria = create_criteria(settings, addresses["criteria"], {"territories": territories})
    inside: dict[str, Peer] = {"territories": territories, "criteria": settings.criteria_url or criteria}
    synthesis = _synthesis(addresses["synthesis"], inside, answers=False)
    async with AsyncExitStack() as stack:
        for service in (territories, criteria, synthesis):
            if isinstance(service, FastAPI):
                await stack.enter_async_context(service.router.lifespan_context(service))
        yield [*criteria_steps(criteria), *synthesis_steps(synthesis)]


def _synthesis(address: str, inside: dict[str, Peer] | None, answers: bool = True) -> FastAPI:
    # Imported only here: without the synthesis extra the other three start, and this one says what it lacks.
    from .synthesis.app import create_app as create_synthesis
    from .synthesis.settings import SynthesisSettings

    settings = SynthesisSettings()
    return create_synthesis(settings, address, inside if inside is not None else peers(settings), answers=answers)
