import asyncio
from services.together import create_house, workers
from shared.jobs import run_all
from shared.peers import open_peer
from tests.journeys import process
from tests.journeys.city import Door
from tests.journeys.conftest import run


async def test_story(in_this_process: None, addresses: dict[str, str], environment: dict[str, str]) -> None:
    key = await asyncio.to_thread(run, environment, "key", "--role", "admin")
    house, stop = create_house(addresses), asyncio.Event()
    async with house.router.lifespan_context(house), workers(addresses) as steps, open_peer("gateway", house) as client:
        work = asyncio.create_task(run_all(steps, stop))
        try:
            await process.the_story_of_mons(Door(client, key))
        finally:
            stop.set()
            await asyncio.wait_for(work, 30)
