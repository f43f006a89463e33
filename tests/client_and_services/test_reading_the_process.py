"""What the command tells of the process, from the real services: one story of homeless people, forward and back."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest

from services.gateway.app import create_app as create_gateway
from services.gateway.settings import GatewaySettings
from shared.database import service_dsn
from shared.settings import CommonSettings
from tests.client_and_services.city_story import CityStory, act, begin
from tests.client_and_services.conftest import Door, Spiral
from tests.conftest import SECRET
from tests.gateway.peers import served
from tests.synthesis.chain import Chain
from tests.synthesis.conftest import chain, nearby, reader, synthesis_settings
from tests.territories.process.makers import City

__all__ = ["chain", "nearby", "reader", "synthesis_settings"]


@pytest.fixture(scope="module")
async def begun(chain: Chain) -> CityStory:
    return await begin(chain)


@pytest.fixture(scope="module")
async def door(
    chain: Chain, begun: CityStory, database: str, settings: CommonSettings, give_key: Any
) -> AsyncIterator[Door]:
    """The door before all three services, with the key of the story's city."""
    own = GatewaySettings(secret=SECRET, state=settings.state, pool_size=4, quota_public=100_000)
    apps = {name: client._transport.app for name, client in chain.clients.items()}  # type: ignore[attr-defined]
    gateway = create_gateway(own, service_dsn("gateway", settings, database), apps)
    async with gateway.router.lifespan_context(gateway), served(gateway) as url:
        yield Door(url, await give_key("partner", roots=[str(begun.city)]))


@pytest.fixture(scope="module")
async def story(chain: Chain, begun: CityStory, door: Door) -> CityStory:
    """What was said, and all that was pushed about it."""
    with door.client() as client:
        await act(chain, client, begun)
    return begun


def indented(out: str, text: str) -> int:
    """Give how deep a line that has a text stands."""
    line = next((line for line in out.splitlines() if text in line), None)
    assert line is not None, f"{text!r} is not in:\n{out}"
    return len(line) - len(line.lstrip())


async def test_a_chain_is_told_as_a_tree_with_who_when_and_why(spiral: Spiral, story: CityStory) -> None:
    done = await spiral("chain", f"action/{story.ids['a1']}", "--territory", "Mons")
    assert done.code == 0, done.err
    first = done.out.splitlines()[0]
    assert first.startswith("action: Training at the counters (done, 2026-03-01")
    before, after = done.out.split("what followed:")
    assert "what led to it:" in before
    assert indented(before, "commitment: Nobody is looked through (made") == 4
    assert "linked by " in before
    assert ": the assembly asked for it" in before
    assert indented(before, "right: Universal Declaration of Human Rights, 1:") > 4
    assert "criterion: “qu'on me regarde 0”" in before
    assert "budget line: 84-12 (9,000" in before
    assert indented(after, "evaluation: Half a year on") == 4
    assert indented(after, "improvement: Also at the library") == 6
    assert "judged by all who asked for it" in after
    assert "it does not say that one thing caused another" in after


async def test_the_same_chain_is_followed_from_the_first_words(spiral: Spiral, story: CityStory) -> None:
    done = await spiral("chain", story.criterion(0), "--direction", "forward")
    assert "what led to it" not in done.out
    depths = [indented(done.out, text) for text in ("criterion:", "component:", "right:", "commitment:")]
    assert depths == sorted(depths)
    assert "coded by people" in done.out
    assert "improvement: Also at the library" in done.out
    # A thing that hangs together with several is told in full once.
    assert sum("action: Training" in line and "told above" not in line for line in done.out.splitlines()) == 1
    whole = json.loads((await spiral("chain", story.criterion(0), "--json")).out)
    assert whole["start"] == story.criterion(0)


async def test_everybody_is_told_nothing_of_who_and_an_unknown_start_ends_with_2(
    spiral: Spiral, story: CityStory, give_key: Any
) -> None:
    told = await spiral("chain", f"action/{story.ids['a1']}", key=await give_key("app"))
    assert (told.code, "linked by " in told.out, "linked on " in told.out) == (
        0,
        False,
        True,
    ), told.out
    for start in ("nobody/7", "component/Z99", f"action/{story.city}"):
        assert (await spiral("chain", start)).code == 2


