"""Syntheses of a region, made by a worker of the test's own."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.synthesis.syntheses.making.maker import Maker
from services.synthesis.syntheses.working import Works
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="module")
def works(chain: Chain) -> Works:
    return Works(chain.pool, Maker.of(chain.reader), chain.app.state.settings)


@pytest.fixture(scope="module")
def ask(chain: Chain) -> Ask:
    """Ask for a synthesis as staff or somebody else."""

    async def asked(role: str = "staff", roots: Any = (), key: str | None = None, **body: Any) -> dict[str, Any]:
        answer = await posted(chain, role, roots, key or str(uuid4()), body)
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return asked


async def posted(chain: Chain, role: str, roots: Any, key: str, body: dict[str, Any]) -> httpx.Response:
    """Ask for a synthesis, whatever comes."""
    headers = {"Idempotency-Key": key}
    return await chain.ask("synthesis", "POST", "/v1/syntheses", role, roots=roots, json=body, headers=headers)


@pytest.fixture(scope="module")
async def made(chain: Chain, region: Region, works: Works, ask: Ask) -> dict[str, Any]:
    """The synthesis of the region, as staff read it."""
    asked = await ask(scope={"under": str(region.id)}, title="Hainaut", resamplings=200)
    await finish(chain, works)
    answer = await chain.ask("synthesis", "GET", f"/v1/syntheses/{asked['id']}", "staff")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["state"] == "done", found["problem"]
    return found


async def finish(chain: Chain, works: Works) -> None:
    """Let a worker make all that is due."""
    await chain.settle()
    while await works.step():
        pass
