"""Commitments, a platform's own crosswalk, steps and peer reviews, through the front door."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.territories.process.makers import City

Headers = Callable[..., dict[str, str]]

YESTERDAY = (date.today() - timedelta(days=1)).isoformat()
TODAY = date.today().isoformat()


async def commitment(city: City, **fields: Any) -> dict[str, Any]:
    return await city.record("commitments", **{"title": "Homes", "text": "Nobody sleeps outside"} | fields)


async def listed(city: City, path: str, **params: str) -> list[str]:
    answer = await city.client.get(f"/v1/{path}", params={"platform_id": city.platform} | params, headers=city.headers)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


async def test_a_commitment_joins_what_was_said_with_rights(city: City) -> None:
    owner = await city.record("stakeholders", name="Town hall", sector="public")
    kept = await commitment(
        city, rights=["udhr/25", {"framework": "charter-agenda", "item": "X", "why": "It names the home"}],
        components=["A03", "I01"], criteria=[str(uuid4())], owner=owner["id"], decided_on=YESTERDAY, state="made",
        next_step="Find two houses", next_step_on=YESTERDAY, evidence=[{"title": "Minutes of the council"}],
    )  # fmt: skip
    why = {each["key"]: each["why"] for each in kept["links"] if each["kind"] == "right"}
    assert why == {"udhr/1948/25": None, "charter-agenda/2011/X": "It names the home"}
    assert await listed(city, "commitments", right="udhr/25", overdue="true") == [kept["id"]]
    assert await listed(city, "commitments", state="kept") == []


async def test_a_commitment_that_was_revised_stays_and_leads_to_the_new_one(city: City) -> None:
    """As in Mons: homeless people spoke of recognition and ties more than of housing, and the plan was revised."""
    old = await commitment(city, decided_on=YESTERDAY, state="made", components=["A03"])
    new = await commitment(
        city, title="Ties", decided_on=YESTERDAY, state="made", components=["I01"], replaces=old["id"]
    )
    revised = await city.change("commitments", old, state="revised", why="Recognition and ties come first")
    assert revised.status_code == 200, revised.text
    assert await listed(city, "commitments", replaced="true") == [old["id"]]
    assert await listed(city, "commitments", links_to=f"commitment/{old['id']}") == [new["id"]]
    history = await city.client.get(f"/v1/commitments/{old['id']}/history", headers=city.headers)
    assert history.json()[0]["why"] == "Recognition and ties come first"
    assert len(history.json()) == 2


async def test_a_commitment_never_replaces_itself(city: City) -> None:
    first = await commitment(city)
    second = await commitment(city, replaces=first["id"])
    third = await commitment(city, replaces=second["id"])
    for older in (first, third):
        answer = await city.change("commitments", first, replaces=older["id"])
        assert [each["code"] for each in answer.json()["errors"]] == ["replaces-loop"]


@pytest.mark.parametrize(
    ("path", "fields", "fault"),
    [
        ("commitments", {"title": "X", "text": "Y", "state": "made"}, ("/state", "approval-missing")),
        ("commitments", {"title": "X", "text": "Y", "rights": ["udhr/31"]}, ("/rights/0", "right-unknown")),
        ("label-steps", {"step": "trophy", "title": "X"}, ("/step", "step-unknown")),
        ("label-steps", {"step": "office", "title": "X", "score": 3}, ("/score", "extra-forbidden")),
        ("crosswalk", {"component": "A03", "right": "udhr/25", "strength": "huge", "author": "X", "dated_on": TODAY},
         ("/strength", "enum")),
        ("peer-reviews", {"title": "X", "reviewed": "own", "held_on": TODAY}, ("/reviewed", "own-platform")),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named(city: City, path: str, fields: dict[str, Any], fault: tuple[str, str]) -> None:
    if "reviewed" in fields:
        fields = fields | {"reviewed": city.platform}
    assert await city.refused(path, **fields) == [fault]


async def test_a_platform_proposes_its_own_links_between_components_and_rights(city: City) -> None:
    row = {"component": "D06", "right": "udhr/29", "strength": "weak", "author": "Platform of Praia", "dated_on": TODAY}
    kept = await city.record("crosswalk", **row)
    assert {each["kind"] for each in kept["links"]} == {"component", "right"}
    assert await city.refused("crosswalk", **row) == [("/right", "pair-twice")]
    await city.record("crosswalk", **row | {"right": "udhr/27"})


async def test_a_step_is_written_down_once_and_its_history_stays(city: City) -> None:
    step = await city.record("label-steps", step="office", title="A room in the town hall", rights=["fra/office"])
    assert await city.refused("label-steps", step="office", title="Again") == [("/step", "step-twice")]
    await city.record("label-steps", step="other:night-walks", title="Night walks")
    done = await city.change("label-steps", step, state="in-place", evidence=[{"title": "Photo"}])
    assert done.json()["state"] == "in-place"


async def test_a_city_looks_at_the_steps_of_another(city: City, as_role: Headers) -> None:
    other = await City(city.client, as_role("staff")).settle()
    open_step = await other.record("label-steps", step="office", title="Office", released=True)
    closed_step = await other.record("label-steps", step="council", title="Council")
    own_step = await city.record("label-steps", step="office", title="Own")
    review = {"title": "A visit", "reviewed": other.platform, "held_on": TODAY}
    kept = await city.record("peer-reviews", **review, steps=[open_step["id"]], recommendations=["Open in the evening"])
    assert kept["steps"] == [{"id": open_step["id"]}]
    unseen = [("/steps/0", "reference-unknown")]
    assert await city.refused("peer-reviews", **review, steps=[closed_step["id"]]) == unseen
    assert await city.refused("peer-reviews", **review, steps=[own_step["id"]]) == [("/steps/0", "step-elsewhere")]
