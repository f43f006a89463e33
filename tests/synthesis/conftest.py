"""The synthesis service inside this process, following the real criteria and territories; steps go by hand."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.criteria.app import create_app as create_criteria
from services.criteria.settings import CriteriaSettings
from services.synthesis.app import create_app
from services.synthesis.engine.coding.nearby import NearbyCodes
from services.synthesis.loading import load_reader, read_nearby
from services.synthesis.reader import Reader
from services.synthesis.settings import SynthesisSettings
from services.territories.app import create_app as create_territories
from shared.database import service_dsn
from shared.settings import CommonSettings
from shared.vocabulary.codebook import default_codebook
from tests.conftest import SECRET
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region, settle_hainaut


@pytest.fixture(scope="session")
def synthesis_settings(settings: CommonSettings) -> SynthesisSettings:
    return SynthesisSettings(secret=SECRET, state=settings.state, pool_size=8, encoder="tiny", slice_size=16)


@pytest.fixture(scope="session")
def reader(synthesis_settings: SynthesisSettings) -> Reader:
    """The stand-in encoder with the real neutralizer and the real coder over it."""
    return load_reader(synthesis_settings)


@pytest.fixture(scope="module")
async def nearby(reader: Reader) -> NearbyCodes:
    return await read_nearby(reader, default_codebook())


@pytest.fixture(scope="module")
async def chain(
    database: str,
    settings: CommonSettings,
    synthesis_settings: SynthesisSettings,
    reader: Reader,
    nearby: NearbyCodes,
    running: Callable[..., Any],
    as_role: Callable[..., dict[str, str]],
) -> Chain:
    """All that stands before the synthesis, and the synthesis as a worker that answers when the test lets it."""
    territories = create_territories(settings, service_dsn("territories", settings, database), {})
    criteria_settings = CriteriaSettings(secret=SECRET, state=settings.state, pool_size=8)
    criteria = create_criteria(
        criteria_settings, service_dsn("criteria", settings, database), {"territories": territories}
    )
    synthesis = create_app(
        synthesis_settings,
        service_dsn("synthesis", settings, database),
        {"territories": territories, "criteria": criteria},
        answers=False,
    )
    clients: dict[str, httpx.AsyncClient] = {
        name: await running(app, name)
        for name, app in (("territories", territories), ("criteria", criteria), ("synthesis", synthesis))
    }
    synthesis.state.mirror.speech = reader
    synthesis.state.mirror.nearby = nearby
    synthesis.state.filled.set()
    return Chain(clients, criteria, synthesis, reader, as_role)


@pytest.fixture(scope="module")
async def region(chain: Chain) -> Region:
    return await settle_hainaut(chain)
