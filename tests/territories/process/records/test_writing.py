"""Records of the process: written, corrected, withdrawn, seen by those who may, with a history of all of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.territories.process.makers import City

Headers = Callable[..., dict[str, str]]


async def a_task(city: City, title: str, **fields: Any) -> dict[str, Any]:
    if "stakeholder" not in fields:
        fields["stakeholder"] = (await city.record("stakeholders", name="Town hall", sector="public"))["id"]
    return await city.record("tasks", title=title, **fields)


async def test_a_record_is_kept_with_its_links_and_who_made_them(city: City) -> None:
    made = await city.record(
        "stakeholders", name="Council of elders", sector="citizen", external_id="elders", why="they came by themselves"
    )
    task = await a_task(city, "Invite the schools", stakeholder="elders", state="open")
    assert task["stakeholder"] == {"id": made["id"]}
    [link] = task["links"]
    assert (link["relation"], link["kind"], link["key"]) == ("stakeholder", "stakeholder", made["id"])
    assert link["by"]
    assert link["at"]
    read = await city.client.get(f"/v1/tasks/{task['id']}", headers=city.headers)
    assert (read.json(), read.headers["ETag"]) == (task, '"1"')


async def test_a_link_says_why_and_who_and_keeps_it_while_it_stands(city: City) -> None:
    await city.record("stakeholders", name="Town hall", sector="public", external_id="hall")
    task = await a_task(city, "Open the hall", stakeholder={"external_id": "hall", "why": "it has the key"})
    changed = (await city.change("tasks", task, title="Open the hall on Sundays")).json()
    assert changed["links"] == task["links"]
    assert changed["links"][0]["why"] == "it has the key"


async def test_a_change_needs_the_revision_that_was_read(city: City) -> None:
    task = await a_task(city, "Write the minutes")
    assert (await city.change("tasks", task, state="doing")).status_code == 200
    stale = await city.change("tasks", task, state="done")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    bare = await city.client.patch(f"/v1/tasks/{task['id']}", json={"state": "done"}, headers=city.headers)
    assert bare.status_code == 428


async def test_history_tells_who_changed_what_and_why(city: City) -> None:
    task = await a_task(city, "Ask the hospital")
    changed = (await city.change("tasks", task, state="doing", why="the director agreed")).json()
    assert (await city.withdraw("tasks", changed, "asked twice")).status_code == 204
    address = f"/v1/tasks/{task['id']}"
    gone = await city.client.get(address, headers=city.headers)
    assert (gone.status_code, gone.json()["code"]) == (410, "record-withdrawn")
    told = (await city.client.get(f"{address}/history", headers=city.headers)).json()
    assert [(each["revision"], each["why"], each["withdrawn"]) for each in told] == [
        (3, "asked twice", True), (2, "the director agreed", False), (1, None, False),
    ]  # fmt: skip
    assert told[1]["changes"] == [{"field": "state", "before": "open", "after": "doing"}]
    assert all(each["by"] for each in told)


async def test_null_empties_a_field_and_a_needed_one_stays(city: City) -> None:
    task = await a_task(city, "Ask", due_on="2026-05-01")
    emptied = (await city.change("tasks", task, due_on=None)).json()
    assert emptied["due_on"] is None
    refused = await city.change("tasks", emptied, title=None)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/body/title"


async def test_a_withdrawn_name_can_be_used_again_and_its_history_goes_on(city: City) -> None:
    task = await a_task(city, "Ask", external_id="t1")
    await city.withdraw("tasks", task)
    again = await a_task(city, "Ask once more", external_id="t1")
    assert (again["id"], again["revision"]) == (task["id"], 3)


async def test_the_same_name_twice_is_told(city: City) -> None:
    await city.record("meetings", title="First", held_on="2026-01-10", external_id="t1")
    body = {"platform_id": city.platform, "title": "First", "held_on": "2026-01-10", "external_id": "t1"}
    answer = await city.client.post("/v1/meetings", json=body, headers=city.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "already-kept")


async def test_references_must_lead_somewhere_of_the_right_kind(city: City) -> None:
    meeting = await city.record("meetings", title="First", held_on="2026-01-10", external_id="m1")
    assert await city.refused("tasks", title="A", stakeholder="nobody") == [("/stakeholder", "reference-unknown")]
    assert await city.refused("tasks", title="A", stakeholder=meeting["id"]) == [("/stakeholder", "reference-unknown")]
    assert await city.refused("tasks", title="A", stakeholder=str(uuid4())) == [("/stakeholder", "reference-unknown")]
    await city.withdraw("meetings", meeting)
    hall = (await city.record("stakeholders", name="Town hall", sector="public"))["id"]
    refused = await city.refused("tasks", title="A", stakeholder=hall, meeting="m1")
    assert refused == [("/meeting", "reference-withdrawn")]


async def test_what_points_to_a_withdrawn_record_can_still_be_changed(city: City) -> None:
    meeting = await city.record("meetings", title="First", held_on="2026-01-10")
    task = await a_task(city, "A", meeting=meeting["id"])
    await city.withdraw("meetings", meeting)
    changed = await city.change("tasks", task, state="done")
    assert changed.status_code == 200, changed.text
    assert changed.json()["meeting"] == {"id": meeting["id"]}


async def test_a_partner_writes_its_own_subtree_only(
    city: City, territories: httpx.AsyncClient, as_role: Headers
) -> None:
    stranger = as_role("partner", roots=[uuid4()])
    body = {"platform_id": city.platform, "title": "Not mine", "held_on": "2026-01-10"}
    answer = await territories.post("/v1/meetings", json=body, headers=stranger)
    assert (answer.status_code, answer.json()["code"]) == (403, "territory-not-yours")
    task = await a_task(city, "Ours")
    assert (await territories.get(f"/v1/tasks/{task['id']}", headers=stranger)).status_code == 404
    assert (await territories.get(f"/v1/tasks/{task['id']}/history", headers=stranger)).status_code == 404
    listed = await territories.get("/v1/tasks", params={"platform_id": city.platform}, headers=stranger)
    assert listed.json()["items"] == []


async def test_the_public_sees_what_was_released_and_nothing_private(
    city: City, territories: httpx.AsyncClient, public: dict[str, str]
) -> None:
    group = await city.group()
    held = await city.record("meetings", title="Assembly", held_on="2026-02-01", groups=[group], external_id="own")
    address = f"/v1/meetings/{held['id']}"
    assert (await territories.get(address, headers=public)).status_code == 404
    assert (await city.change("meetings", held, released=True)).json()["released"]
    seen = (await territories.get(address, headers=public)).json()
    assert (seen["title"], seen["groups"], seen["external_id"]) == ("Assembly", [], None)
    assert group not in str(seen)
    assert (await territories.get(f"{address}/history", headers=public)).status_code == 404
    listed = (await territories.get("/v1/meetings", params={"platform_id": city.platform}, headers=public)).json()
    assert [each["id"] for each in listed["items"]] == [held["id"]]
    post = await territories.post("/v1/meetings", json={"platform_id": city.platform}, headers=public)
    assert post.status_code in (403, 422)


async def test_what_a_small_group_said_is_never_released(city: City) -> None:
    indicator = await city.record("indicators", title="Meeting places", components=["B04"])
    refused = await city.refused(
        "observations", indicator=indicator["id"], level=2, situation_of="present", observed_on="2026-03-01",
        released=True,
    )  # fmt: skip
    assert refused == [("", "not-releasable")]


async def test_lists_are_filtered_and_walked(city: City) -> None:
    for number in range(5):
        await a_task(city, f"Task {number}", state="done" if number % 2 else "open")
    params: dict[str, Any] | None = {"platform_id": city.platform, "limit": 2}
    seen, address = [], "/v1/tasks"
    while True:
        page = (await city.client.get(address, params=params, headers=city.headers)).json()
        seen += [each["title"] for each in page["items"]]
        if page["next"] is None:
            break
        address, params = page["next"], None
    assert sorted(seen) == [f"Task {number}" for number in range(5)]
    done = await city.client.get(
        "/v1/tasks", params={"platform_id": city.platform, "state": "done", "q": "task 3"}, headers=city.headers
    )
    assert [each["title"] for each in done.json()["items"]] == ["Task 3"]


async def test_records_are_found_by_what_they_point_to(city: City) -> None:
    made = await city.record("indicators", title="Housing", components=["A03"])
    await city.record("indicators", title="Food", components=["A01"])
    for params in ({"component": "A03"}, {"links_to": made["links"][0]["kind"] + "/" + made["links"][0]["key"]}):
        found = await city.client.get("/v1/indicators", params=params | {"under": city.territory}, headers=city.headers)
        assert [each["id"] for each in found.json()["items"]] == [made["id"]]
    wrong = await city.client.get("/v1/indicators", params={"component": "Z99"}, headers=city.headers)
    assert wrong.json()["errors"][0]["code"] == "component-unknown"


async def test_a_platform_with_records_is_not_taken_away(city: City) -> None:
    await a_task(city, "Keep me")
    answer = await city.client.delete(f"/v1/platforms/{city.platform}", headers=city.headers | {"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (409, "still-in-use")


async def test_the_feed_tells_every_record_and_its_end(
    city: City, territories: httpx.AsyncClient, as_role: Headers, public: dict[str, str]
) -> None:
    cursor = (await territories.get("/v1/process/changes?limit=5000", headers=as_role("service"))).json()["cursor"]
    task = await a_task(city, "Ask", released=True)
    other = await a_task(city, "Tell")
    await city.withdraw("tasks", other)
    follow = {"after": cursor}
    page = (await territories.get("/v1/process/changes", params=follow, headers=as_role("service"))).json()
    tasks = [each for each in page["items"] if each["kind"] == "task"]
    assert [(each["id"], each["tombstone"]) for each in tasks] == [
        (task["id"], False), (other["id"], True),
    ]  # fmt: skip
    record = tasks[0]["record"]
    assert (record["title"], record["public_body"]["title"]) == ("Ask", "Ask")
    own = await territories.get("/v1/process/changes", params=follow, headers=city.headers)
    assert len(own.json()["items"]) == len(page["items"])
    stranger = as_role("partner", roots=[UUID(int=1)])
    assert (await territories.get("/v1/process/changes", params=follow, headers=stranger)).json()["items"] == []
    assert (await territories.get("/v1/process/changes", headers=public)).status_code == 403


async def test_a_group_that_is_gone_does_not_stand_in_the_way(city: City) -> None:
    group = await city.group()
    held = await city.record("meetings", title="First", held_on="2026-01-10", groups=[group])
    gone = await city.client.delete(f"/v1/groups/{group}", headers=city.headers | {"If-Match": "*"})
    assert gone.status_code == 204
    changed = await city.change("meetings", held, title="The first one")
    assert changed.status_code == 200, changed.text
    assert changed.json()["groups"] == [{"id": group}]
