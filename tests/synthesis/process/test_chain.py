"""The chain from what was said to what was judged, walked forward and back, by those inside and by everybody."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.synthesis.process.chain.stages import STAGES
from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet
from tests.synthesis.process.story import Story, tell


@pytest.fixture(scope="module")
async def story(chain: Chain, cabinet: Cabinet) -> Story:
    return await tell(chain, cabinet)


async def read(chain: Chain, start: str, role: str = "staff", roots: Any = (), **params: Any) -> httpx.Response:
    asked = {"from": start} | {name: str(value) for name, value in params.items()}
    return await chain.ask("synthesis", "GET", "/v1/chain", role, roots=roots, params=asked)


async def found(chain: Chain, start: str, role: str = "staff", roots: Any = (), **params: Any) -> dict[str, Any]:
    answer = await read(chain, start, role, roots, **params)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    names = {node["id"] for node in told["nodes"]}
    # Whatever is asked, no link leads to nowhere, and each leads forward.
    assert {end for link in told["links"] for end in (link["source"], link["target"])} <= names
    kinds = {node["id"]: node["kind"] for node in told["nodes"]}
    assert all(STAGES[kinds[link["source"]]] <= STAGES[kinds[link["target"]]] for link in told["links"])
    return told


def nodes(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["id"]: node for node in told["nodes"]}


async def test_a_criterion_leads_forward_to_its_evaluation_by_the_same_group(chain: Chain, story: Story) -> None:
    told = await found(chain, story.criterion(1), direction="forward", territory=story.city)
    kinds = {node["kind"] for node in told["nodes"]}
    assert kinds == set(STAGES) - {"collective-criterion", "topic", "plan"}
    assert told["complete"]
    evaluation = nodes(told)[story.node("evaluation")]
    assert (evaluation["by_same_groups"]["groups"], evaluation["by_same_groups"]["kinds"]) == ("all", "all")
    assert evaluation["by_same_groups"]["judged"] == [str(story.homeless)]
    line = next(node for node in told["nodes"] if node["kind"] == "budget-line")
    assert (line["title"], line["budget"]["amounts"][0]["amount"]) == ("84-12", 9000)
    assert all(node["step"] >= 0 for node in told["nodes"])


async def test_an_evaluation_leads_back_to_the_words_that_began_it(chain: Chain, story: Story) -> None:
    told = await found(chain, story.node("evaluation"), direction="back", territory=story.city)
    assert {story.criterion(number) for number in range(4)} <= set(nodes(told))
    assert nodes(told)[story.criterion(0)]["title"] == "qu'on me regarde 0"
    assert all(node["step"] <= 0 for node in told["nodes"])
    order = [STAGES[node["kind"]] for node in told["nodes"]]
    assert order == sorted(order)


async def test_every_link_says_where_it_comes_from(chain: Chain, story: Story) -> None:
    told = await found(chain, story.node("commitment"), territory=story.city)
    by_relation = {(link["relation"], link["made"]): link for link in told["links"]}
    right = by_relation["rights", "people"]
    assert (right["by"], right["why"], right["source"]) == (
        "clara",
        "because of Nobody is looked through",
        "right/udhr/1948/1",
    )
    assert right["record"] == str(story.ids["commitment"])
    assert right["at"]
    code = by_relation["code", "code"]
    assert (code["status"], code["codebook"]) == ("human", "provisional-2026")
    proposal = by_relation["crosswalk", "crosswalk"]
    assert proposal["strength"] in ("direct", "indirect", "weak")
    assert {"author", "dated_on"} <= set(proposal)
    assert any(link["made"] == "budget" for link in told["links"])


async def test_the_same_nodes_hang_together_from_either_end(chain: Chain, story: Story) -> None:
    forward = await found(chain, story.criterion(0), direction="forward", territory=story.city)
    for end in ("action", "evaluation", "improvement"):
        back = await found(chain, story.node(end), direction="back", territory=story.city)
        assert story.criterion(0) in nodes(back)
        assert story.node(end) in nodes(forward)


async def test_a_platforms_own_crosswalk_is_told_with_its_author(chain: Chain, story: Story, cabinet: Cabinet) -> None:
    id = await cabinet.put(
        "crosswalk",
        story.city,
        "Ours",
        {
            "strength": "direct",
            "author": "City council",
            "dated_on": "2026-02-02",
            "note": "to be seen is to be a person",
        },
        links={"component": ("component", "provisional-2026/I01"), "right": ("right", "udhr/1948/6")},
    )
    told = await found(chain, "component/I01", direction="forward", territory=story.city)
    own = next(link for link in told["links"] if link.get("record") == str(id))
    assert (own["author"], own["strength"], own["by"]) == ("City council", "direct", "clara")
    # It was not released: everybody else is told nothing of it.
    assert str(id) not in (await read(chain, "component/I01", "public", territory=story.city)).text


async def test_everybody_sees_what_was_released_and_nothing_that_singles_out(chain: Chain, story: Story) -> None:
    told = await found(chain, story.node("action"), "public", territory=story.city)
    assert story.node("evaluation") in nodes(told)
    assert not [node for node in told["nodes"] if node["kind"] == "criterion"]
    assert str(story.homeless) not in str(told)
    assert not [link for link in told["links"] if "by" in link]
    assert nodes(told)[story.node("evaluation")]["by_same_groups"] == {
        "groups": "all", "kinds": "all", "asked": [], "judged": [],
    }  # fmt: skip
    # A criterion that is open to everybody may be begun at; one that is not may not.
    assert nodes(await found(chain, story.criterion(0), "public"))[story.criterion(0)]["title"] == "qu'on me regarde 0"
    assert (await read(chain, story.criterion(3), "public")).status_code == 404
    inside = await found(chain, story.criterion(3), "partner", [story.city])
    assert nodes(inside)[story.criterion(3)]["territory_name"] == "Mons"


async def test_what_was_not_released_is_no_bridge_for_others(chain: Chain, cabinet: Cabinet) -> None:
    hidden = await tell(chain, cabinet, released=False)
    outside = await chain.territory("Ailleurs")
    await chain.settle()
    for role, roots in (("public", ()), ("app", ()), ("partner", (outside,))):
        assert (await read(chain, hidden.node("action"), role, roots)).status_code == 404
        told = await found(chain, "component/I01", role, roots, territory=hidden.city)
        assert {node["kind"] for node in told["nodes"]} <= {"component", "right"}
    own = await found(chain, hidden.node("action"), "partner", (hidden.city,), territory=hidden.city)
    assert hidden.node("evaluation") in nodes(own)


async def test_what_was_withdrawn_is_told_and_never_dangles(chain: Chain, cabinet: Cabinet) -> None:
    story = await tell(chain, cabinet)
    await chain.withdraw(story.said[0]["id"])
    await chain.settle()
    told = await found(chain, story.node("action"), territory=story.city)
    gone = nodes(told)[story.criterion(0)]
    assert (gone["withdrawn"], gone["readable"], gone.get("title")) == (True, False, None)
    await cabinet.withdraw("action", story.ids["action"])
    told = await found(chain, story.node("evaluation"), territory=story.city)
    gone = nodes(told)[story.node("action")]
    assert (gone["withdrawn"], gone.get("title")) == (True, None)
    assert (await found(chain, story.node("action"), direction="forward"))["nodes"]
    for kind in ("evaluation", "commitment", "indicator", "measure", "improvement"):
        await cabinet.withdraw(kind, story.ids[kind])
        for start in ("indicator", "evaluation"):
            await found(chain, story.node(start), territory=story.city)


async def test_a_chain_that_is_cut_says_so(chain: Chain, story: Story) -> None:
    told = await found(chain, "component/I01", territory=story.city, criteria=1)
    cut = next(cut for cut in told["cut"] if cut["what"] == "criteria")
    assert (cut["shown"], cut["n"]) == (1, 4)
    assert not told["complete"]
    few = await found(chain, "component/I01", territory=story.city, limit=3)
    assert (len(few["nodes"]), few["complete"]) == (3, False)
    assert {node["step"] for node in few["nodes"]} == {-1, 0, 1}  # neither side crowds out the other
    short = await found(chain, story.criterion(1), direction="forward", depth=1, territory=story.city)
    assert {node["step"] for node in short["nodes"]} == {0, 1}
    assert not short["complete"]


async def test_a_record_of_a_whole_dimension_is_met_by_its_components(
    chain: Chain, story: Story, cabinet: Cabinet
) -> None:
    whole = {"components": ("component", "provisional-2026/I00")}
    id = await cabinet.put("indicator", story.city, "Society", links=whole)
    forward = await found(chain, story.criterion(1), direction="forward", territory=story.city)
    assert f"indicator/{id}" in nodes(forward)
    back = await found(chain, f"indicator/{id}", direction="back", territory=story.city)
    assert story.criterion(1) in nodes(back)


async def test_collective_criteria_lead_down_to_the_first_words(chain: Chain, story: Story, cabinet: Cabinet) -> None:
    merges = {"merges": [("criterion", said["id"]) for said in story.said[:2]]}
    own = await cabinet.put("collective-criterion", story.city, "", {"text": "To be seen"}, links=merges)
    taken = {"takes_up": ("collective-criterion", own), "components": ("component", "provisional-2026/I01")}
    above = await cabinet.put("collective-criterion", story.city, "All are seen", links=taken)
    back = await found(chain, f"collective-criterion/{above}", direction="back", territory=story.city)
    assert {story.criterion(0), story.criterion(1)} <= set(nodes(back))
    assert nodes(back)[f"collective-criterion/{own}"]["title"] == "To be seen"
    assert nodes(back)[story.criterion(0)]["step"] == -2


async def test_a_start_that_is_not_there_is_refused(chain: Chain, story: Story) -> None:
    for start in ("nobody/7", "component/Z99", "right/udhr/99", "criterion/x", "topic/x", "budget-line/x", ""):
        answer = await read(chain, start)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "chain-start"), start
    for start in (f"criterion/{uuid4()}", f"action/{uuid4()}", f"budget-line/{uuid4()}/7", f"topic/{uuid4()}/0/1"):
        answer = await read(chain, start)
        assert (answer.status_code, answer.json()["code"]) == (404, "chain-start-unknown"), start
    wrong_kind = f"evaluation/{story.ids['action']}"
    assert (await read(chain, wrong_kind)).status_code == 404
    assert (await read(chain, "component/A01", territory=uuid4())).status_code == 404
    assert (await read(chain, "component/A01", teritory=story.city)).status_code == 422


async def test_an_evaluation_says_whether_those_who_asked_are_those_who_judged(chain: Chain, cabinet: Cabinet) -> None:
    city = await chain.territory("Namur")
    asked = [await chain.group(city, profile) for profile in ("homeless", "elders")]
    later = await chain.group(city, "homeless", 2026)
    said = await chain.say(city, asked[1], "un banc à l'ombre", codes=["B04"])
    await chain.settle()
    plan = await cabinet.put("plan", city, "Plan")
    links = {"groups": ("group", asked[0]), "criteria": ("criterion", said["id"]), "plan": ("plan", plan)}
    action = await cabinet.put("action", city, "Benches", links=links)

    async def judged(of: tuple[str, UUID], *groups: UUID) -> tuple[str, str]:
        links = {"of": of, "groups": [("group", group) for group in groups]}
        id = await cabinet.put("evaluation", city, "After", links=links)
        told = nodes(await found(chain, f"evaluation/{id}"))[f"evaluation/{id}"]["by_same_groups"]
        return told["groups"], told["kinds"]

    assert await judged(("action", action), *asked) == ("all", "all")
    assert await judged(("plan", plan), asked[1]) == ("some", "some")
    assert await judged(("action", action), later) == ("none", "some")
    assert await judged(("action", action)) == ("unknown", "unknown")
    assert await judged(("platform", uuid4()), *asked) == ("unknown", "unknown")
