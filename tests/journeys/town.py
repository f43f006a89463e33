"""Exampleville before anybody leads, facilitates or keeps data there: a platform, four groups, and what they said."""

import json
from dataclasses import dataclass

from tests.journeys.city import Door
from tests.journeys.conftest import until

GROUPS = {"elders-1": ("elders", 9), "youth-1": ("youth", 10), "homeless-1": ("homeless", 8)}

SAID = {
    "elders-1": {
        "e1": ("wellbeing", "D00", "somebody who asks how I am"),
        "e2": ("wellbeing", "D00", "a neighbour who drops in"),
        "e3": ("illbeing", "D00", "a whole week without a word to anybody"),
        "e4": ("illbeing", "A10", "no bus in the evening"),
        "e5": ("action", "I02", "I teach the children next door to read"),
        "e6": ("wellbeing", "A02", "a doctor within walking distance"),
    },
    "youth-1": {
        "y1": ("wellbeing", "D03", "friends I can call at night"),
        "y2": ("wellbeing", "B04", "a place to be that costs nothing"),
        "y3": ("illbeing", "A10", "missing the last bus home"),
        "y4": ("illbeing", "I01", "being judged by where I come from"),
        "y5": ("action", "H04", "I share my lunch"),
        "y6": ("wellbeing", "D00", "being listened to at home"),
    },
    "homeless-1": {
        "h1": ("wellbeing", "I01", "to be greeted by my name"),
        "h2": ("wellbeing", "D00", "somebody to talk to in the evening"),
        "h3": ("illbeing", "I01", "people look through me"),
        "h4": ("illbeing", "A03", "nowhere to leave my bag"),
        "h5": ("action", "I02", "I show newcomers where it is dry"),
        "h6": ("illbeing", "C05", "no address, so no letter reaches me"),
    },
}
"""By group and by the identifier in its sheet: the question, the component that people gave it, and the words."""


@dataclass(frozen=True)
class Town:
    """The town, its platform, and the way in of its partner."""

    territory: str
    platform: str
    city: Door

    @property
    def key(self) -> str:
        return self.city.headers["Authorization"].removeprefix("Bearer ")


async def settle(admin: Door) -> Town:
    """Register the town with all that it has."""
    place = {"kind": "municipality", "name": "Exampleville", "country": "FR"}
    town = await admin.ask("POST", "territories", 201, json=place)
    partner = {"owner": "Town of Exampleville", "role": "partner", "roots": [town["id"]]}
    city = Door(admin.client, (await admin.ask("POST", "keys", 201, json=partner))["key"])
    platform = await register(city, town["id"])
    await say(city, town["id"])
    return Town(town["id"], platform, city)


async def register(city: Door, town: str) -> str:
    """Make a platform with its first cycle, three homogeneous groups, and a mixed one that takes up from them."""
    cycles = [{"number": 1, "started_on": "2025-01-15"}]
    new = {"territory_id": town, "name": "Exampleville together", "language": "en", "cycles": cycles}
    platform: str = (await city.ask("POST", "platforms", 201, json=new))["id"]
    of = {"platform_id": platform, "year": 2025, "cycle": 1, "language": "en"}
    for name, (profile, size) in GROUPS.items():
        group = {"external_id": name, "label": name, "profile": profile, "n_participants": size}
        await city.ask("POST", "groups", 201, json=of | group)
    table = {"external_id": "table-1", "label": "Round table", "profile": "mixed", "n_participants": 7}
    await city.ask("POST", "groups", 201, json=of | table | {"takes_up_external_ids": list(GROUPS)})
    return platform


async def say(city: Door, town: str) -> None:
    """Push what the groups said, open to everybody and with codes that people gave, and wait until it is counted."""
    lines = [
        {"external_id": name, "group": group, "question": question, "text": text, "codes": [code], "language": "en",
         "visibility": "public", "consent": "open"}
        for group, said in SAID.items()
        for name, (question, code, text) in said.items()
    ]  # fmt: skip
    receipt = await city.ask(
        "POST", "imports", 202, params={"territory": town, "source": "notes"},
        content="\n".join(json.dumps(line) for line in lines),
        headers={"Idempotency-Key": f"notes-{town}", "Content-Type": "application/x-ndjson"},
    )  # fmt: skip
    assert receipt["counts"] == {"created": len(lines)}, receipt

    async def counted() -> bool:
        return bool((await city.get("status", since=receipt["finished_at"]))["up_to_date"])

    await until(counted)


async def corrected_twice(town: Town) -> str:
    """Write down an action, correct it twice, and give its id: it is in its third revision."""
    new = {"platform_id": town.platform, "title": "Benches at the market", "state": "abandoned"}
    action: str = (await town.city.ask("POST", "actions", 201, json=new))["id"]
    for revision, title in enumerate(("Benches on the market", "Benches around the market"), 1):
        await town.city.ask("PATCH", f"actions/{action}", json={"title": title}, headers={"If-Match": f'"{revision}"'})
    return action
