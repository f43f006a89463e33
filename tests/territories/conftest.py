"""The territories service inside this process, and headers that it believes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest

from services.territories.app import create_app
from shared.database import service_dsn
from shared.settings import CommonSettings


@pytest.fixture(scope="module")
async def territories(database: str, settings: CommonSettings, running: Callable[..., Any]) -> httpx.AsyncClient:
    app = create_app(settings, service_dsn("territories", settings, database), {})
    client: httpx.AsyncClient = await running(app, "territories")
    return client


@pytest.fixture(scope="session")
def as_role(as_role: Callable[..., dict[str, str]]) -> Callable[..., dict[str, str]]:
    return partial(as_role, audience="territories")
