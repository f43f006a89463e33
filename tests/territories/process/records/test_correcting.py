"""Rows that say only what is to be corrected: what they do not mention stays, and what comes of it must hold."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.territories.process.actions.test_lens import ANSWERED
from tests.territories.process.makers import City

CSV = {"Content-Type": "text/csv"}
LINES = {"Content-Type": "application/x-ndjson"}


async def sent(city: City, path: str, content: str, media: dict[str, str], mode: str = "partial") -> dict[str, Any]:
    answer = await city.client.post(
        f"/v1/{path}/import?mode={mode}", content=content.encode(), headers=city.headers | media
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def line(city: City, path: str, **fields: Any) -> dict[str, Any]:
    """Send one line of JSON, and give what became of it."""
    told = await sent(city, path, json.dumps({"platform_id": city.platform} | fields), LINES)
    return dict(told["items"][0])


def faults(item: dict[str, Any]) -> list[tuple[str, str]]:
    assert item["outcome"] == "rejected", item
    return [(each["field"], each["code"]) for each in item["errors"]]


async def read(city: City, path: str, record: dict[str, Any]) -> dict[str, Any]:
    answer = await city.client.get(f"/v1/{path}/{record['id']}", headers=city.headers)
    return dict(answer.json())


@pytest.mark.parametrize("mode", ["partial", "atomic"])
async def test_a_table_of_what_was_done_leaves_what_the_actions_said_before(city: City, mode: str) -> None:
    made = await city.record(
        "actions", title="Warm rooms", external_id="a1", state="decided", lens=ANSWERED, components=["A03"],
        released=True,
    )  # fmt: skip
    body = f"platform_id,external_id,title,state,done_on\r\n{city.platform},a1,Warm rooms,done,2026-05-01\r\n"
    told = await sent(city, "actions", body, CSV, mode)
    assert (told["counts"], told["kept"]) == ({"updated": 1}, True), told["items"]
    after = await read(city, "actions", made)
    assert (after["state"], after["done_on"], after["revision"]) == ("done", "2026-05-01", 2)
    for name in ("title", "lens", "components", "released"):
        assert after[name] == made[name]
    assert (await sent(city, "actions", body, CSV, mode))["counts"] == {"unchanged": 1}


async def test_an_improvement_is_carried_out_by_whoever_owned_it(city: City) -> None:
    owner = await city.record("stakeholders", name="Town hall", sector="public")
    evaluation = await city.record(
        "evaluations", title="Of itself", of=city.platform, kind_of="self-evaluation", moment="after",
        held_on="2026-01-10",
    )  # fmt: skip
    made = await city.record(
        "improvements", external_id="i1", evaluation=evaluation["id"], text="Open on Sundays", owner=owner["id"],
        due_on="2026-06-01",
    )  # fmt: skip
    item = await line(city, "improvements", external_id="i1", state="carried-out", carried_out_on="2026-05-01")
    assert item["outcome"] == "updated", item
    after = await read(city, "improvements", made)
    assert (after["owner"], after["text"], after["state"]) == (made["owner"], made["text"], "carried-out")


async def test_a_row_without_a_needed_field_corrects_what_is_kept_and_begins_nothing(city: City) -> None:
    indicator = (await city.record("indicators", title="Damp"))["id"]
    made = await city.record("observations", external_id="o1", level=2, observed_on="2026-01-10", indicator=indicator)
    assert (await line(city, "observations", external_id="o1", note="As told"))["outcome"] == "updated"
    after = await read(city, "observations", made)
    assert (after["note"], after["level"], after["indicator"]) == ("As told", 2, made["indicator"])
    item = await line(city, "observations", external_id="o2", note="As told")
    assert faults(item) == [("indicator", "missing"), ("level", "missing"), ("observed_on", "missing")]
    assert item["external_id"] == "o2"


async def test_what_is_new_is_held_to_every_rule_of_its_kind(city: City) -> None:
    assert faults(await line(city, "actions", external_id="new", title="A", state="done", done_on="2026-05-01")) == [
        ("lens", "lens-missing")
    ]
    assert faults(await line(city, "actions", external_id="new", title="A", state="done", lens=ANSWERED)) == [
        ("done_on", "done-when")
    ]


async def test_what_comes_of_a_correction_must_hold_as_a_whole(city: City) -> None:
    made = await city.record("actions", title="A", external_id="a1", due_on="2026-05-01")
    change = await city.change("actions", made, starts_on="2026-06-01")
    assert change.status_code == 422
    codes = [each["code"] for each in change.json()["errors"]]
    item = await line(city, "actions", external_id="a1", starts_on="2026-06-01")
    assert [code for _, code in faults(item)] == codes
    assert (await read(city, "actions", made))["starts_on"] is None


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"title": 5}, "title", "string-type"),
        ({"state": "perhaps"}, "state", "enum"),
        ({"due_on": 1234567}, "due_on", "day"),
        ({"budget": {"amount": "3", "currency": "EUR"}}, "budget/amount", "float-type"),
        ({"components": ["A03", "Z99"]}, "components/1", "code-unknown"),
        ({"nonsense": 1}, "nonsense", "extra-forbidden"),
        ({"nonsense": None}, "nonsense", "extra-forbidden"),
        ({"released": "yes"}, "released", "bool-type"),
        ({"title": None}, "title", "missing"),
    ],
)
async def test_a_correction_is_read_as_strictly_as_what_is_new(
    city: City, given: dict[str, Any], field: str, code: str
) -> None:
    made = await city.record("actions", title="A", external_id="a1")
    for name in ("a1", "new"):
        told = faults(
            await line(city, "actions", **({"title": "A"} if name == "new" else {}) | given, external_id=name)
        )
        assert told == [(field, code)]
    assert await read(city, "actions", made) == made


async def test_a_word_that_is_none_of_a_list_is_told_the_list(city: City) -> None:
    item = await line(city, "actions", external_id="new", title="A", state="perhaps")
    assert "'under-way'" in item["errors"][0]["expected"]


async def test_null_empties_a_field_and_an_empty_cell_does_not(city: City) -> None:
    made = await city.record("actions", title="A", external_id="a1", description="How", components=["A03"])
    body = f"platform_id,external_id,title,description,components\r\n{city.platform},a1,A,,\r\n"
    assert (await sent(city, "actions", body, CSV))["counts"] == {"unchanged": 1}
    assert (await line(city, "actions", external_id="a1", description=None, components=None))["outcome"] == "updated"
    after = await read(city, "actions", made)
    assert (after["description"], after["components"], after["links"]) == (None, [], [])
    assert (await line(city, "actions", external_id="n", title="A", components=None, released=None))["outcome"] == (
        "created"
    )


async def test_what_was_withdrawn_begins_anew_and_whole(city: City) -> None:
    made = await city.record("actions", title="A", external_id="a1", description="How", released=True)
    await city.withdraw("actions", made)
    assert faults(await line(city, "actions", external_id="a1", baseline="Cold")) == [("title", "missing")]
    assert (await line(city, "actions", external_id="a1", title="B"))["outcome"] == "created"
    after = await read(city, "actions", made)
    assert (after["title"], after["description"], after["released"], after["revision"]) == ("B", None, False, 3)


async def test_all_that_is_wrong_with_a_row_is_told_at_once(city: City) -> None:
    assert faults(await line(city, "actions", external_id="a", released="perhaps", title=5, nonsense=1)) == [
        ("released", "bool-type"), ("title", "string-type"), ("nonsense", "extra-forbidden"),
    ]  # fmt: skip
    assert faults(await line(city, "actions", title=5)) == [("title", "string-type")]
    assert faults(await line(city, "actions", title="A")) == [("external_id", "missing")]


async def test_a_row_that_is_refused_does_not_take_its_name(city: City) -> None:
    rows: list[dict[str, Any]] = [{"title": 5}, {"title": "A"}, {"title": "B"}]
    lines = [json.dumps({"platform_id": city.platform, "external_id": "a1"} | row) for row in rows]
    told = await sent(city, "actions", "\n".join(lines), LINES)
    assert [each["outcome"] for each in told["items"]] == ["rejected", "created", "rejected"]
    assert faults(told["items"][2]) == [("external_id", "twice")]


async def test_rows_name_many_platforms_as_their_register_does(
    city: City, territories: httpx.AsyncClient, as_role: Any
) -> None:
    other = await City(territories, as_role("staff")).settle()
    register = uuid4().hex

    async def platform(place: str, name: str) -> str:
        body = {"territory_id": place, "name": name, "source": register, "external_id": name}
        answer = await territories.post("/v1/platforms", json=body, headers=as_role("staff"))
        return str(answer.json()["id"])

    first, second = await platform(city.territory, "p1"), await platform(city.territory, "p2")
    await platform(other.territory, "theirs")
    rows: list[dict[str, Any]] = [{"platform_external_id": name} for name in ("p1", "p2", "theirs", "nobody")]
    rows += [{"platform_id": other.platform}, {"platform_id": str(uuid4())}, {}]
    lines = [json.dumps({"external_id": "a", "source": register, "title": "A"} | row) for row in rows]
    told = (await sent(city, "actions", "\n".join(lines), LINES))["items"]
    assert [each["outcome"] for each in told[:2]] == ["created", "created"]
    assert [faults(each)[0][1] for each in told[2:]] == [
        "reference-unknown", "reference-unknown", "territory-not-yours", "reference-unknown", "reference-missing",
    ]  # fmt: skip
    assert [(await read(city, "actions", each))["platform_id"] for each in told[:2]] == [first, second]


async def test_a_name_that_two_platforms_have_leads_to_neither(
    city: City, territories: httpx.AsyncClient, as_role: Any
) -> None:
    register = uuid4().hex
    other = await City(territories, as_role("staff")).settle()
    for place in (city.territory, other.territory):
        body = {"territory_id": place, "name": "P", "source": register, "external_id": "p"}
        await territories.post("/v1/platforms", json=body, headers=as_role("staff"))
    row = {"platform_external_id": "p", "source": register, "external_id": "a", "title": "A"}
    city.headers, own = as_role("staff"), city.headers
    told = (await sent(city, "actions", json.dumps(row), LINES))["items"][0]
    assert faults(told) == [("platform_external_id", "reference-ambiguous")]
    city.headers = own
    assert (await sent(city, "actions", json.dumps(row), LINES))["counts"] == {"created": 1}
