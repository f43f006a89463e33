"""Actions of co-responsibility and plans of them, through the front door."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.territories.process.actions.kinds import ACTION
from services.territories.process.records.listing import filters_of, where_of
from services.territories.process.records.store import SELECT
from shared.identity import Identity
from tests.territories.process.actions.test_lens import ANSWERED
from tests.territories.process.makers import City

MANY = """
insert into record (id, kind, platform_id, source, external_id, body)
select gen_random_uuid(), kind, $1, 'many', number, '{}'
from unnest(array['action', 'observation']) kind, generate_series(1, 5000) number
"""

YESTERDAY = (date.today() - timedelta(days=1)).isoformat()
TOMORROW = (date.today() + timedelta(days=2)).isoformat()


async def action(city: City, **fields: Any) -> dict[str, Any]:
    return await city.record("actions", **{"title": "Warm homes"} | fields)


async def listed(city: City, **params: str) -> set[str]:
    answer = await city.client.get("/v1/actions", params={"platform_id": city.platform} | params, headers=city.headers)
    assert answer.status_code == 200, answer.text
    return {each["id"] for each in answer.json()["items"]}


def links(record: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["relation"], each["kind"]) for each in record["links"]}


async def test_an_action_holds_the_whole_chain_and_who_brings_what(city: City) -> None:
    group = await city.group("homeless")
    town = await city.record("stakeholders", name="Town hall", sector="public")
    users = await city.record("stakeholders", name="Residents of the harbour", sector="citizen", external_id="users")
    home = await city.record("indicators", title="A dry home", external_id="home")
    damp = await city.record("measures", title="Damp homes", unit="%", direction="illbeing", external_id="damp")
    promise = await city.record("commitments", title="No damp homes", text="By 2027 no home is damp")
    plan = await city.record(
        "plans", title="Plan 2025", axes=[{"title": "Homes", "components": ["A03"]}, {"title": "Ties"}],
        commitments=[promise["id"]], starts_on="2025-01-01", ends_on="2027-12-31",
    )  # fmt: skip
    kept = await action(
        city, components=["A03"], criteria=[str(uuid4())], groups=[group], proposed_by_group=group, rights=["udhr/25"],
        commitments=[promise["id"]], indicators=["home"], measures=["damp"], plan=plan["id"], responsible=town["id"],
        targets=[{"of": "home", "start": 2, "aim": 4, "by": "2027-12-31"}, {"of": "damp", "start": 30, "aim": 10}],
        contributors=[{"stakeholder": "users", "brings": "Two days a month", "kind_of": "time"}],
        budget={"reference": "423.01", "amount": 12000, "currency": "EUR", "year": 2025},
        evidence=[{"title": "Minutes", "url": "https://praia.example/minutes"}], lens=ANSWERED, state="decided",
        starts_on="2025-01-01", due_on="2027-12-31", baseline="Thirty of a hundred homes are damp",
    )  # fmt: skip
    assert links(plan) == {("components", "component"), ("commitments", "commitment")}
    assert links(kept) == {
        ("components", "component"), ("criteria", "criterion"), ("groups", "group"), ("proposed_by_group", "group"),
        ("rights", "right"), ("commitments", "commitment"), ("indicators", "indicator"), ("measures", "measure"),
        ("plan", "plan"), ("responsible", "stakeholder"), ("targets", "indicator"), ("targets", "measure"),
        ("contributors", "stakeholder"),
    }  # fmt: skip
    assert kept["contributors"][0]["stakeholder"]["id"] == users["id"]
    assert [each["of"] for each in kept["targets"]] == [
        {"id": home["id"], "kind": "indicator"},
        {"id": damp["id"], "kind": "measure"},
    ]
    for pointed in (
        f"plan/{plan['id']}",
        f"commitment/{promise['id']}",
        f"group/{group}",
        f"stakeholder/{users['id']}",
    ):
        assert await listed(city, links_to=pointed) == {kept["id"]}
    assert await listed(city, component="A03", right="udhr/25") == {kept["id"]}


async def test_case_five_a_homogeneous_group_proposes_its_pilot_action(city: City) -> None:
    """Salaspils, 2010: at their second meeting the groups proposed a pilot action each."""
    young, old = await city.group("youth"), await city.group("elders")
    skate = await action(city, title="A place to skate", proposed_by_group=young)
    bench = await action(city, title="Benches on the way", proposed_by_group=old)
    assert await listed(city, links_to=f"group/{young}") == {skate["id"]}
    assert await listed(city, links_to=f"group/{old}") == {bench["id"]}


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"state": "decided"}, ("/lens", "lens-missing")),
        ({"state": "done", "lens": ANSWERED}, ("/done_on", "done-when")),
        ({"starts_on": "2025-02-01", "due_on": "2025-01-01"}, ("", "dates-order")),
        ({"budget": {"amount": 5}}, ("/budget", "currency-missing")),
        ({"budget": {"amount": -5, "currency": "EUR"}}, ("/budget/amount", "greater-than-equal")),
        ({"evidence": [{"title": "X", "url": "javascript:alert(1)"}]}, ("/evidence/0/url", "string-pattern-mismatch")),
        ({"contributors": [{"stakeholder": "nobody"}]}, ("/contributors/0/stakeholder", "reference-unknown")),
        ({"state": "finished"}, ("/state", "enum")),
    ],
)
async def test_what_is_wrong_is_named(city: City, fields: dict[str, Any], fault: tuple[str, str]) -> None:
    assert await city.refused("actions", title="X", **fields) == [fault]


async def test_overdue_actions_are_seen(city: City) -> None:
    late = await action(city, due_on=YESTERDAY)
    await action(city, due_on=TOMORROW)
    done = await action(city, due_on=YESTERDAY, state="done", done_on=YESTERDAY, lens=ANSWERED)
    never = await action(city)
    assert await listed(city, overdue="true") == {late["id"]}
    assert {done["id"], never["id"]} <= await listed(city, overdue="false")


async def test_orphaned_actions_are_seen_when_those_responsible_leave(city: City) -> None:
    staying = await city.record("stakeholders", name="Town hall", sector="public")
    leaving = await city.record("stakeholders", name="Association", sector="citizen")
    gone = await city.record("stakeholders", name="Firm", sector="private")
    nobody = await action(city)
    held = await action(city, responsible=staying["id"])
    left = await action(city, responsible=leaving["id"])
    lost = await action(city, responsible=gone["id"])
    await action(city, state="abandoned")
    assert await listed(city, orphaned="true") == {nobody["id"]}
    assert (await city.change("stakeholders", leaving, left_on=YESTERDAY)).status_code == 200
    assert (await city.withdraw("stakeholders", gone)).status_code == 204
    assert await listed(city, orphaned="true") == {nobody["id"], left["id"], lost["id"]}
    assert held["id"] in await listed(city, orphaned="false")


async def test_a_state_has_a_history(city: City) -> None:
    kept = await action(city)
    decided = await city.change("actions", kept, state="decided", lens=ANSWERED, why="The council of May")
    assert decided.status_code == 200, decided.text
    back = await city.change("actions", decided.json(), state="proposed", why="Too dear for this year")
    assert back.status_code == 200
    answer = await city.client.get(f"/v1/actions/{kept['id']}/history", headers=city.headers)
    assert [each["why"] for each in answer.json()] == ["Too dear for this year", "The council of May", None]


async def test_the_public_does_not_see_which_group_asked(city: City, public: dict[str, str]) -> None:
    group = await city.group()
    kept = await action(
        city, groups=[group], proposed_by_group=group, criteria=[str(uuid4())], components=["A03"], released=True
    )
    seen = await city.client.get(f"/v1/actions/{kept['id']}", headers=public)
    assert seen.status_code == 200
    assert group not in seen.text
    assert {each["kind"] for each in seen.json()["links"]} == {"component"}


async def test_whether_somebody_answers_for_an_action_is_not_found_by_reading_every_record(
    city: City, database: str
) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("set search_path = territories, public")
    changes = connection.transaction()
    await changes.start()
    try:
        await connection.execute(MANY, UUID(city.platform))
        await connection.execute("analyze record")
        for asked in (True, False):
            wanted = filters_of(ACTION)[1].model_validate({"orphaned": asked})
            where = where_of(ACTION, Identity("clara", "staff"), wanted)
            plan = await connection.fetch(f"explain {where.query(SELECT, 'r.id', 51)}", *where.values)
            assert "Seq Scan on record" not in str(plan), plan
    finally:
        await changes.rollback()
        await connection.close()
