"""Evaluations by the same groups, and the improvements that follow, through the front door."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from tests.territories.process.makers import City

YESTERDAY = (date.today() - timedelta(days=1)).isoformat()
TOMORROW = (date.today() + timedelta(days=2)).isoformat()


def link(kind: str, record: dict[str, Any]) -> dict[str, str]:
    return {"id": record["id"], "kind": kind}


async def evaluation(city: City, **fields: Any) -> dict[str, Any]:
    day = "2024-01-01" if fields.get("moment") == "before" else "2025-01-01"
    return await city.record("evaluations", **{"title": "A look", "moment": "after", "held_on": day} | fields)


async def asked(city: City, headers: dict[str, str] | None = None, **params: str) -> httpx.Response:
    return await city.client.get("/v1/evaluations/matrix", params=params, headers=headers or city.headers)


async def matrix(city: City, headers: dict[str, str] | None = None, **params: str) -> list[dict[str, Any]]:
    answer = await asked(city, headers, **params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["cells"])


async def test_the_same_groups_judge_an_action_before_and_after(city: City, public: dict[str, str]) -> None:
    groups = [await city.group(profile) for profile in ("homeless", "youth", "elders")]
    action = await city.record("actions", title="An open house")
    for moment, situation in (("before", 1), ("after", 3)):
        judgements = [
            {"group": group, "component": "D03", "situation": situation + number, "effect": "better"}
            for number, group in enumerate(groups)
        ]
        kept = await evaluation(city, of=action["id"], moment=moment, judgements=judgements, released=True)
    assert {(each["relation"], each["kind"]) for each in kept["links"]} == {
        ("of", "action"), ("groups", "group"), ("components", "component")
    }  # fmt: skip
    [cell] = await matrix(city, action=action["id"])
    assert (cell["of"], cell["aspect"].split("/")[1]) == (action["id"], "D03")
    assert (cell["before"]["mean"], cell["after"]["mean"], cell["change"]["mean"]) == (2.0, 4.0, 2.0)
    assert (cell["change"]["n_groups"], cell["change"]["comparable"]) == (3, True)
    assert await matrix(city, platform=city.platform) == [cell]
    assert await matrix(city, public, action=action["id"]) == [cell]
    seen = await city.client.get(f"/v1/evaluations/{kept['id']}", headers=public)
    assert "judgements" not in seen.json()
    assert not any(group in seen.text for group in groups)


async def test_a_table_of_evaluations_leaves_out_for_the_public_what_single_groups_judged(
    city: City, public: dict[str, str]
) -> None:
    action, group = await city.record("actions", title="An open house"), await city.group()
    judgements = [{"group": group, "component": "D03", "situation": 2}]
    kept = await evaluation(city, of=action["id"], judgements=judgements, released=True)
    params = {"platform_id": city.platform, "format": "csv"}
    for headers, told in ((city.headers, True), (public, False)):
        answer = await city.client.get("/v1/evaluations/export", params=params, headers=headers)
        assert answer.status_code == 200
        assert len(answer.text.splitlines()) == 2
        assert (group in answer.text) is told
    assert kept["judgements"][0]["group"]["id"] == group


async def test_the_public_sees_nothing_of_two_groups(city: City, public: dict[str, str]) -> None:
    action = await city.record("actions", title="An open house")
    judgements = [{"group": await city.group(), "component": "D03", "situation": 2} for _ in range(2)]
    await evaluation(city, of=action["id"], judgements=judgements, released=True)
    assert await matrix(city, public, action=action["id"]) == []
    assert len(await matrix(city, action=action["id"])) == 1


async def test_what_is_not_released_is_not_in_the_public_matrix(city: City, public: dict[str, str]) -> None:
    action = await city.record("actions", title="An open house")
    judgements = [{"group": await city.group(), "component": "D03", "situation": 2} for _ in range(3)]
    await evaluation(city, of=action["id"], judgements=judgements)
    assert await matrix(city, public, action=action["id"]) == []


async def test_case_two_a_plan_on_four_axes_is_evaluated_action_by_action(city: City) -> None:
    """Mons: a plan since 2009 on four axes, and a participatory co-evaluation of it in 2012."""
    axes = [{"title": title} for title in ("Homes", "Ties", "Work", "A say")]
    plan = await city.record("plans", title="Plan", axes=axes, starts_on="2009-01-01")
    one, other = [await city.record("actions", title=title, plan=plan["id"]) for title in ("One", "Other")]
    group = await city.group("homeless")
    judgements = [
        {"action": each["id"], "group": group, "component": "A03", "situation": level}
        for each, level in ((one, 2), (other, 4))
    ]
    await evaluation(city, of=link("plan", plan), held_on="2012-05-01", judgements=judgements)
    cells = await matrix(city, plan=plan["id"])
    assert {cell["of"]: cell["after"]["mean"] for cell in cells} == {one["id"]: 2.0, other["id"]: 4.0}
    assert [cell["of"] for cell in await matrix(city, action=other["id"])] == [other["id"]]


async def test_an_action_of_a_plan_is_in_the_matrix_of_the_plan(city: City) -> None:
    plan = await city.record("plans", title="Plan")
    action = await city.record("actions", title="One", plan=plan["id"])
    judgements = [{"group": await city.group(), "component": "A03", "situation": 2}]
    await evaluation(city, of=action["id"], judgements=judgements)
    assert [cell["of"] for cell in await matrix(city, plan=plan["id"])] == [action["id"]]


async def test_a_platform_judges_its_own_process_phase_by_phase(city: City) -> None:
    judgements = [{"phase": phase, "situation": 3} for phase in range(1, 9)]
    await evaluation(city, of=city.platform, kind_of="self-evaluation", judgements=judgements)
    cells = await matrix(city, platform=city.platform, kind_of="self-evaluation")
    assert [cell["aspect"] for cell in cells] == [f"phase/{phase}" for phase in range(1, 9)]
    assert {cell["platform"]["after"] for cell in cells} == {3}
    assert await matrix(city, platform=city.platform, kind_of="impact") == []


async def test_what_a_plan_does_to_rights_is_judged_right_by_right(city: City) -> None:
    plan = await city.record("plans", title="Plan", rights=["udhr/25"])
    judgements = [
        {"right": "udhr/25", "component": "A03", "situation": 2, "effect": "worse", "note": "Rents will rise"},
        {"right": "udhr/21", "situation": 4, "effect": "better"},
    ]
    kept = await evaluation(city, of=plan["id"], kind_of="human-rights-impact", moment="before", judgements=judgements)
    assert {each["key"] for each in kept["links"] if each["kind"] == "right"} == {"udhr/1948/25", "udhr/1948/21"}
    cells = await matrix(city, plan=plan["id"], kind_of="human-rights-impact")
    assert [cell["aspect"] for cell in cells] == ["udhr/1948/21", "udhr/1948/25"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"judgements": [{"component": "A03", "situation": 2}]}, ("/judgements", "group-missing")),
        ({"judgements": [{"situation": 2}]}, ("/judgements", "aspect-missing")),
        ({"kind_of": "human-rights-impact", "judgements": [{"component": "A03", "situation": 2}]},
         ("/judgements", "aspect-missing")),
        ({"kind_of": "self-evaluation", "judgements": [{"phase": 9, "situation": 2}]},
         ("/judgements/0/phase", "less-than-equal")),
        ({"kind_of": "self-evaluation"}, ("/of", "evaluation-of")),
        ({"judgements": [{"group": "own", "component": "A03", "situation": 0}]},
         ("/judgements/0/situation", "greater-than-equal")),
        ({"judgements": [{"group": "own", "component": "A03", "situation": each} for each in (1, 5)]},
         ("/judgements/1", "judged-twice")),
        ({"judgements": [{"group": "own", "component": "A03", "situation": 1, "action": "other"}]},
         ("/judgements/0/action", "action-elsewhere")),
        ({"judgements": [{"group": "nobody", "component": "A03", "situation": 1}]},
         ("/judgements/0/group", "reference-unknown")),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named(city: City, fields: dict[str, Any], fault: tuple[str, str]) -> None:
    action = await city.record("actions", title="One")
    await city.record("actions", title="Other", external_id="other")
    await city.group(external_id="own")
    said = {"title": "X", "moment": "after", "held_on": "2025-01-01", "of": action["id"]} | fields
    assert await city.refused("evaluations", **said) == [fault]


@pytest.mark.parametrize("params", [{}, {"action": "own", "platform": "own"}])
async def test_a_matrix_is_of_one_thing(city: City, params: dict[str, str]) -> None:
    answer = await asked(city, **dict.fromkeys(params, city.platform))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/action")


async def test_an_evaluation_leads_to_improvements_with_an_owner_and_a_date(city: City) -> None:
    action = await city.record("actions", title="One")
    judged = await evaluation(city, of=action["id"])
    said = {"evaluation": judged["id"], "text": "Open in the evening too"}
    assert await city.refused("improvements", **said) == [("", "owner-missing")]
    owner = (await city.record("stakeholders", name="Town hall", sector="public"))["id"]
    whole = said | {"owner": owner, "due_on": TOMORROW}
    assert await city.refused("improvements", **whole, state="carried-out") == [("/carried_out_on", "done-when")]
    late = await city.record("improvements", **whole | {"due_on": YESTERDAY})
    await city.record("improvements", **whole)
    await city.record("improvements", **whole | {"due_on": YESTERDAY}, state="carried-out", carried_out_on=YESTERDAY)
    params = {"platform_id": city.platform, "overdue": "true"}
    answer = await city.client.get("/v1/improvements", params=params, headers=city.headers)
    assert [each["id"] for each in answer.json()["items"]] == [late["id"]]
    params = {"links_to": f"evaluation/{judged['id']}"}
    answer = await city.client.get("/v1/improvements", params=params, headers=city.headers)
    assert len(answer.json()["items"]) == 3
