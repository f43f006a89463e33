"""Every example on the pages of these concepts is kept as it stands."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.territories.process.makers import City

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "process"
CONCEPTS = ("stakeholders", "phases", "people", "monitoring", "glossary", "practices")
SECTION = re.compile(r"^## `([a-z-]+)`$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(json|csv)$\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(concept: str) -> list[tuple[str, str, str]]:
    """Give each example of a page: the path of its kind, json or csv, and the text."""
    text = (PAGES / f"{concept}.md").read_text("utf-8")
    return [(path, form, body) for path, section in SECTION.findall(text) for form, body in BLOCK.findall(section)]


@pytest.fixture
async def school(territories: httpx.AsyncClient, as_role: Callable[..., dict[str, str]], city: City) -> City:
    made = await City(territories, as_role("staff")).settle("school", city.territory)
    made.headers = city.headers
    return made


async def what_the_examples_name(city: City) -> None:
    await city.group("elders", external_id="elders")
    await city.record("stakeholders", name="Town hall", sector="public", external_id="town-hall")
    await city.record("meetings", title="Co-decision", held_on="2026-03-14", external_id="march")
    await city.record("indicators", title="Alone at night", external_id="alone-at-night")


@pytest.mark.parametrize("concept", CONCEPTS)
async def test_the_examples_of_a_page_are_kept(city: City, school: City, concept: str) -> None:
    found = examples(concept)
    kinds = [path for path, _, _ in found]
    assert {kinds.count(path) for path in kinds} == {2}, "one example in JSON and one in CSV for each kind"
    if concept == "stakeholders":
        await city.group("elders", external_id="elders")
        # Its table names the town hall, which its meeting needs before.
        found.sort(key=lambda example: example[:2] != ("stakeholders", "csv"))
    else:
        await what_the_examples_name(city)
    for path, form, text in found:
        body = re.sub(r"\bpraia\b(?!\.)", city.platform, text).replace('"school"', f'"{school.platform}"')
        body = body.replace(",school,", f",{school.platform},")
        if form == "json":
            await city.record(path, **{"platform_id": None, **json.loads(body)})
            continue
        headers = city.headers | {"Content-Type": "text/csv"}
        told = (await city.client.post(f"/v1/{path}/import", content=body, headers=headers)).json()
        assert told["counts"] == {"created": len(body.strip().splitlines()) - 1}, told
