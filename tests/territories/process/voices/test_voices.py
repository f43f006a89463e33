"""From individual criteria to a group's, a mixed group's and a territory's, and back."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.territories.process.makers import City

PATH = "collective-criteria"
APPROVED = {"state": "approved", "approved_on": "2025-03-01"}


async def collective(city: City, level: str = "group", **fields: Any) -> dict[str, Any]:
    return await city.record(PATH, **{"text": "We want to be greeted", "language": "en", "level": level} | fields)


async def voices(city: City, record: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = await city.client.get(f"/v1/{PATH}/{record['id']}/voices", headers=headers or city.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_voices_lead_down_to_the_first_words_and_up_again(city: City) -> None:
    first, second, third = (str(uuid4()) for _ in range(3))
    elders, youth = await city.group("elders"), await city.group("youth")
    both = await city.group("mixed", takes_up=[elders, youth])
    of_elders = await collective(city, group=elders, merges=[first, {"id": second, "why": "the same in other words"}])
    of_youth = await collective(city, group=youth, merges=[third])
    mixed = await collective(city, "mixed", group=both, takes_up=[of_elders["id"], of_youth["id"]], merges=[first])
    whole = await collective(city, "territory", takes_up=[mixed["id"], of_elders["id"]], **APPROVED)

    told = await voices(city, whole)
    assert (told["n_criteria"], told["n_groups"], told["n_unseen"]) == (3, 2, 0)
    assert sorted(told["groups"]) == sorted([elders, youth])
    assert told["mixed_groups"] == [both]
    [at_mixed, again] = told["below"]["takes_up"]
    assert [at_mixed["again"], again["again"]] == [False, True]
    assert [each["merges"] for each in at_mixed["takes_up"]] == [[first, second], [third]]
    through = {
        each["criterion"]: [(way["level"], way["group"]) for way in each["through"]] for each in told["criteria"]
    }
    assert sorted(through[first]) == [("group", elders), ("mixed", both)]
    assert through[third] == [("group", youth)]

    upwards = await voices(city, of_youth)
    [above] = upwards["above"]
    assert (above["id"], [each["id"] for each in above["taken_up_by"]]) == (mixed["id"], [whole["id"]])
    assert upwards["below"]["takes_up"] == []


async def test_a_criterion_is_merged_once_by_a_group(city: City) -> None:
    group, other, said = await city.group(), await city.group("youth"), str(uuid4())
    kept = await collective(city, group=group, merges=[said])
    wrong = {"text": "Again", "language": "en", "level": "group", "group": group}
    assert await city.refused(PATH, **wrong, merges=[str(uuid4()), said]) == [("/merges/1", "merged-twice")]
    assert await city.refused(PATH, **wrong, merges=[said, said]) == [("/merges", "merged-twice")]
    await collective(city, group=other, merges=[said])
    assert (await city.withdraw(PATH, kept)).status_code == 204
    await collective(city, group=group, merges=[said])


async def test_a_criterion_is_merged_once_within_one_import_too(city: City) -> None:
    group, said = await city.group(), str(uuid4())
    row = {"platform_id": city.platform, "text": "Peace", "language": "en", "level": "group", "group": group}
    rows = [row | {"external_id": name, "merges": [said]} for name in ("one", "two")]
    answer = await city.client.post(f"/v1/{PATH}/import", json=rows, headers=city.headers)
    assert answer.status_code == 200, answer.text
    assert "merged-twice" in answer.text
    listed = await city.client.get(f"/v1/{PATH}", params={"links_to": f"criterion/{said}"}, headers=city.headers)
    assert len(listed.json()["items"]) == 1


async def test_only_what_is_below_is_taken_up(city: City) -> None:
    group, mixed_group = await city.group(), await city.group("mixed")
    low = await collective(city, group=group)
    mixed = await collective(city, "mixed", group=mixed_group, takes_up=[low["id"]])
    whole = await collective(city, "territory", takes_up=[mixed["id"]])
    said = {"text": "X", "language": "en"}
    upwards = [("/takes_up/0", "takes-up-upwards")]
    assert await city.refused(PATH, **said, level="group", group=group, takes_up=[mixed["id"]]) == upwards
    assert await city.refused(PATH, **said, level="mixed", group=mixed_group, takes_up=[mixed["id"]]) == upwards
    assert await city.refused(PATH, **said, level="territory", takes_up=[whole["id"]]) == upwards
    lifted = await city.change(PATH, mixed, level="territory", group=None)
    assert lifted.status_code == 422
    assert lifted.json()["errors"][0]["code"] == "takes-up-upwards"
    itself = await city.change(PATH, whole, takes_up=[whole["id"]])
    assert [each["code"] for each in itself.json()["errors"]] == ["takes-up-upwards"]


async def test_an_island_takes_up_what_its_villages_agreed_on(city: City) -> None:
    island = city
    staff_made = City(city.client, city.headers)
    village = await staff_made.settle("village", parent=city.territory)
    agreed = await collective(village, "territory", merges=[str(uuid4())])
    together = await collective(island, "territory", takes_up=[agreed["id"]])
    assert (await voices(island, together))["n_criteria"] == 1
    down = {"text": "X", "language": "en", "level": "territory"}
    assert await village.refused(PATH, **down, takes_up=[together["id"]]) == [("/takes_up/0", "takes-up-upwards")]


async def test_a_council_takes_up_what_platforms_that_look_to_it_agreed_on(city: City) -> None:
    body = {"territory_id": city.territory, "name": "Residents of the harbour", "referent_id": city.platform}
    made = await city.client.post("/v1/platforms", json=body, headers=city.headers)
    residents = City(city.client, city.headers)
    residents.territory, residents.platform = city.territory, made.json()["id"]
    agreed = await collective(residents, "territory")
    together = await collective(city, "territory", takes_up=[agreed["id"]])
    assert (await voices(city, agreed))["above"][0]["id"] == together["id"]
    down = {"text": "X", "language": "en", "level": "territory"}
    assert await residents.refused(PATH, **down, takes_up=[together["id"]]) == [("/takes_up/0", "takes-up-upwards")]


async def test_two_places_that_look_to_each_other_never_take_up_in_a_loop(city: City) -> None:
    """A village inside a city to whose platform the city looks in turn: each is below the other."""
    village = await City(city.client, city.headers).settle("village", parent=city.territory)
    headers = city.headers | {"If-Match": "*"}
    address, body = f"/v1/platforms/{city.platform}", {"referent_id": village.platform}
    assert (await city.client.patch(address, json=body, headers=headers)).status_code == 200
    agreed = await collective(village, "territory")
    together = await collective(city, "territory", takes_up=[agreed["id"]])
    answer = await city.change(PATH, agreed, takes_up=[together["id"]])
    assert [each["code"] for each in answer.json()["errors"]] == ["takes-up-loop"]


async def test_a_group_speaks_on_its_own_platform(city: City) -> None:
    village = await City(city.client, city.headers).settle("village", parent=city.territory)
    said = {"text": "X", "language": "en", "level": "group", "group": await village.group()}
    assert await city.refused(PATH, **said) == [("/group", "group-elsewhere")]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"level": "group"}, ("", "group-missing")),
        ({"level": "mixed"}, ("", "group-missing")),
        ({"level": "territory", "group": "own"}, ("", "group-misplaced")),
        ({"level": "mixed", "group": "own"}, ("/level", "level-of-group")),
        ({"level": "group", "group": "mixed"}, ("/level", "level-of-group")),
        ({"level": "territory", "state": "approved"}, ("/state", "approval-missing")),
        ({"level": "territory", "takes_up": [str(UUID(int=7))]}, ("/takes_up/0", "reference-unknown")),
    ],
)
async def test_what_cannot_be_is_refused_by_name(city: City, fields: dict[str, Any], fault: tuple[str, str]) -> None:
    if fields.get("group"):
        fields = fields | {"group": await city.group("mixed" if fields["group"] == "mixed" else "elders")}
    assert await city.refused(PATH, text="X", language="en", **fields) == [fault]


async def test_the_public_reads_how_many_and_not_who(city: City, public: dict[str, str]) -> None:
    group = await city.group()
    low = await collective(city, group=group, merges=[str(uuid4()), str(uuid4())])
    whole = await collective(city, "territory", takes_up=[low["id"]], released=True)
    told = await voices(city, whole, public)
    assert (told["n_criteria"], told["n_groups"], told["n_unseen"]) == (2, 1, 1)
    assert (told["criteria"], told["groups"], told["below"]["takes_up"]) == ([], [], [])
    hidden = await city.client.get(f"/v1/{PATH}/{low['id']}/voices", headers=public)
    assert hidden.status_code == 404


async def test_a_list_tells_what_nobody_took_up(city: City) -> None:
    low = await collective(city, group=await city.group())
    whole = await collective(city, "territory", takes_up=[low["id"]])

    async def listed(taken_up: str) -> list[str]:
        params = {"platform_id": city.platform, "taken_up": taken_up}
        answer = await city.client.get(f"/v1/{PATH}", params=params, headers=city.headers)
        return [each["id"] for each in answer.json()["items"]]

    assert (await listed("true"), await listed("false")) == ([low["id"]], [whole["id"]])


async def test_a_withdrawn_voice_no_longer_speaks(city: City) -> None:
    low = await collective(city, group=await city.group(), merges=[str(uuid4())])
    whole = await collective(city, "territory", takes_up=[low["id"]], merges=[str(uuid4())])
    assert (await city.withdraw(PATH, low)).status_code == 204
    told = await voices(city, whole)
    assert (told["n_criteria"], told["n_groups"], told["below"]["takes_up"]) == (1, 0, [])
