"""A city pushes and a trend comes out, all four services in one process and the workers beside them."""

import asyncio

from services.together import create_house, workers
from shared.jobs import run_all
from shared.peers import open_peer
from tests.journeys.city import journey
from tests.journeys.conftest import run


async def test_from_a_city_to_a_trend(
    in_this_process: None, addresses: dict[str, str], environment: dict[str, str]
) -> None:
    key = await asyncio.to_thread(run, environment, "key", "--role", "admin")
    house, stop = create_house(addresses), asyncio.Event()
    async with house.router.lifespan_context(house), workers(addresses) as steps, open_peer("gateway", house) as client:
        work = asyncio.create_task(run_all(steps, stop))
        try:
            await journey(client, key)
            ready = (await client.get("/health/ready")).json()
            assert set(ready["services"].values()) == {"ready"}
        finally:
            stop.set()
            await asyncio.wait_for(work, 30)
