"""A region in which homeless people speak of respect and all others of other things."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.synthesis.chain import Chain

SAID = {
    "homeless": [("I01", "qu'on me regarde"), ("C01", "être reconnu"), ("D03", "un ami")],
    "elders": [("A02", "un médecin près d'ici"), ("A01", "bien manger"), ("D02", "voir mes petits-enfants")],
    "youth": [("A07", "jouer au foot"), ("A05", "une bonne école"), ("D03", "des copains")],
}


@dataclass
class Region:
    """A region, its city, the groups by kind, and a criterion of the homeless groups."""

    id: UUID
    city: UUID
    groups: dict[str, list[UUID]]
    quoted: dict[str, Any]


async def settle_hainaut(chain: Chain) -> Region:
    """Make the region, and everything that was said in it."""
    region = await chain.territory("Hainaut")
    city = await chain.territory("Mons", kind="municipality", parent_id=region)
    groups: dict[str, list[UUID]] = {}
    first = None
    for profile, said in SAID.items():
        for number in range(6):
            year = 2019 if number < 3 else 2024
            group = await chain.group(city, profile, year, n_participants=9)
            groups.setdefault(profile, []).append(group)
            for code, text in said:
                for nth in range(4):
                    body = {"codes": [code], "visibility": "public", "consent": "open"}
                    made = await chain.say(region, group, f"{text} {number * 4 + nth}", **body)
                    first = first or made
    await chain.settle()
    assert first is not None
    return Region(region, city, groups, first)
