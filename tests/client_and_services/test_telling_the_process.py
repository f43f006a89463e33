"""What used to be asked of addresses is told by commands, so that it can be read aloud; ``--json`` gives it whole."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from spiral_client import Client

from tests.client_and_services.city_story import CityStory
from tests.client_and_services.conftest import Door, Spiral
from tests.client_and_services.test_reading_the_process import begun, chain, door, nearby, reader, story
from tests.client_and_services.test_reading_the_process import synthesis_settings as synthesis_settings
from tests.synthesis.chain import Chain

__all__ = ["begun", "chain", "door", "nearby", "reader", "story"]


def _carry(client: Client, story: CityStory) -> None:
    group, sentence = str(story.group), {"language": "fr", "question": "wellbeing", "state": "proposed"}
    first = {"external_id": "s1", "text": "Qu'on nous regarde", "level": "group", "group": group, **sentence}
    whole = {"external_id": "s2", "text": "Ici on se regarde", "level": "territory", "takes_up": ["s1"], **sentence}
    merged = [story.said[0]["id"], story.said[1]["id"]]
    seen = {"indicator": "i1", "group": group, "observed_on": "2026-05-01"}
    practice = {"external_id": "k1", "title": "Training at counters", "text": "Ask first.", "language": "en",
                "kind_of": "good-practice", "components": ["I01"], "released": True}  # fmt: skip
    judged = [{"group": group, "component": "I01", "situation": 2, "action": "a1"}]
    before = {"external_id": "e0", "title": "Before", "of": "a1", "moment": "before", "held_on": "2026-01-20",
              "groups": [group], "judgements": judged}  # fmt: skip
    spoke = next(str(each["platform_id"]) for each in client.groups() if each["id"] == group)
    for kind, records in {
        "collective-criteria": [{**first, "merges": merged}, whole],
        "stakeholders": [{"external_id": "social", "name": "Services of the library", "sector": "public"}],
        "observations": [
            {"external_id": "o1", "level": 2, "situation_of": "present", **seen},
            {"external_id": "o2", "level": 4, "situation_of": "wished", **seen},
        ],
        "evaluations": [before],
        "practices": [practice],
    }.items():
        for record in records:
            where = spoke if kind == "collective-criteria" else story.platform
            result = client.records(kind).push([record], platform=where)
            assert result.all_kept, result.problems


@pytest.fixture(scope="module")
async def carried(chain: Chain, door: Door, story: CityStory) -> CityStory:
    """The story, with the words carried on, an indicator observed, an action judged before, and a practice."""
    with door.client() as client:
        await asyncio.to_thread(_carry, client, story)
    await chain.settle()
    return story


def rows(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.splitlines() if "\t" in line]


async def test_a_sentence_is_told_down_to_the_first_words_and_up_to_who_took_it_up(
    spiral: Spiral, carried: CityStory, give_key: Any
) -> None:
    done = await spiral("voices", "s2")
    assert done.code == 0, done.err
    assert done.out.splitlines()[:4] == [
        "Ici on se regarde (of the territory, proposed)",
        "  Qu'on nous regarde (of one group, proposed)",
        "      “qu'on me regarde 0”",
        "      “qu'on me regarde 1”",
    ]
    assert "behind it: 2 criteria of 1 group, each counted once" in done.out
    assert "taken up into:\n  Ici on se regarde" in (await spiral("voices", "nous regarde")).out
    whole = json.loads((await spiral("voices", "s2", "--json")).out)
    assert whole["n_criteria"] == 2
    unknown = await spiral("voices", "nobody said this")
    assert (unknown.code, "no collective-criteria that you may see" in unknown.err) == (2, True)
    stranger = await spiral("voices", whole["below"]["id"], key=await give_key("app"))
    assert (stranger.code, "regarde" in stranger.out) == (2, False)


async def test_what_was_left_out_is_told_beside_what_was_carried_on(
    spiral: Spiral, carried: CityStory, door: Door
) -> None:
    def place() -> str:
        with door.client() as client:
            return next(str(each["platform_id"]) for each in client.groups() if each["id"] == str(carried.group))

    platform = await asyncio.to_thread(place)
    done = await spiral("said", platform)
    assert done.code == 0, done.err
    assert done.out.startswith("Platform: 3 criteria of 1 group\n")
    assert "carried on by a collective criterion: 2 (0 approved)\nleft out: 1\n" in done.out
    assert [row[3] for row in rows(done.out)[1:]] == ["qu'on me regarde 2"]
    assert json.loads((await spiral("said", platform, "--json")).out)["total"]["n_left_out"] == 1


async def test_situations_and_what_changed_are_told_group_by_group(spiral: Spiral, carried: CityStory) -> None:
    done = await spiral("diagnosis", "How we are looked at")
    assert done.code == 0, done.err
    assert ["all years", "present", "1", "2.0", "0", "1", "0", "0", "0"] in rows(done.out)
    assert ["2026", "wished", "1", "4.0", "0", "0", "0", "1", "0"] in rows(done.out)
    assert "all years: wished is +2.0 from present, of 1 group that told both" in done.out
    assert json.loads((await spiral("diagnosis", "i1", "--json")).out)["indicator"] == carried.ids["i1"]
    for of in (["--action", "a1"], ["--platform", carried.platform], ["--platform", "Mons, platform of all"]):
        told = await spiral("matrix", *of)
        assert told.code == 0, told.err
        (row,) = rows(told.out)[1:]
        assert (row[0], row[1], row[3:8]) == ("Training at the counters", "I01", ["2.0", "1", "4.0", "1", "+2.0"])
    assert json.loads((await spiral("matrix", "--action", "a1", "--json")).out)["n_evaluations"] == 2
    assert (await spiral("matrix", "--action", "a1", "--plan", "p")).code == 2


async def test_a_proposal_is_told_and_its_draft_can_be_pushed(
    spiral: Spiral, carried: CityStory, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.json"
    done = await spiral("proposals", "I01", "--draft", str(draft), "--external-id", "looked-at")
    assert done.code == 0, done.err
    assert done.out.startswith("I01 ")
    assert " in Mons: " in done.out.splitlines()[0]
    assert "“qu'on me dise bonjour” (wellbeing)" in done.out
    pushed = await spiral("records", "push", "indicators", str(draft), "--platform", carried.platform, "--dry-run")
    assert (pushed.code, "would be: 1 created" in pushed.out) == (0, True), pushed.out + pushed.err
    whole = await spiral("proposals", "I01", "--territory", "Mons", "--json", "--draft", str(draft))
    assert json.loads(whole.out)["component"].endswith("I01")
    assert (await spiral("proposals", "I01", "--draft", "draft.csv")).code == 2


async def test_a_history_says_who_wrote_what_when_and_why(spiral: Spiral, carried: CityStory, door: Door) -> None:
    def correct() -> None:
        with door.client() as client:
            stakeholders = client.records("stakeholders")
            id = stakeholders.find("cpas")
            stakeholders.change(id, stakeholders.read(id), role="coordinator", why="agreed in May")

    await asyncio.to_thread(correct)
    done = await spiral("history", "stakeholders", "cpas")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].startswith("revision 2, written on 20")
    assert lines[0].endswith(": agreed in May")
    assert lines[1] == "    role: coordinator"
    assert "    sector: public" in lines
    assert "    name: Services of the library" in (await spiral("history", "stakeholders", "social")).out
    assert "coordinator" in (await spiral("history", "stakeholders", "social services of mons")).out
    several = await spiral("history", "stakeholders", "services")
    assert (several.code, "2 stakeholders fit 'services'; give the id of one: " in several.err) == (2, True)
    action = (await spiral("history", "action", "a1")).out
    assert "    budget: " in action
    assert "{" not in action
    assert len(json.loads((await spiral("history", "stakeholders", "cpas", "--json")).out)) == 2


async def test_budgets_and_the_summary_are_told_or_written(spiral: Spiral, carried: CityStory, tmp_path: Path) -> None:
    done = await spiral("budget", "--year", "2026")
    assert done.code == 0, done.err
    assert done.out.startswith("Mons in 2026: ")
    first = rows(done.out)[1]
    assert first[:5] == ["84-12", "Training at the counters", "9,000 EUR", "How we are looked at", "I01"]
    assert first[6].startswith("udhr/")
    table = tmp_path / "b.csv"
    assert (await spiral("budget", "Mons", "--out", str(table))).code == 0
    assert table.read_text().startswith("budget_line,")
    assert (await spiral("budget", "--out", "b.html")).code == 2
    assert json.loads((await spiral("budget", "--json")).out)["territory"]["name"] == "Mons"
    told = await spiral("summary")
    assert told.code == 0, told.err
    assert told.out.startswith("Mons, what everybody may read on 20")
    assert "    Training at the counters (done)" in told.out
    page = tmp_path / "s.html"
    assert (await spiral("summary", "Mons", "--out", str(page))).code == 0
    assert page.read_text().lower().startswith("<!doctype html")


async def test_practices_are_found_by_meaning(spiral: Spiral, carried: CityStory) -> None:
    found = await spiral("practices", "training", "at", "counters", "--json")
    told = json.loads(found.out)
    assert {"items", "floor", "n_unread"} <= told.keys()
    done = await spiral("practices", "training at counters", "--kind", "practice")
    assert done.code == 0, done.err
    assert bool(rows(done.out)) == bool(told["items"])
    assert "still to be read" in done.err or any("Training at counters" in row[2] for row in rows(done.out))


async def test_a_chain_begins_where_people_say(spiral: Spiral, carried: CityStory) -> None:
    by_name = await spiral("chain", "action/a1", "--json")
    assert json.loads(by_name.out)["start"] == f"action/{carried.ids['a1']}"
    said = await spiral("chain", f"criterion/{carried.said[0]['external_id']}", "--json")
    assert json.loads(said.out)["start"] == carried.criterion(0)
    assert (await spiral("chain", "action/nobody-wrote-this")).code == 2


async def test_the_territory_of_a_report_is_ones_own_unless_it_is_named(
    spiral: Spiral, carried: CityStory, chain: Chain
) -> None:
    own = json.loads((await spiral("yearly-report", "2026", "--json")).out)
    assert own["territory"]["id"] == str(carried.city)
    await chain.territory("Mons", country="FR", kind="region")  # of the same name, and nobody's here
    await chain.settle()
    named = json.loads((await spiral("yearly-report", "Mons", "2026", "--json")).out)
    assert named["territory"]["id"] == str(carried.city)
    assert (await spiral("review-chapter", "sdg", "2026")).out.startswith("# ")
    unknown = await spiral("yearly-report", "Old", "Town", "2026")
    assert (unknown.code, "no territory is called 'Old Town'" in unknown.err) == (2, True)
    yearless = await spiral("yearly-report", "Mons")
    assert (yearless.code, "say the year last" in yearless.err) == (2, True)
