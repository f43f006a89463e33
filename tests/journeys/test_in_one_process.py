"""A city pushes, a trend and a report come out, all four services in one process and the workers beside them."""

import asyncio

from services.together import create_house, workers
from shared.jobs import run_all
from shared.peers import open_peer
from tests.journeys import process, synthesis
from tests.journeys.city import journey
from tests.journeys.conftest import run


async def test_from_a_city_to_a_trend_and_a_report(
    in_this_process: None, addresses: dict[str, str], environment: dict[str, str]
) -> None:
    key = await asyncio.to_thread(run, environment, "key", "--role", "admin")
    house, stop = create_house(addresses), asyncio.Event()
    async with house.router.lifespan_context(house), workers(addresses) as steps, open_peer("gateway", house) as client:
        work = asyncio.create_task(run_all(steps, stop))
        try:
            admin, city, ids = await journey(client, key)
            staff, found = await synthesis.read_by_all(admin, city, ids["mons"])
            said = await asyncio.to_thread(run, environment, "rerun", found["id"])
            assert said.startswith("the same figures, bit for bit"), said
            await synthesis.released(staff, found)
            await synthesis.withdrawn(staff, city, found)
            await process.the_story_of_mons(admin)
            ready = (await client.get("/health/ready")).json()
            assert set(ready["services"].values()) == {"ready"}
        finally:
            stop.set()
            await asyncio.wait_for(work, 30)
