"""Chapters and budgets go by this project's links from components to rights, by platforms' own, or by both."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.synthesis.process.rights.crosswalk import ORDER, RightLink
from services.synthesis.yearly.compose.leading import Leading
from shared.vocabulary.rights import framework
from tests.synthesis.chain import Chain
from tests.synthesis.yearly.city import YEAR, City
from tests.synthesis.yearly.records_kept import Shelf, components, rights
from tests.synthesis.yearly.test_reviews import N_COMPONENTS, chapter, spread

COALITION = "Coalition against loneliness (synthetic)"


@pytest.fixture(scope="module", autouse=True)
async def linked(chain: Chain, shelf: Shelf, city: City) -> None:
    """Platforms of the city, of the region above it and of a town beside it keep links of their own."""
    town = await chain.territory("Binche", kind="municipality", parent_id=city.region)
    await chain.follow()
    await shelf.platform(city.region, "Platform of Hainaut")
    await shelf.platform(town, "Platform of Binche")
    await keep(shelf, city.id, "G04", "udhr/1948/24", COALITION, "direct")
    await keep(shelf, city.id, "I01", "udhr/1948/99", COALITION, "direct")
    await keep(shelf, city.id, "A06", "udhr/1948/15", COALITION, "weak")
    await keep(shelf, city.region, "B04", "udhr/1948/13", "Province (synthetic)", "indirect")
    await keep(shelf, town, "A02", "udhr/1948/14", "Next door (synthetic)", "direct")
    await keep(shelf, city.id, "A10", "udhr/1948/14", "Not released (synthetic)", "direct", released=False)


async def keep(
    shelf: Shelf, place: UUID, component: str, right: str, author: str, strength: str, *, released: bool = True
) -> None:
    body = {"component": components(component)[0], "right": rights(right)[0], "author": author, "strength": strength}
    await shelf.keep("crosswalk", place, component, body, released=released)


async def by_right(chain: Chain, city: City, role: str = "staff", **params: Any) -> Any:
    return (await chapter(chain, city, "universal-periodic", role, **params)).json()


def said(found: Any) -> dict[str, float]:
    return {one["item"]["code"].split("/")[2]: one["n_criteria"] for one in found["items"] if one["n_criteria"]}


@pytest.mark.parametrize("crosswalk", ["proposal", "platforms", "both"])
async def test_weights_add_up_to_the_criteria_whoever_made_the_links(chain: Chain, city: City, crosswalk: str) -> None:
    found = await by_right(chain, city, crosswalk=crosswalk)
    assert found["crosswalk"] == crosswalk
    assert sum(said(found).values()) + found["n_elsewhere"] == pytest.approx(found["n_criteria"], abs=0.1)
    assert sum(one["share"] for one in found["items"]) == pytest.approx(1, abs=0.01)


async def test_the_proposal_alone_is_as_if_no_platform_kept_a_link(chain: Chain, city: City) -> None:
    found = await by_right(chain, city, crosswalk="proposal")
    assert said(found) == pytest.approx(spread("udhr"), abs=0.01)
    assert all(one["proposal"] for one in found["links"])


async def test_platforms_alone_lead_only_where_they_say(chain: Chain, city: City) -> None:
    found = await by_right(chain, city, crosswalk="platforms")
    led = {"13": "B04", "14": "A10", "15": "A06", "24": "G04"}
    assert said(found) == {item: N_COMPONENTS[component] for item, component in led.items()}
    assert {one["author"]: one["n_links"] for one in found["links"]} == {
        COALITION: 2, "Province (synthetic)": 1, "Not released (synthetic)": 1
    }  # fmt: skip
    assert not any(one["proposal"] for one in found["links"])


async def test_both_are_read_unless_asked_otherwise_and_each_link_says_whose_it_is(chain: Chain, city: City) -> None:
    found = await by_right(chain, city)
    assert found["crosswalk"] == "both"
    rest = next(one for one in found["items"] if one["item"]["code"] == "udhr/1948/24")
    own = next(one for one in rest["through"] if one["component"]["code"] == "G04")
    assert (own["link"]["author"], own["link"]["strength"], own["link"]["proposal"]) == (COALITION, "direct", False)
    assert own["link"]["record"]
    assert own["divided_among"] == 1
    others = [one["link"] for one in rest["through"] if one is not own]
    assert others
    assert all(one["proposal"] and "record" not in one for one in others)
    assert "G04" not in [one["code"] for one in found["elsewhere"]]


async def test_links_of_a_town_beside_it_do_not_count(chain: Chain, city: City) -> None:
    authors = {one["author"] for one in (await by_right(chain, city))["links"]}
    assert {"Province (synthetic)", COALITION} < authors
    assert "Next door (synthetic)" not in authors


async def test_a_link_that_is_not_released_is_not_the_publics(chain: Chain, city: City) -> None:
    inside, outside = [await by_right(chain, city, role) for role in ("staff", "public")]
    assert "udhr/1948/14" not in {one["code"] for one in inside["inexpressible"]}
    assert "udhr/1948/14" in {one["code"] for one in outside["inexpressible"]}
    assert "Not released (synthetic)" not in {one["author"] for one in outside["links"]}


async def test_records_stand_where_a_platform_leads_their_components(chain: Chain, city: City) -> None:
    found = await by_right(chain, city)
    moving = next(one for one in found["items"] if one["item"]["code"] == "udhr/1948/13")
    square = next(one for one in moving["actions"] if one["record"]["title"].startswith("The square"))
    assert (square["via"], square["component"]["code"]) == ("component", "B04")
    assert square["link"]["author"] == "Province (synthetic)"


@pytest.mark.parametrize("lang", ["en", "fr", "pt", "it"])
async def test_pages_and_tables_name_the_author_of_a_platforms_link(chain: Chain, city: City, lang: str) -> None:
    for form in ("html", "md", "csv"):
        told = (await chapter(chain, city, "universal-periodic", format=form, lang=lang)).text
        assert COALITION in told
        alone = (await chapter(chain, city, "universal-periodic", format=form, lang=lang, crosswalk="proposal")).text
        assert COALITION not in alone


async def test_goals_that_no_platform_leads_to_are_empty_and_the_page_says_why(chain: Chain, city: City) -> None:
    answer = await chapter(chain, city, "voluntary-local", crosswalk="platforms")
    assert not said(answer.json())
    assert answer.json()["links"] == []
    page = (await chapter(chain, city, "voluntary-local", crosswalk="platforms", format="html", lang="fr")).text
    assert "Aucune plateforme d’ici" in page


async def test_the_budget_says_by_whose_link_an_amount_goes_to_a_right(chain: Chain, city: City) -> None:
    asked = {"territory": str(city.id), "year": str(YEAR), "format": "csv"}
    for crosswalk, authors in (("platforms", {"Province (synthetic)", "Not released (synthetic)"}), ("proposal", None)):
        answer = await chain.ask(
            "synthesis", "GET", "/v1/budget-table", "staff", params=asked | {"crosswalk": crosswalk}
        )
        rows = [row for row in csv.DictReader(io.StringIO(answer.text)) if row["right_via"] == "component"]
        assert rows
        found = {row["right_author"] for row in rows}
        assert found == authors if authors else not found & {COALITION, "Province (synthetic)"}


UDHR = framework("udhr", None)
LINK = st.builds(
    lambda component, item, strength, author: RightLink(
        component, "provisional-2026", f"udhr/{UDHR.version}/{item}", strength, author
    ),
    st.sampled_from(["A01", "A02", "A03", "B01"]),
    st.sampled_from(["1", "2", "3", "25", "not-an-item"]),
    st.sampled_from(ORDER),
    st.sampled_from(["this project", "a platform", "another"]),
)


@given(st.lists(LINK, max_size=30))
def test_a_component_leads_to_an_item_once_by_its_strongest_link(links: list[RightLink]) -> None:
    leading = Leading.of(links, UDHR, "both")
    known = {item.item for item in UDHR.items}
    told = [(one.component, one.item) for found in leading.by_component.values() for one in found]
    assert sorted(told) == sorted({(one.component, one.item) for one in links if one.item in known})
    for found in leading.by_component.values():
        for one in found:
            same = [each for each in links if (each.component, each.item) == (one.component, one.item)]
            assert ORDER.index(one.strength) == min(ORDER.index(each.strength) for each in same)


async def test_a_right_that_is_hardly_touched_gets_no_heading_of_its_own(chain: Chain, city: City) -> None:
    found = await by_right(chain, city)
    page = (await chapter(chain, city, "universal-periodic", format="html")).text
    parts = ("commitments", "actions", "measures", "situations")
    hardly = []
    for one in found["items"]:
        weak = all(each["link"]["strength"] == "weak" for each in one["through"]) or one["n_criteria"] < 1
        anchor = f'id="item-{one["item"]["code"].replace("/", "-")}"'
        assert (anchor in page) == (not weak or any(one[part] for part in parts)), one["item"]
        assert one["item"]["label"] in page
        hardly += [one] if anchor not in page else []
    assert 0 < len(hardly) < len(found["items"])
