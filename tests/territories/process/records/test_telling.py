"""What is told of a record fits what was done to it: history, links, versions and the feed."""

from typing import Any
from uuid import uuid4

from tests.territories.process.makers import City


async def history(city: City, path: str, record: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await city.client.get(f"/v1/{path}/{record['id']}/history", headers=city.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()[::-1])


async def test_history_tells_zero_and_false_and_parts_of_a_field(city: City) -> None:
    made = await city.record("scenarios", title="Two halls", cycle=0, chosen=False)
    made = (await city.change("scenarios", made, cycle=None)).json()
    meeting = await city.record("meetings", title="First", held_on="2026-01-10")
    given = {"chosen": True, "components": ["A03"], "meeting": meeting["id"], "released": True}
    made = (await city.change("scenarios", made, **given)).json()
    told = await history(city, "scenarios", made)
    assert [each["revision"] for each in told] == [1, 2, 3]
    assert [each["released"] for each in told] == [False, False, True]
    first = {each["field"]: each["after"] for each in told[0]["changes"]}
    assert (first["cycle"], first["chosen"]) == (0, False)
    assert "components" not in first
    assert told[1]["changes"] == [{"field": "cycle", "before": 0, "after": None}]
    fields = {each["field"]: (each["before"], each["after"]) for each in told[2]["changes"]}
    assert fields["chosen"] == (False, True)
    assert fields["components"][1] == [{"codebook": "provisional-2026", "code": "A03"}]


async def test_history_tells_a_change_inside_a_part(city: City) -> None:
    decisions = [{"text": "Open on Sundays", "why": "asked for"}]
    made = await city.record("meetings", title="First", held_on="2026-01-10", decisions=decisions)
    again = (await city.change("meetings", made, decisions=[{"text": "Open on Sundays", "why": "voted"}])).json()
    told = await history(city, "meetings", again)
    [change] = told[1]["changes"]
    assert (change["field"], change["before"][0]["why"], change["after"][0]["why"]) == (
        "decisions",
        "asked for",
        "voted",
    )


async def test_a_release_and_its_end_are_writings_of_their_own(city: City, public: dict[str, str]) -> None:
    made = await city.record("indicators", title="A title")
    for number, released in enumerate((True, False, True), 2):
        made = (await city.change("indicators", made, released=released)).json()
        assert (made["revision"], made["released"]) == (number, released)
        seen = await city.client.get(f"/v1/indicators/{made['id']}", headers=public)
        assert seen.status_code == (200 if released else 404)
    assert [each["changes"] for each in (await history(city, "indicators", made))[1:]] == [[], [], []]


async def test_a_link_is_made_anew_when_its_reason_changes_and_goes_with_its_field(city: City) -> None:
    made = await city.record("indicators", title="A title", components=["A03", {"code": "B04", "why": "first"}])
    before = {each["key"].rpartition("/")[2]: each for each in made["links"]}
    given = ["A03", {"code": "B04", "why": "second"}]
    made = (await city.change("indicators", made, components=given, title="Other")).json()
    after = {each["key"].rpartition("/")[2]: each for each in made["links"]}
    assert after["A03"] == before["A03"]
    assert after["B04"]["why"] == "second"
    assert after["B04"]["at"] > before["B04"]["at"]
    made = (await city.change("indicators", made, components=None)).json()
    assert (made["components"], made["links"]) == ([], [])


async def test_a_name_that_two_kinds_have_leads_to_the_kind_that_is_meant(city: City) -> None:
    indicator = await city.record("indicators", title="An indicator", external_id="damp")
    measure = await city.record("measures", title="A measure", unit="%", direction="illbeing", external_id="damp")
    assert await city.refused("actions", title="A", targets=[{"of": "damp", "aim": 4}]) == [
        ("/targets/0/of", "reference-unknown")
    ]
    for kind, target in (("indicator", indicator), ("measure", measure)):
        of = {"external_id": "damp", "kind": kind}
        made = await city.record("actions", title="A", targets=[{"of": of, "aim": 4}])
        assert made["targets"][0]["of"] == {"id": target["id"], "kind": kind}
        assert [(each["kind"], each["key"]) for each in made["links"]] == [(kind, target["id"])]


async def test_what_is_gone_keeps_its_kind_where_a_field_takes_several(city: City) -> None:
    body = {"territory_id": city.territory, "name": "For a while"}
    platform = (await city.client.post("/v1/platforms", json=body, headers=city.headers)).json()["id"]
    made = await city.record(
        "evaluations", title="Of itself", of=platform, kind_of="self-evaluation", moment="after", held_on="2026-05-01"
    )
    await city.client.delete(f"/v1/platforms/{platform}", headers=city.headers | {"If-Match": "*"})
    made = (await city.change("evaluations", made, of=platform, title="Of what was")).json()
    assert made["of"] == {"id": platform, "kind": "platform"}
    assert [(each["kind"], each["key"]) for each in made["links"]] == [("platform", platform)]


async def test_a_link_to_what_is_gone_stays_in_its_own_field_only(city: City) -> None:
    group = await city.group()
    made = await city.record("actions", title="A", groups=[group])
    await city.client.delete(f"/v1/groups/{group}", headers=city.headers | {"If-Match": "*"})
    kept = (await city.change("actions", made, title="B")).json()
    assert kept["groups"] == [{"id": group}]
    moved = await city.change("actions", kept, proposed_by_group=group)
    assert moved.json()["errors"][0]["code"] == "reference-unknown"


async def test_the_feed_tells_an_end_and_a_new_beginning(city: City) -> None:
    made = await city.record("indicators", title="First", external_id=uuid4().hex)

    async def told() -> list[tuple[int, bool]]:
        page = await city.client.get("/v1/process/changes", params={"limit": 5000}, headers=city.headers)
        return [(each["revision"], each["tombstone"]) for each in page.json()["items"] if each["id"] == made["id"]]

    assert await told() == [(1, False)]
    await city.withdraw("indicators", made)
    assert await told() == [(2, True)]
    again = await city.record("indicators", title="Second", external_id=made["external_id"])
    assert (again["id"], again["revision"], again["released"]) == (made["id"], 3, False)
    assert await told() == [(3, False)]
    assert [each["withdrawn"] for each in await history(city, "indicators", made)] == [False, True, False]
