"""Maps through the web."""

from typing import Any

import pytest

from services.synthesis.engine.change.correspondence import correspondence
from tests.synthesis.chain import Chain
from tests.synthesis.change.country import Country


async def told(chain: Chain, role: str = "staff", roots: Any = (), **params: Any) -> Any:
    answer = await chain.ask("synthesis", "GET", "/v1/correspondence", role, roots=roots, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_towns_lie_near_what_they_name(chain: Chain, land: Country) -> None:
    answer = await told(chain, rows="territory", question="illbeing")
    rows = {row["label"]: row for row in answer["rows"]}
    columns = {column["value"]: column for column in answer["columns"]}
    drawn = correspondence([[24, 0, 0], [16, 8, 0], [0, 0, 24]])  # towns by D01, E01, C01
    assert answer["inertia"] == pytest.approx(drawn.inertia, abs=1e-6)
    assert answer["axes"] == pytest.approx((drawn.eigenvalues / drawn.inertia).tolist(), abs=1e-6)
    for at, name in enumerate(("Mons", "Liège", "Namur")):
        assert rows[name]["coordinates"] == pytest.approx(drawn.rows.coordinates[at].tolist(), abs=1e-6)
        assert sum(rows[name]["quality"]) == pytest.approx(1, abs=1e-5)
        assert (rows[name]["n_groups"], rows[name]["n_criteria"]) == (8, 24)
        assert rows[name]["region"]["half_long"] >= 0
    assert columns["C01"]["coordinates"][0] * rows["Namur"]["coordinates"][0] > 0
    assert columns["C01"]["contributions"][0] > 0.5
    assert answer["by_chance"]["p"] == 0.01
    assert answer["by_chance"]["high"] < answer["inertia"]
    # A component that nobody named is listed, and lies nowhere.
    assert (columns["A02"]["n_criteria"], columns["A02"]["supplementary"]) == (0, True)
    assert columns["A02"]["coordinates"] == [None, None]


async def test_rows_and_columns_of_few_groups_pull_no_axis(chain: Chain, land: Country) -> None:
    answer = await told(chain, rows="country", question="wellbeing")
    assert answer["inertia"] is None
    assert {row["value"]: (row["n_groups"], row["supplementary"]) for row in answer["rows"]} == {
        "BE": (26, True), "FR": (2, True),
    }  # fmt: skip
    answer = await told(chain, rows="year", of="dimension", country="BE", profile=["elders", "youth"], lang="fr")
    assert [row["value"] for row in answer["rows"]] == [2014, 2020]
    assert len(answer["axes"]) == 1
    assert answer["columns"][0]["label"] == "Accès aux moyens de vie"
    answer = await told(chain, rows="territory", question="wellbeing")
    rows = {row["label"]: row for row in answer["rows"]}
    assert (rows["Lille"]["supplementary"], rows["Lille"]["mass"]) == (True, None)
    assert rows["Lille"]["coordinates"][0] is not None


async def test_codes_can_be_taken_off_the_axes(chain: Chain, land: Country) -> None:
    answer = await told(chain, rows="territory", question="illbeing", supplementary="C01")
    columns = {column["value"]: column for column in answer["columns"]}
    assert (columns["C01"]["supplementary"], columns["D01"]["supplementary"]) == (True, False)
    rows = {row["label"]: row for row in answer["rows"]}
    assert rows["Namur"]["supplementary"]  # it named nothing else
    assert rows["Namur"]["coordinates"] == [None]


async def test_a_partner_maps_its_own_groups(chain: Chain, land: Country) -> None:
    mons = land.towns["Mons"]
    answer = await told(chain, "partner", [mons], rows="profile", under=str(mons))
    assert {row["value"]: row["n_groups"] for row in answer["rows"]} == {"elders": 5, "youth": 4}
    refused = await chain.ask("synthesis", "GET", "/v1/correspondence", "partner", roots=[mons])
    assert refused.json()["code"] == "scope-not-yours"
    empty = await told(chain, question="policy")
    assert (empty["rows"], empty["inertia"], empty["axes"]) == ([], None, [])
