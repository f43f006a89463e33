"""A city whose platform keeps records of the process."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from tests.territories.process.makers import City

Headers = Callable[..., dict[str, str]]


@pytest.fixture
async def city(territories: httpx.AsyncClient, as_role: Headers) -> City:
    """Made by staff, then spoken for by its own partner."""
    made = await City(territories, as_role("staff")).settle()
    made.headers = as_role("partner", roots=[UUID(made.territory)])
    return made


@pytest.fixture
def public(as_role: Headers) -> dict[str, str]:
    return as_role("public")
