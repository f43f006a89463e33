"""Who takes part: kept, seen, and found by what they are and what is asked of them."""

from datetime import UTC, datetime, timedelta

import httpx

from tests.territories.process.makers import City

TODAY = datetime.now(UTC).date()


async def names(city: City, path: str, headers: dict[str, str] | None = None, **asked: str) -> set[str]:
    params = {"platform_id": city.platform, **asked}
    answer = await city.client.get(f"/v1/{path}", params=params, headers=headers or city.headers)
    assert answer.status_code == 200, answer.text
    return {each.get("title") or each["name"] for each in answer.json()["items"]}


async def test_the_public_never_reads_a_contact(city: City, public: dict[str, str]) -> None:
    said = {"name": "Town hall", "sector": "public", "contact": "hall@praia.example", "released": True}
    made = await city.record("stakeholders", **said)
    assert made["contact"] == "hall@praia.example"
    address = f"/v1/stakeholders/{made['id']}"
    seen = (await city.client.get(address, headers=public)).json()
    assert seen["name"] == "Town hall"
    assert seen.get("contact") is None
    table = await city.client.get("/v1/stakeholders/export", headers=public)
    assert "Town hall" in table.text
    assert "hall@praia.example" not in table.text


async def test_a_resident_association_may_have_a_platform_of_its_own(
    city: City, territories: httpx.AsyncClient
) -> None:
    body = {"territory_id": city.territory, "name": "Community of the bay", "referent_id": city.platform}
    own = (await territories.post("/v1/platforms", json=body, headers=city.headers)).json()
    said = {
        "name": "Association of the bay",
        "sector": "citizen",
        "kind_of": "resident-association",
        "representative": "chair",
    }
    made = await city.record("stakeholders", **said, represented_by_platform=own["id"])
    assert made["represented_by_platform"] == {"id": own["id"]}
    refused = await city.refused("stakeholders", **said, represented_by_platform=city.platform)
    assert refused == [("/represented_by_platform", "own-platform")]


async def test_those_who_take_part_today_are_found(city: City) -> None:
    await city.record("stakeholders", name="Stays", sector="public")
    await city.record("stakeholders", name="Left", sector="private", left_on=str(TODAY - timedelta(days=1)))
    await city.record("stakeholders", name="Will leave", sector="citizen", left_on=str(TODAY + timedelta(days=400)))
    assert await names(city, "stakeholders", present="true") == {"Stays", "Will leave"}
    assert await names(city, "stakeholders", present="false") == {"Left"}


async def test_mandates_that_hold_today_are_found(city: City) -> None:
    hall = await city.record("stakeholders", name="Town hall", sector="public")
    yesterday, tomorrow = str(TODAY - timedelta(days=2)), str(TODAY + timedelta(days=2))
    await city.record("mandates", title="Over", stakeholder=hall["id"], ends_on=yesterday)
    await city.record("mandates", title="Holds", stakeholder=hall["id"], starts_on=yesterday, ends_on=tomorrow)
    await city.record("mandates", title="To come", stakeholder=hall["id"], starts_on=tomorrow)
    assert await names(city, "mandates", current="true") == {"Holds"}
    assert await names(city, "mandates", current="false") == {"Over", "To come"}


async def test_overdue_tasks_and_tasks_that_nobody_answers_for_are_found(city: City) -> None:
    hall = (await city.record("stakeholders", name="Town hall", sector="public"))["id"]
    late = str(TODAY - timedelta(days=2))
    await city.record("tasks", title="Late", stakeholder=hall, due_on=late, state="doing")
    await city.record("tasks", title="Late, done", due_on=late, state="done")
    await city.record("tasks", title="In time", due_on=str(TODAY + timedelta(days=2)))
    await city.record("tasks", title="Some day", stakeholder=hall)
    assert await names(city, "tasks", overdue="true") == {"Late"}
    assert await names(city, "tasks", overdue="false") == {"Late, done", "In time", "Some day"}
    assert await names(city, "tasks", unassigned="true") == {"In time"}
    assert await names(city, "tasks", state="done") == {"Late, done"}


async def test_a_task_names_a_cycle_of_its_platform(city: City, territories: httpx.AsyncClient) -> None:
    assert (await city.record("tasks", title="Any", cycle=3))["cycle"] == 3
    await territories.patch(
        f"/v1/platforms/{city.platform}",
        json={"cycles": [{"number": 1}, {"number": 2}]},
        headers=city.headers | {"If-Match": '"1"'},
    )
    assert await city.refused("tasks", title="X", cycle=3) == [("/cycle", "cycle-unknown")]
    assert (await city.record("tasks", title="X", cycle=2))["cycle"] == 2


async def test_a_meeting_keeps_who_was_there_and_what_was_decided_and_why(city: City, public: dict[str, str]) -> None:
    hall = (await city.record("stakeholders", name="Town hall", sector="public", released=True))["id"]
    group = await city.group("homeless")
    decision = {"text": "Open the hall at night", "why": "It is cold"}
    meeting = await city.record(
        "meetings",
        title="Co-decision",
        kind_of="co-decision",
        held_on="2026-03-01",
        groups=[group],
        stakeholders=[hall],
        decisions=[decision],
        released=True,
    )
    assert meeting["decisions"] == [decision]
    assert {(link["kind"], link["key"]) for link in meeting["links"]} == {("group", group), ("stakeholder", hall)}
    seen = (await city.client.get(f"/v1/meetings/{meeting['id']}", headers=public)).json()
    assert seen["decisions"] == [decision]
    assert (seen["groups"], [link["kind"] for link in seen["links"]]) == ([], ["stakeholder"])


async def test_stakeholders_come_in_and_go_out_as_a_table(city: City) -> None:
    table = (
        "external_id,platform_id,name,sector,kind_of,representative,contact,joined_on\n"
        f"hall,{city.platform},Town hall,public,,,hall@praia.example,2026-01-01\n"
        f"bay,{city.platform},Association of the bay,citizen,resident-association,chair,,\n"
        f"bad,{city.platform},Someone,citizen,,,Maria Silva,\n"
    )
    headers = city.headers | {"Content-Type": "text/csv"}
    told = (await city.client.post("/v1/stakeholders/import", content=table, headers=headers)).json()
    assert [each["outcome"] for each in told["items"]] == ["created", "created", "rejected"]
    assert [each["code"] for each in told["items"][2]["errors"]] == ["contact"]
    params = {"platform_id": city.platform}
    out = (await city.client.get("/v1/stakeholders/export", params=params, headers=city.headers)).text
    again = (await city.client.post("/v1/stakeholders/import", content=out, headers=headers)).json()
    assert [each["outcome"] for each in again["items"]] == ["unchanged", "unchanged"]
