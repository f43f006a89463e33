"""A city that consults its people, and what it asks of the house through its front door."""

import json
from typing import Any

import httpx

from tests.journeys.conftest import until

SAID = {
    "s1": "des médecins près de chez soi",
    "s2": "un hôpital accessible à tous",
    "s3": "avoir un travail stable",
    "s4": "de l'eau potable à la maison",
    "s5": "des voisins qui s'entraident",
    "s6": "Des médecins près de chez soi.",
}


class Door:
    """The gateway, asked with a key."""

    def __init__(self, client: httpx.AsyncClient, key: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        headers = self.headers | more.pop("headers", {})
        answer = await self.client.request(method, f"/v1/{path}", headers=headers, **more)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def get(self, path: str, **params: Any) -> Any:
        return await self.ask("GET", path, params=params)


async def journey(client: httpx.AsyncClient, admin_key: str) -> tuple[Door, Door, dict[str, str]]:
    """From an administrator's key to a trend, a search in another language and a withdrawal.

    Gives the administrator, the city and the ids of what was made.
    """
    admin = Door(client, admin_key)
    region = await admin.ask("POST", "territories", 201, json={"kind": "region", "name": "Wallonie", "country": "BE"})
    place = {"kind": "municipality", "name": "Mons", "parent_id": region["id"]}
    mons = await admin.ask("POST", "territories", 201, json=place)
    key = await admin.ask("POST", "keys", 201, json={"owner": "Mons", "role": "partner", "roots": [mons["id"]]})
    city = Door(client, key["key"])
    platform = await city.ask("POST", "platforms", 201, json={"territory_id": mons["id"], "name": "Plateforme"})
    group = {
        "platform_id": platform["id"],
        "label": "Aînés",
        "external_id": "elders",
        "profile": "elders",
        "year": 2025,
    }
    await city.ask("POST", "groups", 201, json=group | {"language": "fr", "n_participants": 9})

    lines = [
        {"external_id": name, "group": "elders", "question": "wellbeing", "text": text, "consent": "open"}
        for name, text in SAID.items()
    ]
    receipt = await city.ask(
        "POST", "imports", 202, params={"territory": mons["id"], "source": "field"},
        content="\n".join(json.dumps(line) for line in lines),
        headers={"Idempotency-Key": "first", "Content-Type": "application/x-ndjson"},
    )  # fmt: skip
    assert receipt["counts"]["created"] == len(SAID)

    async def up_to_date() -> bool:
        status = await city.get("status", since=receipt["finished_at"])
        return bool(status["up_to_date"] and status["meaning_ready"])

    await until(up_to_date)
    trends = await city.get("trends", by="component", under=mons["id"])
    assert (trends["n_criteria"], trends["n_groups"], trends["n_participants"]) == (len(SAID), 1, 9)
    assert trends["n_coded"] > 0
    assert {row["component"][0] for row in trends["rows"]} <= set("ABCDEFGHI")
    assert await search(city, "doctors nearby") == "des médecins près de chez soi"
    assert await search(city, "ماء صالح للشرب في البيت") == "de l'eau potable à la maison"
    assert await search(city, "medecins", mode="words") == "des médecins près de chez soi"
    assert (await Door(client, "").get("search", q="doctors"))["items"] == [], "private words are for their city"
    listed = (await city.get("criteria", source="field", limit=50))["items"]
    ids = {row["external_id"]: row["id"] for row in listed}
    near = [row["text"] for row in (await city.get(f"criteria/{ids['s1']}/similar"))["items"]]
    assert "un hôpital accessible à tous" in near[:2]
    assert not {SAID["s1"], SAID["s6"]} & set(near)
    public = (await Door(client, "").get("trends"))["rows"]
    assert {row.get("flag") for row in public} == {"c"}, "one group is confidential, and that is said"

    await withdraw(city, ids["s4"])

    async def gone() -> bool:
        return await search(city, "eau potable à la maison") != "de l'eau potable à la maison"

    await until(gone, 10)

    async def uncounted() -> bool:
        return bool((await city.get("trends", under=mons["id"]))["n_criteria"] == len(SAID) - 1)

    await until(uncounted, 10)
    return admin, city, ids | {"mons": mons["id"]}


async def search(city: Door, q: str, **params: Any) -> str:
    """The text found first, as it reads normalised."""
    items = (await city.get("search", q=q, **params))["items"]
    return items[0]["text"].rstrip(".").replace("Des", "des") if items else ""


async def withdraw(city: Door, criterion: str) -> None:
    """Take a criterion back."""
    found = await city.client.get(f"/v1/criteria/{criterion}", headers=city.headers)
    await city.ask("DELETE", f"criteria/{criterion}", 204, headers={"If-Match": found.headers["etag"]})
