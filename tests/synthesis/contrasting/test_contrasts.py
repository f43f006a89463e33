"""Profiles, contrasts and alarms through the web: what comes out, with its words, and who reads it."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.synthesis.contrasting.watching import Watch
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region


async def read(chain: Chain, path: str, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
    return await chain.ask("synthesis", "GET", f"/v1/{path}", role, roots=roots, params=params)


async def test_a_profile_ranks_what_is_named_and_tells_what_nobody_names(chain: Chain, region: Region) -> None:
    found = (await read(chain, "profile", under=str(region.id))).json()["questions"][0]
    assert (found["n_criteria"], found["n_groups"], found["n_participants"]) == (216, 18, 162)
    first, last = found["codes"][0], found["codes"][-1]
    assert (first["code"], first["rank"], first["n_criteria"], first["n_groups"]) == ("D03", 1, 48, 12)
    assert first["share"]["low"] < first["share"]["value"] < first["share"]["high"]
    assert (last["n_criteria"], last["rank"]) == (0, None)
    assert last["share"]["high"] > 0  # nobody named it here; that is not never


async def test_the_mons_case_in_both_its_forms(chain: Chain, region: Region) -> None:
    answer = await read(chain, "contrast", under=str(region.id), by="profile", value="homeless")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["n_groups"], found["n_groups_rest"]) == (6, 12)
    respect = next(cell for cell in found["differences"] if cell["code"] == "I01")
    assert respect["direction"] == "more"
    assert respect["stands"]
    assert respect["log_odds"]["low"] > 0
    assert respect["rank"] == 1  # the ranking inside the group
    assert all("regarde" in words["text"] for words in respect["words"])
    assert len(respect["words"]) > 1
    food = next(cell for cell in found["differences"] if cell["code"] == "A01")
    assert food["direction"] == "less"


async def test_a_part_is_contrasted_with_another_part(chain: Chain, region: Region) -> None:
    found = (
        await read(
            chain, "contrast", under=str(region.id), by="profile", value="youth", against="elders", of="dimension"
        )
    ).json()
    assert (found["n_groups"], found["n_groups_rest"], found["against"]) == (6, 6, "elders")
    assert {cell["code"] for cell in found["differences"]} >= {"A", "D"}


async def test_what_is_missed_is_contrasted_with_what_makes_well(chain: Chain, region: Region) -> None:
    for kind in region.groups:
        for group in region.groups[kind]:
            for number in range(6):
                text = f"trop de bruit {group} {number}"
                await chain.say(region.id, group, text, question="illbeing", codes=["B01"])
    await chain.settle()
    found = (await read(chain, "contrast", under=str(region.id), by="question", value="illbeing")).json()
    assert (found["n_groups"], found["n_groups_rest"]) == (18, 18)
    noise = found["differences"][0]
    assert (noise["code"], noise["direction"], noise["stands"]) == ("B01", "more", True)
    assert all("bruit" in words["text"] for words in noise["words"])


async def test_a_contrast_with_nobody_is_refused(chain: Chain, region: Region) -> None:
    for value in ("nobody", ""):
        answer = await read(chain, "contrast", under=str(region.id), value=value)
        assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "nothing-to-contrast"


async def test_the_same_seed_gives_the_same_contrast(chain: Chain, region: Region) -> None:
    asked = {"under": str(region.id), "value": "youth", "resamplings": 200}
    first, second, *others = [
        (await read(chain, "contrast", seed=seed, **asked)).json()["differences"] for seed in (3, 3, 4, 5, 6)
    ]
    assert first == second
    assert any(other != first for other in others)


@pytest.mark.parametrize("path", ["profile", "contrast", "alarms"])
async def test_exact_figures_are_for_staff_and_for_a_territorys_own_partner(
    chain: Chain, region: Region, path: str
) -> None:
    asked = {"under": str(region.id)} | ({"value": "homeless"} if path == "contrast" else {})
    for role in ("public", "app"):
        assert (await read(chain, path, role, **asked)).status_code == 403
    stranger = await read(chain, path, "partner", [UUID(int=7)], **asked)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "scope-not-yours")
    assert (await read(chain, path, "partner", [region.id], **asked)).status_code == 200


async def test_the_alarm_rings_by_itself_in_both_directions_and_only_for_news(chain: Chain, region: Region) -> None:
    watch = Watch(chain.pool)
    assert await watch.step() == 1
    assert await watch.step() == 0  # nothing has been counted since
    found = (await read(chain, "alarms", under=str(region.id), limit=200)).json()["items"]
    more = {(row["value"], row["code"]) for row in found if row["direction"] == "more"}
    assert {("homeless", "I01"), ("homeless", "C01"), ("youth", "A07")} <= more
    assert any(row["direction"] == "less" for row in found)
    respect = next(row for row in found if (row["value"], row["code"]) == ("homeless", "I01"))
    assert respect["scope_name"] == "Mons"
    assert respect["q"] <= 0.05
    assert respect["n_groups"] == 6
    assert respect["words"]
    assert "regarde" in respect["words"][0]["text"]
    seen = [row["first_seen_at"] for row in found]
    assert seen == sorted(seen, reverse=True)
    leads = (await read(chain, "alarms", under=str(region.id), lead=True, limit=200)).json()["items"]
    assert 0 < len(leads) < len(found)
    assert len({row["story"] for row in leads}) == len(leads)
    # The family of profiles by its name: a number would be another one in another worker.
    assert respect["story"] == f"{respect['scope']}/housing/more/I"
    assert {row["level"] for row in found if row["carried"]} <= {"dimension"}
    assert not respect["carried"]


async def test_what_no_longer_stands_is_kept_and_said_to_be_over(chain: Chain, region: Region) -> None:
    watch = Watch(chain.pool)
    await watch.step()
    before = (await read(chain, "alarms", under=str(region.id), value="homeless", limit=200)).json()["items"]
    assert before
    youth = (await read(chain, "alarms", under=str(region.id), value="youth", limit=200)).json()["items"]
    for group in region.groups["homeless"][:5]:
        found = await chain.ask("territories", "GET", f"/v1/groups/{group}")
        headers = {"If-Match": found.headers["etag"]}
        body = {"profile": "elders"}
        changed = await chain.ask("territories", "PATCH", f"/v1/groups/{group}", json=body, headers=headers)
        assert changed.status_code == 200, changed.text
    await chain.settle()
    assert await watch.step() == 1
    assert (await read(chain, "alarms", under=str(region.id), value="homeless")).json()["items"] == []
    over = (await read(chain, "alarms", under=str(region.id), value="homeless", stands=False, limit=200)).json()[
        "items"
    ]
    assert {row["id"] for row in over} >= {row["id"] for row in before}
    # What goes on standing keeps the day on which it was first seen.
    still = (await read(chain, "alarms", under=str(region.id), value="youth", limit=200)).json()["items"]
    first_seen = {row["id"]: row["first_seen_at"] for row in youth}
    kept = [row for row in still if row["id"] in first_seen]
    assert kept
    assert all(row["first_seen_at"] == first_seen[row["id"]] for row in kept)
    assert all(row["last_seen_at"] > row["first_seen_at"] for row in kept)


async def test_a_territory_is_contrasted_with_everything_below_it(chain: Chain, region: Region) -> None:
    other = await chain.territory("Liège", kind="municipality", parent_id=region.id)
    group = await chain.group(other, "elders", 2024, n_participants=9)
    await chain.say(region.id, group, "la rivière", codes=["B06"])
    await chain.settle()
    found = (await read(chain, "contrast", under=str(region.id), by="territory", value=str(other))).json()
    assert (found["n_groups"], found["n_groups_rest"]) == (1, 18)
    assert (await read(chain, "contrast", by="territory", value="Liège")).status_code == 422


async def test_a_dimension_that_one_component_carries_says_so(chain: Chain, region: Region) -> None:
    """All speak alike of C02, and youth of C03 besides: youth say more of dimension C, and all of that is C03."""
    for kind, groups in region.groups.items():
        for group in groups:
            for number in range(6):
                code = "C03" if kind == "youth" and number < 4 else "C02" if number >= 4 else "A01"
                await chain.say(region.id, group, f"encore {kind} {code} {number} {group}", codes=[code])
    await chain.settle()
    assert await Watch(chain.pool).step() == 1
    found = (await read(chain, "alarms", under=str(region.id), value="youth", limit=200)).json()["items"]
    carried = {(row["code"], row["direction"]): row["carried"] for row in found}
    assert carried[("C03", "more")] is False
    assert carried[("C", "more")] is True
