"""What everybody reads of what people said in a city: the figures of the synthesis that was released, and no other."""

from typing import Any
from uuid import uuid4

import pytest

from services.synthesis.syntheses.making.maker import Maker
from services.synthesis.syntheses.working import Works
from tests.synthesis.chain import Chain
from tests.synthesis.syntheses.conftest import finish
from tests.synthesis.yearly.city import YEAR, City


async def ask(chain: Chain, path: str, role: str = "public") -> Any:
    answer = await chain.ask("synthesis", "GET", f"/v1/{path}", role, params={"format": "json"})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def made(chain: Chain, city: City, scope: dict[str, Any]) -> str:
    """A synthesis that people stand behind."""
    body = {"scope": {"open_only": True} | scope, "resamplings": 200, "title": "What Mons says (synthetic)"}
    asked = await chain.ask(
        "synthesis", "POST", "/v1/syntheses", "staff", json=body, headers={"Idempotency-Key": str(uuid4())}
    )
    id = asked.json()["id"]
    await finish(chain, Works(chain.pool, Maker.of(chain.reader), chain.app.state.settings))
    answer = await chain.ask("synthesis", "POST", f"/v1/syntheses/{id}/validate", "staff")
    assert answer.status_code == 200, answer.text
    return str(id)


@pytest.fixture(scope="module")
async def whole(chain: Chain, city: City) -> str:
    return await made(chain, city, {"under": str(city.id)})


async def test_before_it_is_released_only_staff_are_led_to_a_synthesis(chain: Chain, city: City, whole: str) -> None:
    path = f"yearly-reports/{city.id}/{YEAR}"
    staff, public = await ask(chain, path, "staff"), await ask(chain, path)
    assert (staff["said"]["synthesis"]["id"], staff["said"]["source"]) == (whole, "live")
    assert public["said"]["source"] == "nothing"
    assert "synthesis" not in public["said"]


async def test_released_figures_are_rounded_and_of_enough_groups(chain: Chain, city: City, whole: str) -> None:
    part = await made(chain, city, {"under": str(city.id), "profiles": ["homeless"]})
    for id in (whole, part):
        answer = await chain.ask("synthesis", "PUT", f"/v1/syntheses/{id}/release", "staff")
        assert answer.status_code == 200, answer.text
    said = (await ask(chain, f"yearly-reports/{city.id}/{YEAR}"))["said"]
    assert (said["source"], said["synthesis"]["id"]) == ("synthesis", whole), "a part of the city is not the city"
    assert said["audience"] == "public"
    assert "groups" not in said or said["groups"] == []
    told = [one for question in said["questions"] for one in question["top"]]
    assert told
    assert all(one["n_criteria"] % 5 == 0 and one["n_groups"] >= 3 for one in told)
    assert said["to_date"]["n_participants"] % 5 == 0
    page = await chain.ask(
        "synthesis", "GET", f"/v1/yearly-reports/{city.id}/{YEAR}", "public", params={"format": "html", "lang": "en"}
    )
    assert "Heard in the released synthesis" in page.text
    assert f"up to the end of {YEAR}" not in page.text


async def test_chapters_and_summaries_are_made_of_the_same_figures(chain: Chain, city: City, whole: str) -> None:
    chapter = await ask(chain, f"reviews/universal-periodic/{city.id}/{YEAR}")
    counts = [through["n_criteria"] for item in chapter["items"] for through in item["through"]]
    assert counts
    assert all(n % 5 == 0 for n in counts)
    summary = await ask(chain, f"summaries/{city.id}")
    assert summary["said"]["synthesis"]["id"] == whole
    page = await chain.ask("synthesis", "GET", f"/v1/summaries/{city.id}", "public")
    assert 'class="bars"' in page.text
