"""A cabinet of records beside the people who spoke."""

import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet


@pytest.fixture(scope="module")
def cabinet(chain: Chain) -> Cabinet:
    return Cabinet(chain.pool)