async def test_who_was_not_heard_is_told_beside_who_was(spiral: Spiral, story: CityStory, chain: Chain) -> None:
    done = await spiral("coverage", "Mons", "--lang", "en")
    assert done.code == 0, done.err
    assert done.out.startswith("Mons: 4 criteria of 17 people in 2 groups")
    rows = [line.split("\t") for line in done.out.splitlines() if "\t" in line]
    assert {row[0] for row in rows[1:]} == {"Homeless people", "Elders"} or len(rows) == 3
    own = json.loads((await spiral("coverage", "--json")).out)
    assert own["territory"] == str(story.city)


async def test_rights_are_read_with_what_they_are_not(spiral: Spiral, story: CityStory, give_key: Any) -> None:
    done = await spiral("rights", "Mons", "--framework", "udhr")
    assert done.code == 0, done.err
    assert "Mons, by " in done.out
    assert "no measure of violation or compliance" in done.out
    rows = [line.split("\t") for line in done.out.splitlines() if "\t" in line][1:]
    assert rows
    weights = [float(row[2]) for row in rows]
    assert weights == sorted(weights, reverse=True)
    assert (await spiral("rights", "--everywhere")).code == 4  # exact counts of others are not a partner's to read
    staff = await give_key("staff")
    everywhere = json.loads((await spiral("rights", "--everywhere", "--framework", "sdg", "--json", key=staff)).out)
    assert (everywhere.get("framework"), everywhere.get("territory")) == ("sdg", None), everywhere
    assert (await spiral("rights", "Mons", "--framework", "nobodys-rights")).code == 2


async def test_reports_are_written_in_the_form_of_their_file(spiral: Spiral, story: CityStory, tmp_path: Any) -> None:
    page = tmp_path / "mons.html"
    done = await spiral("yearly-report", "Mons", "2026", "--out", str(page), "--lang", "fr")
    assert (done.code, page.read_text().lower().startswith("<!doctype html")) == (0, True), done.err
    text = await spiral("yearly-report", str(story.city), "2026")
    assert text.out.startswith("# "), text.out + text.err
    whole = json.loads((await spiral("yearly-report", "Mons", "2026", "--json")).out)
    assert isinstance(whole, dict)
    for framework in ("sdg", "udhr"):
        chapter = await spiral("review-chapter", framework, "Mons", "2026", "--format", "csv")
        assert chapter.code == 0, chapter.err
        assert len({len(row) for row in csv.reader(io.StringIO(chapter.out))}) == 1
    assert (await spiral("yearly-report", "Mons", "2026", "--out", "a.docx")).code == 2
    assert (await spiral("yearly-report", "Nowhere", "2026")).code == 2


async def test_how_far_a_platform_is_comes_from_what_it_wrote_down(
    spiral: Spiral, chain: Chain, as_role: Callable[..., dict[str, str]], give_key: Any
) -> None:
    city = await City(chain.clients["territories"], as_role("staff", audience="territories")).settle()
    await city.record("phases", cycle=1, phase=6, state="under-way", started_on="2026-02-01")
    await city.record("actions", title="one", starts_on="2026-03-01")
    done = await spiral("progress", key=await give_key("partner", roots=[city.territory]))
    assert done.code == 0, done.err
    rows = [line.split("\t") for line in done.out.splitlines() if "\t" in line]
    assert [rows[6][0], rows[6][1], rows[6][3], rows[6][4]] == ["1", "6", "under-way", "2026-02-01"]
    assert any("1 actions" in row[-1] for row in rows)
    told = json.loads((await spiral("progress", city.platform, "--json", key=await give_key("staff"))).out)
    assert told["platform_id"] == city.platform


async def test_python_gives_the_same_readings(door: Door, story: CityStory) -> None:
    def work() -> dict[str, Any]:
        with door.client() as client:
            return {
                "chain": client.chain(f"indicator/{story.ids['i1']}", "back")["start"],
                "coverage": client.coverage()["territory"],
                "rights": client.rights_reading("Mons", "sdg")["framework"],
                "frameworks": len(client.frameworks()),
                "budget": client.budget_table(year=2026),
                "summary": json.loads(client.summary("Mons")),
                "chapter": json.loads(client.review_chapter("sdg", None, 2026, "json")),
            }

    found = await asyncio.to_thread(work)
    assert found["chain"] == f"indicator/{story.ids['i1']}"
    assert UUID(found["coverage"]) == story.city
    assert found["rights"] == "sdg"
    assert found["frameworks"] >= 5
    assert "9000" in found["budget"]
    assert found["summary"]
    assert found["chapter"]
