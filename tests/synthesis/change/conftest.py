"""One country for all tests of a module."""

import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.change.country import Country, country


@pytest.fixture(scope="module")
async def land(chain: Chain) -> Country:
    return await country(chain)
