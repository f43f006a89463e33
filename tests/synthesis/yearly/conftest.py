"""A city with everything that a yearly report tells of."""

import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.yearly.city import City, settle
from tests.synthesis.yearly.records_kept import Shelf


@pytest.fixture(scope="module")
def shelf(chain: Chain) -> Shelf:
    return Shelf(chain.pool)


@pytest.fixture(scope="module")
async def city(chain: Chain, shelf: Shelf) -> City:
    return await settle(chain, shelf)
