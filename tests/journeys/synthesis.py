"""From what several groups said to a report: made, read, validated, released, and what a withdrawal takes out of it."""

import json
from collections.abc import Iterator
from typing import Any

from tests.journeys.city import Door, withdraw
from tests.journeys.conftest import until

PLACES = ("au marché", "à la gare", "à la mairie", "au parc")
SAID = {
    "I01": ("on me regarde dans les yeux", "on me dit bonjour", "on me parle avec respect", "personne ne me juge"),
    "A02": ("voir un médecin", "trouver une infirmière", "avoir un dentiste", "être soigné sans attendre"),
}


async def say_more(city: Door, mons: str) -> None:
    """Four groups say eight things each, open to everybody, and people have coded them."""
    platform = (await city.get("platforms", under=mons))["items"][0]
    lines = []
    for number, place in enumerate(PLACES):
        name = f"homeless-{number}"
        group = {"platform_id": platform["id"], "label": name, "external_id": name, "profile": "homeless"}
        await city.ask("POST", "groups", 201, json=group | {"year": 2024, "language": "fr", "n_participants": 9})
        for code, texts in SAID.items():
            lines += [
                {"external_id": f"{name}-{code}-{n}", "group": name, "question": "wellbeing", "text": f"{text} {place}",
                 "codes": [code], "visibility": "public", "consent": "open"}
                for n, text in enumerate(texts)
            ]  # fmt: skip
    receipt = await city.ask(
        "POST", "imports", 202, params={"territory": mons, "source": "field"},
        content="\n".join(json.dumps(line) for line in lines),
        headers={"Idempotency-Key": "more", "Content-Type": "application/x-ndjson"},
    )  # fmt: skip
    assert receipt["counts"]["created"] == len(lines) == 32

    async def up_to_date() -> bool:
        return bool((await city.get("status", since=receipt["finished_at"]))["up_to_date"])

    await until(up_to_date)


async def made(door: Door, key: str, scope: dict[str, Any]) -> dict[str, Any]:
    """Ask for a synthesis, and read it when it is done."""
    body = {"scope": scope, "resamplings": 200}
    asked = await door.ask("POST", "syntheses", 202, json=body, headers={"Idempotency-Key": key})

    async def done() -> bool:
        state = (await door.get(f"syntheses/{asked['id']}", document="false"))["state"]
        assert state in ("queued", "running", "done"), state
        return bool(state == "done")

    await until(done)
    found: dict[str, Any] = await door.get(f"syntheses/{asked['id']}")
    return found


async def report(door: Door, id: str, status: int = 200) -> str:
    """Read the report as a page."""
    answer = await door.client.get(f"/v1/syntheses/{id}/report.html", headers=door.headers)
    assert answer.status_code == status, answer.text
    return answer.text


async def read_by_all(admin: Door, city: Door, mons: str) -> tuple[Door, dict[str, Any]]:
    """Staff and the city each have a synthesis made; gives the staff's door, and its synthesis.

    The city's counts what stays in the city, so that it is the city's own.
    """
    await say_more(city, mons)
    key = await admin.ask("POST", "keys", 201, json={"owner": "SPIRAL", "role": "staff"})
    staff = Door(admin.client, key["key"])
    found = await made(staff, "of-staff", {"under": mons, "open_only": True})
    own = await made(city, "of-mons", {"under": mons})
    assert found["document"]["voices"]["n_groups"] == own["document"]["voices"]["n_groups"] == 5
    page = await report(staff, found["id"])
    quote = next(iter(found["quotes"].values()))
    assert page.lower().startswith("<!doctype html")
    assert quote["text"] in page
    assert "Mons" in await report(city, own["id"])
    assert {row["id"] for row in (await city.get("syntheses"))["items"]} == {found["id"], own["id"]}
    assert {row["id"] for row in (await staff.get("syntheses"))["items"]} == {found["id"]}
    await report(staff, own["id"], 404)
    await city.ask("POST", f"syntheses/{own['id']}/validate")
    refused = await city.ask("PUT", f"syntheses/{own['id']}/release", 409)
    assert refused["code"] == "not-open-data"
    return staff, found


async def released(staff: Door, found: dict[str, Any]) -> None:
    """The public reads nothing until people stand behind it and open it; then no figure singles anybody out."""
    public, here = Door(staff.client, ""), f"syntheses/{found['id']}"
    await report(public, found["id"], 404)
    await staff.ask("PUT", f"{here}/release", 409)
    await staff.ask("POST", f"{here}/validate")
    await report(public, found["id"], 404)
    await staff.ask("PUT", f"{here}/release")
    told = await public.get(here)
    assert (told["audience"], told["rule"] is None) == ("public", False)
    assert found["document"]["voices"]["n_criteria"] == 37
    assert told["document"]["voices"]["n_criteria"] == 35
    assert told["document"]["profiles"][0]["components"]
    assert all(n % 5 == 0 and (n == 0 or n >= 10) for n in counts(told["document"])), told["document"]
    assert "3 groups" in told["rule"]
    assert "<h1" in await report(public, found["id"])


def counts(part: Any) -> Iterator[int]:
    """Give every number of criteria in a document."""
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name in ("n_criteria", "n_coded"))
        for value in part.values():
            yield from counts(value)
    elif isinstance(part, list):
        for value in part:
            yield from counts(value)


async def withdrawn(staff: Door, city: Door, found: dict[str, Any]) -> None:
    """What a person takes back is gone from the report at once; the figures stay as they were, and that is told."""
    quote = next(iter(found["quotes"].values()))
    assert quote["text"] in await report(staff, found["id"])
    await withdraw(city, quote["id"])

    async def told() -> bool:
        return bool((await staff.get(f"syntheses/{found['id']}"))["n_withdrawn_since"] == 1)

    await until(told, 10)
    again = await staff.get(f"syntheses/{found['id']}")
    assert quote["text"] not in await report(staff, found["id"])
    assert again["document"]["voices"] == found["document"]["voices"]
    assert quote["text"] not in await report(Door(staff.client, ""), found["id"])
