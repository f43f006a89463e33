"""Phases and scenarios through the front door, and the progress of a platform."""

from typing import Any

import pytest

from tests.territories.process.makers import City


async def set_cycles(city: City, *cycles: dict[str, Any]) -> None:
    answer = await city.client.patch(
        f"/v1/platforms/{city.platform}", json={"cycles": cycles}, headers=city.headers | {"If-Match": '"1"'}
    )
    assert answer.status_code == 200


async def progress_of(city: City, headers: dict[str, str]) -> dict[str, Any]:
    answer = await city.client.get(f"/v1/platforms/{city.platform}/progress", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def numbers(told: dict[str, Any]) -> dict[str, int | None]:
    return {each["what"]: each["n"] for phase in told["phases"] for each in phase["behind"]}


async def test_a_phase_of_a_cycle_is_written_down_once(city: City) -> None:
    first = await city.record("phases", cycle=1, phase=2)
    assert await city.refused("phases", cycle=1, phase=2, state="done") == [("/phase", "phase-twice")]
    await city.record("phases", cycle=2, phase=2)
    changed = await city.change("phases", first, state="done", ended_on="2026-03-01")
    assert changed.json()["state"] == "done"


@pytest.mark.parametrize("path", ["phases", "scenarios"])
async def test_a_cycle_is_one_of_the_platform(city: City, path: str) -> None:
    said = {"phase": 1} if path == "phases" else {"title": "A"}
    await city.record(path, cycle=3, **said)
    await set_cycles(city, {"number": 1}, {"number": 2})
    assert await city.refused(path, cycle=0, **said) == [("/cycle", "cycle-unknown")]
    await city.record(path, cycle=2, **said)


async def test_chosen_scenarios_are_found(city: City) -> None:
    meeting = (await city.record("meetings", title="Choose", held_on="2026-01-05"))["id"]
    chosen = await city.record("scenarios", title="Shelter", chosen=True, meeting=meeting, components=["A03"])
    await city.record("scenarios", title="Hotel")
    params = {"platform_id": city.platform, "chosen": "true"}
    found = (await city.client.get("/v1/scenarios", params=params, headers=city.headers)).json()["items"]
    assert [each["id"] for each in found] == [chosen["id"]]


async def test_progress_tells_what_stands_behind_each_phase(city: City, public: dict[str, str]) -> None:
    await set_cycles(city, {"number": 1, "started_on": "2025-01-01"})
    elders = await city.group("elders", month=3, n_participants=9)
    await city.group("youth", cycle=1, n_participants=8)
    await city.group("mixed", takes_up=[elders], n_participants=4)
    meeting = (await city.record("meetings", title="Choose", held_on="2025-06-05", kind_of="co-decision"))["id"]
    await city.record("stakeholders", name="Town hall", sector="public", joined_on="2025-01-10", released=True)
    await city.record("stakeholders", name="Parish", sector="citizen", joined_on="2025-01-10")
    await city.record("scenarios", title="Shelter", chosen=True, meeting=meeting)
    gone = await city.record("scenarios", title="Hotel", cycle=1)
    await city.withdraw("scenarios", gone)
    phase = await city.record("phases", cycle=1, phase=4, state="done", started_on="2025-05-01", ended_on="2025-06-05")

    told = await progress_of(city, city.headers)
    [cycle] = told["cycles"]
    assert (told["released_only"], cycle["number"], cycle["started_on"]) == (False, 1, "2025-01-01")
    fourth = cycle["phases"][3]
    assert (fourth["record"], fourth["state"], fourth["ended_on"]) == (phase["id"], "done", "2025-06-05")
    assert cycle["phases"][0]["behind"][0] == {"what": "stakeholders", "n": 2, "by": {"citizen": 1, "public": 1}}
    expected = {
        "groups": 2,
        "mixed-groups": 1,
        "participants": 17,
        "scenarios": 1,
        "scenarios-chosen": 1,
        "co-decision-meetings": 1,
        "actions": 0,
    }
    assert {what: numbers(cycle)[what] for what in expected} == expected

    seen = await progress_of(city, public)
    assert seen["released_only"]
    assert seen["cycles"][0]["phases"][3]["state"] is None
    assert {what: numbers(seen["cycles"][0])[what] for what in ("stakeholders", "scenarios", "groups")} == {
        "stakeholders": 1,
        "scenarios": 0,
        "groups": None,
    }


async def test_a_partner_of_elsewhere_is_told_what_the_public_is(city: City, as_role: Any) -> None:
    await city.record("stakeholders", name="Town hall", sector="public")
    stranger = await City(city.client, as_role("staff")).settle()
    seen = await progress_of(city, as_role("partner", roots=[stranger.territory]))
    assert (seen["released_only"], numbers({"phases": seen["in_total"]})["stakeholders"]) == (True, 0)
    seen = await progress_of(city, as_role("staff"))
    assert (seen["released_only"], numbers({"phases": seen["in_total"]})["stakeholders"]) == (False, 1)


async def test_a_platform_that_is_not_there_has_no_progress(city: City) -> None:
    answer = await city.client.get(f"/v1/platforms/{city.territory}/progress", headers=city.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
