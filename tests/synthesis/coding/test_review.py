"""The review queue and the quality of proposals: what comes first, who sees it, and what is compared with what."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from services.synthesis.coding.learning import Learning
from services.synthesis.settings import SynthesisSettings
from tests.synthesis.chain import Chain

DOUBTFUL = "xqz"
"""Words that no example shares, so that the coder cannot be sure."""


@dataclass
class Said:
    """Two cities, and what was said there."""

    mons: UUID
    liege: UUID
    ids: dict[str, str]


@pytest.fixture(scope="module")
async def said(chain: Chain) -> Said:
    region = await chain.territory("Wallonie")
    cities = {name: await chain.territory(name, kind="municipality", parent_id=region) for name in ("mons", "liege")}
    groups = [await chain.group(cities["mons"]) for _ in range(3)]
    liege = await chain.group(cities["liege"], "youth")
    ids = {}
    for number, group in enumerate(groups):
        ids[f"often {number}"] = (await chain.say(cities["mons"], group, f"{DOUBTFUL} souvent"))["id"]
    ids["once"] = (await chain.say(cities["mons"], groups[0], f"{DOUBTFUL} une fois"))["id"]
    ids["private"] = (await chain.say(cities["liege"], liege, f"{DOUBTFUL} secret", visibility="private"))["id"]
    ids["local"] = (await chain.say(cities["liege"], liege, f"{DOUBTFUL} ici", consent="local"))["id"]
    for number, code in enumerate(("A01", "A01", "A02", "B06")):
        made = await chain.say(cities["liege"], liege, f"une parole codée {number}", question="policy")
        await chain.code(made["id"], code, "validated" if number else "coded")
        ids[f"coded {number}"] = made["id"]
    await chain.settle()
    return Said(cities["mons"], cities["liege"], ids)


async def queue(chain: Chain, role: str = "staff", roots: Any = (), **params: Any) -> list[dict[str, Any]]:
    answer = await chain.ask("synthesis", "GET", "/v1/review", role, roots=roots, params={"limit": 200} | params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def quality(chain: Chain, role: str = "staff", roots: Any = (), **params: Any) -> dict[str, Any]:
    answer = await chain.ask("synthesis", "GET", "/v1/quality", role, roots=roots, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_many_groups_say_comes_before_what_one_says(chain: Chain, said: Said) -> None:
    texts = [item["text"] for item in await queue(chain, under=str(said.mons))]
    assert set(texts) == {f"{DOUBTFUL} souvent", f"{DOUBTFUL} une fois"}
    assert texts[0] == f"{DOUBTFUL} souvent"
    first = (await queue(chain, under=str(said.mons)))[0]
    assert (first["n_said"], first["n_groups"]) == (3, 3)
    assert {first["id"], *first["same_words"]} == {said.ids[f"often {n}"] for n in range(3)}
    assert first["reasons"]
    assert len(first["proposals"]) == 3


async def test_each_sees_what_is_theirs_to_decide(chain: Chain, said: Said) -> None:
    every = {item["text"] for item in await queue(chain)}
    assert f"{DOUBTFUL} secret" in every
    assert f"{DOUBTFUL} ici" not in every, "what stays local is for its own territory"
    own = {item["text"] for item in await queue(chain, "partner", [said.liege], under=str(said.liege))}
    assert {f"{DOUBTFUL} secret", f"{DOUBTFUL} ici"} <= own
    assert f"{DOUBTFUL} souvent" not in own
    for role, roots, params, status in (
        ("partner", [said.liege], {"under": str(said.mons)}, 403),
        ("partner", [said.liege], {}, 403),
        ("app", (), {}, 403),
        ("public", (), {}, 403),
    ):
        for path in ("review", "quality"):
            answer = await chain.ask("synthesis", "GET", f"/v1/{path}", role, roots=roots, params=params)
            assert answer.status_code == status, (role, path)


async def test_the_filters_narrow_the_queue(chain: Chain, said: Said) -> None:
    everything = await queue(chain)
    assert await queue(chain, language="de") == []
    assert await queue(chain, country="PT") == []
    assert len(await queue(chain, country="BE", language="fr")) == len(everything)
    assert await queue(chain, question="action", under=str(said.mons)) == []
    code = everything[0]["proposals"][0]["code"]
    assert everything[0]["id"] in {item["id"] for item in await queue(chain, component=code)}
    assert len(await queue(chain, limit=1)) == 1


async def test_the_body_in_an_item_accepts_it_and_it_leaves_the_queue(chain: Chain, said: Said) -> None:
    (item,) = [each for each in await queue(chain, under=str(said.mons)) if each["id"] == said.ids["once"]]
    act = item["act"]
    answer = await chain.ask("criteria", act["method"], act["href"], json=act["accept"])
    assert answer.status_code == 201, answer.text
    record = await chain.ask("criteria", "GET", f"/v1/criteria/{item['id']}")
    assert record.json()["code_status"] == "validated"
    await chain.settle()
    assert said.ids["once"] not in {each["id"] for each in await queue(chain)}
    answer = await chain.ask("criteria", act["method"], act["href"], json=act["reject"])
    assert answer.status_code == 201, answer.text
    await chain.settle()
    assert said.ids["once"] in {each["id"] for each in await queue(chain)}


async def test_a_code_that_only_one_person_gave_is_reviewed_where_the_coder_differs(chain: Chain, said: Said) -> None:
    items = {item["id"]: item for item in await queue(chain, under=str(said.liege))}
    assert said.ids["coded 1"] not in items, "validated"
    kept = await chain.pool.fetchval(
        "select codes[1] from proposal p join criterion c using (statement_id, question) where c.id = $1",
        UUID(said.ids["coded 0"]),
    )
    assert (said.ids["coded 0"] in items) == (kept[0] != "A")
    if said.ids["coded 0"] in items:
        assert "people-and-machine-differ" in {reason["code"] for reason in items[said.ids["coded 0"]]["reasons"]}


async def test_quality_compares_people_with_the_coder(chain: Chain, said: Said) -> None:
    found = await quality(chain, under=str(said.liege))
    rows = await chain.pool.fetch(
        "select c.human_code, p.codes, p.scores from criterion c join proposal p using (statement_id, question)"
        " where c.human_code is not null and c.text like 'une parole codée%'"
    )
    assert found["n"] == len(rows) == 4
    assert found["n_learnt"] == 0
    right = [row["human_code"] == row["codes"][0] for row in rows]
    assert found["whole"]["component"] == sum(right) / 4
    assert found["whole"]["component_low"] <= found["whole"]["component"] <= found["whole"]["component_high"]
    assert sum(each["n"] for each in found["calibration"]) == 4
    assert sum(each["n"] for each in found["confusions"]) == 4 - sum(right)
    assert {row["value"]: row["n"] for row in found["rows"]} == {"A01": 2, "A02": 1, "B06": 1}
    only = await quality(chain, under=str(said.liege), status="validated", by="dimension")
    assert {row["value"]: row["n"] for row in only["rows"]} == {"A": 2, "B": 1}
    by_place = await quality(chain, under=str(said.liege), by="territory")
    assert [row["label"] for row in by_place["rows"]] == ["liege"]
    assert (await quality(chain, language="de"))["rows"] == []


async def test_what_the_coder_has_learnt_is_compared_without_it(
    chain: Chain, said: Said, synthesis_settings: SynthesisSettings
) -> None:
    eager = synthesis_settings.model_copy(update={"learn_from": 1, "learn_seconds": 0.0})
    learning = Learning(chain.pool, chain.reader, eager)
    before = await quality(chain, under=str(said.liege))
    assert await learning.learn() == 1
    while await learning.step():
        pass
    await chain.mirror.refresh()
    after = await quality(chain, under=str(said.liege))
    assert after["n_learnt"] == after["n"] == before["n"]
    told = await chain.pool.fetch(
        "select human_code, codes, blind_codes from criterion c join proposal p using (statement_id, question)"
        " where c.text like 'une parole codée%'"
    )
    blind = sum(row["human_code"] == row["blind_codes"][0] for row in told)
    assert after["whole"]["component"] == blind / 4
    assert after["coder"] != before["coder"]
