"""The summary for a city's own site: public things only, and a page that may be framed."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.yearly.city import City


async def summary(chain: Chain, place: Any, role: str = "public", **params: Any) -> Any:
    return await chain.ask("synthesis", "GET", f"/v1/summaries/{place}", role, params=params)


async def test_only_released_records_are_told_whoever_asks(chain: Chain, city: City) -> None:
    public, staff = [(await summary(chain, city.id, role, format="json")).json() for role in ("public", "staff")]
    public.pop("made_at"), staff.pop("made_at")
    assert public == staff
    assert public["n_by_state"] == {"decided": 1, "under-way": 2, "done": 3}
    assert "Not released yet" not in {one["title"] for one in public["actions"]}
    assert [one["title"] for one in public["commitments"]] == [
        "Nobody is looked through at a public counter", "No one goes without heating",
    ]  # fmt: skip
    assert public["said"]["source"] == "nothing"


async def test_any_site_may_show_it_in_a_frame(chain: Chain, city: City) -> None:
    answer = await summary(chain, city.id)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "x-frame-options" not in answer.headers
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("lang", ["en", "fr", "pt", "it", "de"])
async def test_it_needs_neither_script_nor_network(chain: Chain, city: City, lang: str) -> None:
    page = (await summary(chain, city.id, lang=lang)).text
    assert "<script" not in page
    assert not re.search(r"""(src|href|action)=["'](?!#|/v1/)""", page)
    assert not re.search(r"url\(|@import", page)
    assert "Nobody is looked through at a public counter" in page


async def test_a_country_tells_its_part_of_the_public_table(chain: Chain, city: City) -> None:
    found = await chain.ask("territories", "GET", "/v1/countries")
    items = found.json()["items"]
    belgium = next(one for one in items if "BE" in (one.get("code"), one.get("country")))
    told = (await summary(chain, belgium["id"], format="json")).json()["said"]
    assert told["source"] == "public-table"
    codes = {one["component"]["code"] for question in told["questions"] for one in question["top"]}
    assert codes
    assert all(len(code) == 1 for code in codes), "dimensions, as in the one public table"
    counts = [one["n_criteria"] for question in told["questions"] for one in question["top"]]
    assert all(n % 5 == 0 for n in counts)


async def test_unknown_places_have_no_summary(chain: Chain, city: City) -> None:
    assert (await summary(chain, uuid4())).json()["code"] == "scope-unknown"
