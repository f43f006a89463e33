"""What a platform's groups said, what was carried on, and who was left out, from the first word to the web."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet

APPROVED = {"state": "approved", "approved_on": "2025-03-01"}


@dataclass
class Town:
    """A platform whose elders, young people and mixed group have spoken."""

    id: UUID
    platform: str
    groups: dict[str, UUID]
    said: dict[str, str]
    """Ids of criteria by what was said."""


async def read(chain: Chain, platform: Any, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
    return await chain.ask("synthesis", "GET", f"/v1/platforms/{platform}/said", role, roots=roots, params=params)


async def told(chain: Chain, platform: Any, role: str = "staff", roots: Any = (), **params: Any) -> dict[str, Any]:
    answer = await read(chain, platform, role, roots, **params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def group(chain: Chain, platform: str, profile: str, year: int, **more: Any) -> UUID:
    fields = {"label": profile, "external_id": chain.fresh("group"), "profile": profile, "year": year} | more
    return UUID((await chain.made("territories", "groups", platform_id=platform, **fields))["id"])


async def merge(chain: Chain, town: Town, level: str, **fields: Any) -> str:
    body = {"platform_id": town.platform, "text": "Ensemble", "language": "fr", "level": level} | fields
    return str((await chain.made("territories", "collective-criteria", **body))["id"])


async def take_back(chain: Chain, record: str) -> None:
    path = f"/v1/collective-criteria/{record}"
    found = await chain.ask("territories", "GET", path)
    answer = await chain.ask("territories", "DELETE", path, headers={"If-Match": found.headers["etag"]})
    assert answer.status_code == 204, answer.text


@pytest.fixture
async def town(chain: Chain) -> Town:
    """Three elders' words and two of young people; a mixed group took one of the elders' up."""
    place = await chain.territory(chain.fresh("Mulhouse"), kind="municipality")
    platform = (await chain.made("territories", "platforms", territory_id=place, name="Plateforme"))["id"]
    elders = await group(chain, platform, "elders", 2024, n_participants=9)
    youth = await group(chain, platform, "youth", 2025, n_participants=8)
    both = await group(chain, platform, "mixed", 2025, mixed=True, takes_up=[str(elders), str(youth)])
    town = Town(place, platform, {"elders": elders, "youth": youth, "mixed": both}, {})
    for who, text, question in (
        ("elders", "être salué dans la rue", "wellbeing"), ("elders", "qu'on me dise bonjour", "wellbeing"),
        ("elders", "le silence de mon chat", "illbeing"), ("youth", "un terrain de foot", "wellbeing"),
        ("youth", "jouer au foot le soir", "wellbeing"),
    ):  # fmt: skip
        town.said[text] = (await chain.say(place, town.groups[who], text, question=question))["id"]
    copy = await chain.say(place, both, "être salué dans la rue", taken_up_from=["elders"])
    town.said["copy"] = copy["id"]
    await chain.settle()
    return town


def texts(found: dict[str, Any]) -> list[str]:
    return [each["text"] for each in found["left_out"]]


async def test_what_nobody_merged_is_left_out(chain: Chain, town: Town) -> None:
    found = await told(chain, town.platform)
    assert (found["total"]["n_said"], found["total"]["n_carried"], found["total"]["n_left_out"]) == (5, 0, 5)
    assert found["total"]["by_question"] == {"illbeing": 1, "wellbeing": 4}
    assert found["total"]["n_taken_up"] == 1  # the copy counts where it was said first
    assert (found["n_groups"], found["n_not_yours_to_read"]) == (2, 0)
    assert [each["id"] for each in found["left_out"]] == sorted(set(town.said.values()) - {town.said["copy"]})
    assert all(each["likeness"] is None for each in found["left_out"])  # there is nothing to be like yet


async def test_each_criterion_counts_once_however_it_is_carried(chain: Chain, town: Town) -> None:
    greet, hello = town.said["être salué dans la rue"], town.said["qu'on me dise bonjour"]
    of_elders = await merge(chain, town, "group", group=str(town.groups["elders"]), merges=[greet, hello])
    mixed = await merge(chain, town, "mixed", group=str(town.groups["mixed"]), merges=[greet], takes_up=[of_elders])
    await merge(chain, town, "territory", merges=[hello], takes_up=[of_elders, mixed], **APPROVED)
    await chain.settle()
    found = await told(chain, town.platform)
    total = found["total"]
    assert (total["n_said"], total["n_carried"], total["n_carried_approved"], total["n_left_out"]) == (5, 2, 2, 3)
    assert total["carried_to"] == {"group": 2, "mixed": 2, "territory": 2}
    by_group = {each["profile"]: each for each in found["groups"]}
    assert (by_group["elders"]["n_said"], by_group["elders"]["n_carried"], by_group["elders"]["n_left_out"]) == (
        3,
        2,
        1,
    )
    assert (by_group["youth"]["n_said"], by_group["youth"]["n_carried"]) == (2, 0)
    assert (by_group["mixed"]["mixed"], by_group["mixed"]["n_said"], by_group["mixed"]["n_taken_up"]) == (True, 0, 1)
    years = {each["year"]: (each["n_groups"], each["n_said"], each["n_left_out"]) for each in found["years"]}
    assert years == {2024: (1, 3, 1), 2025: (1, 2, 2)}


async def test_a_council_above_carries_what_a_platform_below_merged(chain: Chain, town: Town) -> None:
    of_youth = await merge(
        chain, town, "group", group=str(town.groups["youth"]), merges=[town.said["un terrain de foot"]]
    )
    council = (await chain.made("territories", "platforms", territory_id=town.id, name="Conseil"))["id"]
    body = {"text": "Jouer", "language": "fr", "level": "territory", "takes_up": [of_youth]}
    await chain.made("territories", "collective-criteria", platform_id=council, **body)
    await chain.settle()
    assert (await told(chain, town.platform))["total"]["carried_to"] == {"group": 1, "territory": 1}
    empty = await told(chain, council)
    assert (empty["total"]["n_said"], empty["groups"], empty["left_out"]) == (0, [], [])


async def test_a_merged_copy_carries_those_who_said_it_first(chain: Chain, town: Town) -> None:
    await merge(chain, town, "mixed", group=str(town.groups["mixed"]), merges=[town.said["copy"]])
    await chain.settle()
    found = await told(chain, town.platform)
    assert (found["total"]["n_said"], found["total"]["n_carried"]) == (5, 1)
    assert "être salué dans la rue" not in texts(found)


async def test_who_stands_alone_comes_first(chain: Chain, town: Town) -> None:
    merged = [town.said["être salué dans la rue"], town.said["un terrain de foot"]]
    await merge(chain, town, "territory", merges=merged)
    again = await chain.say(town.id, town.groups["youth"], "un terrain de foot")
    await chain.settle()
    found = await told(chain, town.platform)
    likeness = [each["likeness"] for each in found["left_out"]]
    assert likeness == sorted(likeness)
    # Who says the same words as those that were merged is nearest to them, and is left out all the same.
    assert (found["left_out"][-1]["id"], found["left_out"][-1]["likeness"]) == (again["id"], pytest.approx(1, abs=0.01))
    assert found["left_out"][0]["likeness"] < 0.95


async def test_the_list_goes_on_page_by_page(chain: Chain, town: Town) -> None:
    await merge(chain, town, "territory", merges=[town.said["être salué dans la rue"]])
    await chain.settle()
    whole = texts(await told(chain, town.platform))
    first = await told(chain, town.platform, limit=3)
    answer = await chain.ask("synthesis", "GET", first["next"], "staff")
    assert answer.json()["total"] == first["total"]
    assert (texts(first) + texts(answer.json()), answer.json()["next"]) == (whole, None)
    elsewhere = await read(chain, uuid4(), after=first["next"].split("after=")[1])
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "cursor-mismatch")


async def test_noted_withdrawn_and_local_ones_are_told_apart(chain: Chain, town: Town) -> None:
    youth = town.groups["youth"]
    await chain.say(town.id, youth, "noté seulement", state="noted")
    await chain.say(town.id, youth, "entre nous", consent="local", visibility="private")
    foot = town.said["un terrain de foot"]
    await merge(chain, town, "group", group=str(youth), merges=[foot])
    await chain.withdraw(foot)
    await chain.withdraw(town.said["jouer au foot le soir"])
    await chain.settle()
    own = await told(chain, town.platform, "partner", [town.id])
    assert {name: own["total"][name] for name in ("n_said", "n_noted", "n_withdrawn", "n_carried")} == {
        "n_said": 4, "n_noted": 1, "n_withdrawn": 2, "n_carried": 0,
    }  # fmt: skip
    assert "entre nous" in texts(own)
    assert not {"noté seulement", "un terrain de foot", "jouer au foot le soir"} & set(texts(own))
    # What stays local is in no figure of the network.
    staff = await told(chain, town.platform)
    assert staff["total"]["n_said"] == 3
    assert "entre nous" not in texts(staff)


async def test_a_collective_criterion_that_is_taken_back_carries_nothing(chain: Chain, town: Town) -> None:
    hello = town.said["qu'on me dise bonjour"]
    lower = await merge(chain, town, "group", group=str(town.groups["elders"]), merges=[hello])
    upper = await merge(chain, town, "territory", takes_up=[lower])
    await chain.settle()
    assert (await told(chain, town.platform))["total"]["carried_to"] == {"group": 1, "territory": 1}
    await take_back(chain, upper)
    await chain.settle()
    assert (await told(chain, town.platform))["total"]["carried_to"] == {"group": 1}
    await take_back(chain, lower)
    await chain.settle()
    found = await told(chain, town.platform)
    assert (found["total"]["carried_to"], found["total"]["n_left_out"]) == ({}, 5)


async def test_words_are_for_those_who_may_read_them(chain: Chain, town: Town) -> None:
    for role in ("public", "app"):
        answer = await read(chain, town.platform, role)
        assert (answer.status_code, answer.json()["code"]) == (403, "cube-not-public")
    stranger = await read(chain, town.platform, "partner", [uuid4()])
    assert (stranger.status_code, stranger.json()["code"]) == (403, "scope-not-yours")
    for role, roots in (("staff", []), ("admin", []), ("partner", [town.id])):
        assert len(texts(await told(chain, town.platform, role, roots))) == 5
    assert (await read(chain, uuid4())).status_code == 404
    assert (await read(chain, uuid4(), "partner", [town.id])).status_code == 403
    assert (await read(chain, town.platform, limit=0)).status_code == 422


async def test_what_a_region_wrote_down_is_counted_for_its_city_and_read_by_the_region(chain: Chain) -> None:
    region = await chain.territory(chain.fresh("Region"))
    city = await chain.territory(chain.fresh("City"), kind="municipality", parent_id=region)
    platform = (await chain.made("territories", "platforms", territory_id=city, name="Plateforme"))["id"]
    speaks = await group(chain, platform, "elders", 2025)
    await chain.say(region, speaks, "un banc", visibility="network")
    await chain.settle()
    of_city = await told(chain, platform, "partner", [city])
    assert (of_city["total"]["n_left_out"], texts(of_city), of_city["n_not_yours_to_read"]) == (1, [], 1)
    of_region = await told(chain, platform, "partner", [region])
    assert (texts(of_region), of_region["n_not_yours_to_read"]) == (["un banc"], 0)


async def test_without_vectors_the_list_is_in_the_order_of_ids(
    chain: Chain, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await merge(chain, town, "territory", merges=[town.said["un terrain de foot"]])
    await chain.settle()
    mirror = chain.mirror
    monkeypatch.setattr(mirror, "read", mirror.read & False)
    found = await told(chain, town.platform)
    ids = [each["id"] for each in found["left_out"]]
    assert (ids, {each["likeness"] for each in found["left_out"]}) == (sorted(ids), {None})


async def test_a_merge_that_the_feed_told_of_is_counted_whoever_made_it(
    chain: Chain, town: Town, cabinet: Cabinet
) -> None:
    links = {"merges": ("criterion", town.said["un terrain de foot"])}
    put = await cabinet.put("collective-criterion", uuid4(), "Elsewhere", {"level": "territory"}, links=links)
    assert (await told(chain, town.platform))["total"]["n_carried"] == 1
    await cabinet.withdraw("collective-criterion", put)
    assert (await told(chain, town.platform))["total"]["n_carried"] == 0
