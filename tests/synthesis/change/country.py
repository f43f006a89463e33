"""A small country whose mind changes between two years, and whose places differ in their ill-being."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.synthesis.chain import Chain

WELLBEING = {2014: {"A01": 5, "B01": 1}, 2020: {"A01": 1, "B01": 5}}
ILLBEING = {"Mons": {"D01": 3}, "Liège": {"D01": 2, "E01": 1}, "Namur": {"C01": 3}}
ACTION = {"Mons": {"A01": 3}, "Liège": {"D01": 3}, "Namur": {"A01": 3}}


@dataclass
class Country:
    """A region of three towns, each with eight groups: two of elders and two of the young in each of two years."""

    region: UUID
    towns: dict[str, UUID]
    elsewhere: UUID
    """A town of another country, with two groups of the later year."""


async def country(chain: Chain) -> Country:
    """Let everybody say what they have to say."""
    region = await chain.territory("Wallonie")
    towns = {name: await chain.territory(name, kind="municipality", parent_id=region) for name in ILLBEING}
    for name, town in towns.items():
        for year in WELLBEING:
            for profile in ("elders", "elders", "youth", "youth"):
                group = await chain.group(town, profile, year)
                for question, said in (
                    ("wellbeing", WELLBEING[year]), ("illbeing", ILLBEING[name]), ("action", ACTION[name]),
                ):  # fmt: skip
                    await say(chain, town, group, said, question=question)
    for _ in range(2):  # heard in the later year only
        await say(chain, region, await chain.group(towns["Namur"], "women", 2020), WELLBEING[2020])
    lille = await chain.territory("Lille", "FR", kind="municipality")
    for profile in ("elders", "youth"):
        await say(chain, lille, await chain.group(lille, profile, 2020), WELLBEING[2014])
    local = await chain.group(towns["Mons"], "elders", 2020)
    await say(chain, towns["Mons"], local, {"C01": 1}, consent="local")
    await chain.settle()
    return Country(region, towns, lille)


async def say(chain: Chain, place: UUID, group: UUID, said: dict[str, int], **more: Any) -> None:
    for code, n in said.items():
        for number in range(n):
            await chain.say(place, group, f"parole {code} {number}", codes=[code], **({"consent": "open"} | more))
