"""What everybody, and a partner of another place, can learn of records that are not theirs: what was released."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.territories.process.kinds import BY_NAME
from services.territories.process.records.forms import forms_of
from tests.territories.process.makers import City

Headers = Callable[..., dict[str, str]]
LINES = {"Content-Type": "application/x-ndjson"}


@pytest.fixture(params=["public", "app", "partner"])
def stranger(request: pytest.FixtureRequest, as_role: Headers) -> dict[str, str]:
    return as_role(request.param, roots=[uuid4()] if request.param == "partner" else [])


@pytest.fixture
async def other(territories: httpx.AsyncClient, as_role: Headers) -> City:
    made = await City(territories, as_role("staff")).settle()
    made.headers = as_role("partner", roots=[UUID(made.territory)])
    return made


async def listed(city: City, path: str, headers: dict[str, str], **params: Any) -> list[str]:
    answer = await city.client.get(f"/v1/{path}", params=params | {"under": city.territory}, headers=headers)
    assert answer.status_code == 200, answer.text
    whole = await city.client.get(
        f"/v1/{path}/export", params=params | {"under": city.territory, "format": "ndjson"}, headers=headers
    )
    ids = [each["id"] for each in answer.json()["items"]]
    assert len(whole.text.splitlines()) == len(ids)
    return ids


async def test_a_released_action_does_not_tell_which_group_or_criterion_it_came_from(
    city: City, stranger: dict[str, str], as_role: Headers
) -> None:
    group, criterion = await city.group(), str(uuid4())
    plan = await city.record("plans", title="A plan", released=True)
    made = await city.record(
        "actions", title="Warm rooms", groups=[{"id": group, "why": "they froze"}], criteria=[criterion],
        proposed_by_group=group, components=["A03"], plan=plan["id"], external_id="own-name", released=True,
    )  # fmt: skip
    for asked in (f"group/{group}", f"criterion/{criterion}"):
        assert await listed(city, "actions", stranger, links_to=asked) == []
        assert await listed(city, "actions", city.headers, links_to=asked) == [made["id"]]
        assert await listed(city, "actions", as_role("staff"), links_to=asked) == [made["id"]]
    assert await listed(city, "actions", stranger, links_to=f"plan/{plan['id']}") == [made["id"]]
    assert await listed(city, "actions", stranger, component="A03") == [made["id"]]
    seen = await city.client.get(f"/v1/actions/{made['id']}", headers=stranger)
    whole = await city.client.get("/v1/actions/export", headers=stranger)
    for text in (seen.text, whole.text):
        for secret in (group, criterion, "they froze", "own-name"):
            assert secret not in text
    told = forms_of(BY_NAME["action"]).kept.model_validate_json(seen.text).model_dump()
    assert {each["by"] for each in told["links"]} == {None}


async def test_a_private_part_is_no_filter_for_strangers(city: City, stranger: dict[str, str]) -> None:
    action = await city.record("actions", title="Warm rooms", released=True, components=["A03"])
    group = await city.group()
    made = await city.record(
        "evaluations", title="After a year", of=action["id"], kind_of="impact", moment="after", held_on="2026-05-01",
        released=True, groups=[group], rights=["udhr/25"],
        judgements=[
            {"action": action["id"], "component": "B04", "right": "udhr/3", "group": group, "situation": 3},
            {"component": "B04", "right": "udhr/25", "group": await city.group("children"), "situation": 2},
        ],
    )  # fmt: skip
    for params in ({"component": "B04"}, {"right": "udhr/3"}, {"links_to": f"group/{group}"}):
        assert await listed(city, "evaluations", stranger, **params) == []
        assert await listed(city, "evaluations", city.headers, **params) == [made["id"]]
    assert await listed(city, "evaluations", stranger, links_to=f"action/{action['id']}") == [made["id"]]
    assert await listed(city, "evaluations", stranger, right="udhr/25") == [made["id"]]
    seen = (await city.client.get(f"/v1/evaluations/{made['id']}", headers=stranger)).json()
    assert [(each["relation"], each["kind"]) for each in seen["links"]] == [("of", "action"), ("rights", "right")]
    assert "B04" not in str(seen)


async def test_what_a_platform_calls_its_records_is_no_filter_for_strangers(
    city: City, other: City, stranger: dict[str, str], as_role: Headers
) -> None:
    named = {"external_id": "own-name", "source": "own-register", "title": "A title"}
    made = await city.record("indicators", **named, released=True)
    await city.record("indicators", title="Another", external_id="another", released=True)
    for params in (
        {"external_id": "own-name"}, {"source": "own-register"}, {"external_id": "own-name", "source": "own-register"},
    ):  # fmt: skip
        assert await listed(city, "indicators", stranger, **params) == []
        assert await listed(city, "indicators", other.headers, **params) == []
        assert await listed(city, "indicators", city.headers, **params) == [made["id"]]
        assert await listed(city, "indicators", as_role("staff"), **params) == [made["id"]]
    assert await listed(city, "indicators", city.headers, external_id="own-name", source="commons") == []
    assert await listed(city, "indicators", stranger, source="commons") == []


async def test_a_name_that_others_use_too_finds_ones_own(city: City, other: City) -> None:
    mine, theirs = [
        await each.record("indicators", title="A", external_id="same", released=True) for each in (city, other)
    ]
    found = [
        (await city.client.get("/v1/indicators?external_id=same", headers=each.headers)).json()["items"]
        for each in (city, other)
    ]
    assert [[each["id"] for each in items] for items in found] == [[mine["id"]], [theirs["id"]]]


async def test_what_is_not_released_answers_like_what_is_not_there(city: City, stranger: dict[str, str]) -> None:
    closed = await city.record("indicators", title="Closed")
    gone = await city.record("indicators", title="Gone", released=True)
    await city.withdraw("indicators", gone)
    answers: set[tuple[Any, ...]] = set()
    for identity in (closed["id"], gone["id"], str(uuid4())):
        told: list[Any] = []
        for method, tail, tag in (
            ("GET", "", None), ("GET", "/history", None), ("PATCH", "", None), ("PATCH", "", '"1"'),
            ("PATCH", "", '"9"'), ("PATCH", "", "*"), ("DELETE", "", None), ("DELETE", "", '"1"'),
            ("DELETE", "", '"9"'),
        ):  # fmt: skip
            answer = await city.client.request(
                method, f"/v1/indicators/{identity}{tail}", headers=stranger | ({"If-Match": tag} if tag else {}),
                json={"title": "Mine"} if method == "PATCH" else None,
            )  # fmt: skip
            told.append((answer.status_code, answer.json()["code"]))
        answers.add(tuple(told))
    assert len(answers) == 1, answers
    assert {status for status, _ in answers.pop()} <= {403, 404}
    assert await listed(city, "indicators", stranger) == []


async def test_a_released_record_of_another_is_read_and_not_written(city: City, other: City) -> None:
    made = await city.record("indicators", title="Open", released=True)
    for tag in ('"1"', '"9"', "*"):
        answer = await city.client.patch(
            f"/v1/indicators/{made['id']}", json={"title": "Mine"}, headers=other.headers | {"If-Match": tag}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "territory-not-yours")
    history = await city.client.get(f"/v1/indicators/{made['id']}/history", headers=other.headers)
    assert history.status_code == 404


async def test_an_import_into_the_place_of_another_is_refused_row_by_row(city: City, other: City) -> None:
    rows = [{"platform_id": each, "external_id": "a", "title": "A title"} for each in (city.platform, other.platform)]
    answer = await city.client.post(
        "/v1/indicators/import", content="\n".join(map(json.dumps, rows)), headers=city.headers | LINES
    )
    assert [each["outcome"] for each in answer.json()["items"]] == ["created", "rejected"]
    assert answer.json()["items"][1]["errors"][0]["code"] == "territory-not-yours"


async def test_what_another_keeps_to_itself_is_unknown_and_cannot_be_pointed_to(city: City, other: City) -> None:
    closed = await other.record("practices", title="Closed", text="How", language="en", external_id="theirs")
    group = await other.group()
    for practice in (closed["id"], str(uuid4()), "theirs"):
        assert await city.refused(
            "exchanges", title="A visit", kind_of="visit", direction="asks", practice=practice
        ) == [("/practice", "reference-unknown")]
    assert await city.refused("actions", title="A", groups=[group]) == [("/groups/0", "reference-unknown")]
    gone = await other.record("practices", title="Gone", text="How", language="en", released=True)
    await other.withdraw("practices", gone)
    assert await city.refused("exchanges", title="A visit", kind_of="visit", direction="asks", practice=gone["id"]) == [
        ("/practice", "reference-unknown")
    ]


async def test_an_id_in_a_text_opens_no_way_to_what_is_unknown(city: City, other: City) -> None:
    closed = await other.record("actions", title="Closed")
    nothing = str(uuid4())
    made = await city.record("practices", title="Ours", text=f"See {closed['id']} and {nothing}", language="en")
    for identity in (closed["id"], nothing):
        answer = await city.change("practices", made, actions=[identity])
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["code"] == "reference-unknown"


async def test_a_partner_follows_its_own_records_alone(city: City, other: City) -> None:
    mine = await city.record("indicators", title="Mine")
    theirs = await other.record("indicators", title="Theirs", released=True)
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": 2} | ({"after": cursor} if cursor else {})
        page = (await city.client.get("/v1/process/changes", params=params, headers=city.headers)).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["cursor"]
        if not page["remaining"]:
            break
    assert mine["id"] in seen
    assert theirs["id"] not in seen
