"""Chapters for reviews: by goal and by right."""

import csv
import io
from collections import Counter
from typing import Any

import pytest

from shared.vocabulary.rights import crosswalk
from tests.synthesis.chain import Chain
from tests.synthesis.yearly.city import SAID, YEAR, City

N_COMPONENTS = Counter(
    {
        code: sum(4 * (2 + (place == 0)) for said in SAID.values() for codes in said.values()
                  for place, one in enumerate(codes) if one == code)
        for code in {code for said in SAID.values() for codes in said.values() for code in codes}
    }
)  # fmt: skip
"""Criteria of the city by component, as they were made."""


async def chapter(chain: Chain, city: City, review: str = "voluntary-local", role: str = "staff", **params: Any) -> Any:
    path = f"/v1/reviews/{review}/{city.id}/{YEAR}"
    return await chain.ask("synthesis", "GET", path, role, params={"format": "json"} | params)


def spread(framework: str) -> dict[str, float]:
    """Divide every criterion equally among the items of a framework that its component leads to."""
    found: Counter[str] = Counter()
    rows = [row for row in crosswalk("provisional-2026") if row.framework == framework]
    n_items = Counter(row.component for row in rows)
    for row in rows:
        found[row.item] += N_COMPONENTS[row.component] / n_items[row.component]
    return {item: n for item, n in found.items() if n}


@pytest.mark.parametrize(("review", "framework"), [("voluntary-local", "sdg"), ("universal-periodic", "udhr")])
async def test_each_criterion_is_divided_among_its_items(chain: Chain, city: City, review: str, framework: str) -> None:
    found = (await chapter(chain, city, review)).json()
    said = {one["item"]["code"].split("/")[2]: one["n_criteria"] for one in found["items"] if one["n_criteria"]}
    assert said == pytest.approx(spread(framework), abs=0.01)
    assert sum(said.values()) + found["n_elsewhere"] == pytest.approx(found["n_criteria"], abs=0.1)
    assert sum(one["share"] for one in found["items"]) == pytest.approx(1, abs=0.01)


async def test_records_stand_under_what_they_name_and_what_their_components_lead_to(chain: Chain, city: City) -> None:
    goals = {one["item"]["code"]: one for one in (await chapter(chain, city)).json()["items"]}
    energy = goals["sdg/2015/7"]
    assert [(one["record"]["title"], one["via"]) for one in energy["commitments"]] == [
        ("No one goes without heating", "named")
    ]
    assert [(one["record"]["title"], one["via"]) for one in energy["actions"]] == [("Warm rooms in winter", "named")]
    health = goals["sdg/2015/3"]
    (bus,) = health["actions"]
    assert (bus["record"]["title"], bus["via"]) == ("An evening bus to the hospital", "component")
    assert bus["component"]["code"] == "A02"
    measured = [one["record"]["title"] for goal in goals.values() for one in goal["measures"]]
    assert {"Damp homes", "Bus stops served after eight in the evening"} == set(measured)


async def test_a_record_stands_once_under_an_item(chain: Chain, city: City) -> None:
    for review in ("voluntary-local", "universal-periodic"):
        for item in (await chapter(chain, city, review)).json()["items"]:
            for name in ("commitments", "actions", "measures", "situations"):
                ids = [one["record"]["id"] for one in item[name]]
                assert len(ids) == len(set(ids))


async def test_what_no_item_names_and_what_cannot_be_said_is_told(chain: Chain, city: City) -> None:
    rights = (await chapter(chain, city, "universal-periodic")).json()
    assert "G04" in [one["code"] for one in rights["elsewhere"]]
    assert {one["code"] for one in rights["inexpressible"]} >= {"udhr/1948/14", "udhr/1948/15"}
    silent = {one["code"] for one in rights["silent"]}
    assert silent
    assert not silent & {one["code"] for one in rights["inexpressible"]}


async def test_a_treaty_body_may_ask_by_another_framework(chain: Chain, city: City) -> None:
    found = (await chapter(chain, city, "universal-periodic", framework="charter-agenda", lang="fr")).json()
    assert found["framework"]["id"] == "charter-agenda"
    first = next(one for one in found["items"] if one["item"]["code"] == "charter-agenda/2011/I")
    assert first["item"]["label"] == "Droit à la ville"
    assert first["commitments"][0]["via"] == "named"
    for framework, code in (("magna-carta", "framework-unknown"), ("fra", "framework-not-read")):
        answer = await chapter(chain, city, "universal-periodic", framework=framework)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


async def test_the_public_reads_released_records_and_no_figure_without_a_released_synthesis(
    chain: Chain, city: City
) -> None:
    found = (await chapter(chain, city, role="public")).json()
    assert "n_criteria" not in found
    assert all(one["n_criteria"] == 0 for one in found["items"])
    assert found["silent"] == [], "that nothing may be told does not say that nobody spoke"
    actions = {one["record"]["title"] for item in found["items"] for one in item["actions"]}
    assert "Warm rooms in winter" in actions
    assert "Not released yet" not in actions


@pytest.mark.parametrize("lang", ["en", "fr", "pt", "it"])
async def test_it_is_a_page_a_text_and_a_table(chain: Chain, city: City, lang: str) -> None:
    for review in ("voluntary-local", "universal-periodic"):
        page, text, table = [
            (await chapter(chain, city, review, format=form, lang=lang)).text for form in ("html", "md", "csv")
        ]
        assert "<script" not in page
        for told in (page, text):
            assert "No one goes without heating" in told
        rows = list(csv.DictReader(io.StringIO(table)))
        assert {"criteria", "component", "commitment", "action", "measure"} <= {row["what"] for row in rows}
