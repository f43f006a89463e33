"""Topics of a synthesis in the chain: from the words in one to what was done about it, and back."""

from typing import Any
from uuid import uuid4

import pytest

from services.synthesis.syntheses.making.maker import Maker
from services.synthesis.syntheses.working import Works
from tests.synthesis.chain import Chain
from tests.synthesis.hainaut import Region
from tests.synthesis.process.records_of import Cabinet
from tests.synthesis.syntheses.conftest import finish


@pytest.fixture(scope="module")
async def synthesis(chain: Chain, region: Region) -> dict[str, Any]:
    works = Works(chain.pool, Maker.of(chain.reader), chain.app.state.settings)
    body = {"scope": {"under": str(region.id)}, "resamplings": 200}
    headers = {"Idempotency-Key": str(uuid4())}
    asked = await chain.ask("synthesis", "POST", "/v1/syntheses", "staff", json=body, headers=headers)
    await finish(chain, works)
    made: dict[str, Any] = (await chain.ask("synthesis", "GET", asked.json()["links"]["self"], "staff")).json()
    assert made["state"] == "done", made["problem"]
    return made


async def test_an_action_for_a_topic_leads_back_to_its_words(
    chain: Chain, region: Region, cabinet: Cabinet, synthesis: dict[str, Any]
) -> None:
    key = f"{synthesis['id']}/0/0"
    action = await cabinet.put("action", region.city, "For them", links={"topics": ("topic", key)}, released=True)
    asked = {"from": f"action/{action}", "direction": "back", "criteria": "500", "limit": "1000"}
    told = (await chain.ask("synthesis", "GET", "/v1/chain", "staff", params=asked)).json()
    topic = synthesis["document"]["layers"][0]["topics"][0]
    said = [node for node in told["nodes"] if node["kind"] == "criterion"]
    assert len(said) == topic["n_criteria"]
    node = next(node for node in told["nodes"] if node["kind"] == "topic")
    assert node["title"] in {label["label"] for label in topic["labels"]}
    assert {link["made"] for link in told["links"]} == {"topic", "people"}
    forward = {"from": said[0]["id"], "direction": "forward"}
    again = (await chain.ask("synthesis", "GET", "/v1/chain", "staff", params=forward)).json()
    assert f"action/{action}" in {node["id"] for node in again["nodes"]}
    few = (await chain.ask("synthesis", "GET", "/v1/chain", "staff", params=asked | {"criteria": "2"})).json()
    assert [cut["what"] for cut in few["cut"]] == ["criteria"]


async def test_a_topic_of_a_synthesis_that_is_closed_or_gone_has_no_name_and_no_words(
    chain: Chain, region: Region, cabinet: Cabinet, synthesis: dict[str, Any]
) -> None:
    for key in (f"{synthesis['id']}/0/1", f"{uuid4()}/0/0", f"{synthesis['id']}/the large one"):
        action = await cabinet.put("action", region.city, "Known", links={"topics": ("topic", key)}, released=True)
        told = (await chain.ask("synthesis", "GET", "/v1/chain", "public", params={"from": f"action/{action}"})).json()
        node = next(node for node in told["nodes"] if node["kind"] == "topic")
        assert (node["readable"], node.get("title")) == (False, None)
        assert not [node for node in told["nodes"] if node["kind"] == "criterion"]
