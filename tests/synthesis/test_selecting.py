"""Selecting: the table of groups by codes against what trends count, and against what was said."""

from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from services.synthesis.errors import CubeNotPublic, ScopeNotYours
from services.synthesis.selecting import Filters, exact_reach, kinds_of, select, tabulate
from shared.identity import Identity
from shared.vocabulary.codebook import default_codebook
from tests.synthesis.chain import Chain
from tests.synthesis.change.country import Country, country

STAFF = ("network", "open")


@pytest.fixture(scope="module")
async def land(chain: Chain) -> Country:
    return await country(chain)


@pytest.mark.parametrize("of", ["dimension", "component"])
async def test_a_table_adds_up_to_the_trends(chain: Chain, land: Country, of: Any) -> None:
    for filters in ({}, {"profile": ["youth"]}, {"year": [2014]}, {"question": ["illbeing", "action"]}):
        selected = select(chain.mirror, Filters(None, filters), STAFF)
        table = tabulate(chain.mirror, selected, default_codebook(), of)
        rows = (await chain.trends(by=f"question,{of}", **filters)).json()["rows"]
        expected = {(row["question"], row[of]): row["n_criteria"] for row in rows}
        sums = table.counts.sum(axis=1)
        cells = [(question, code) for question in table.questions for code in table.codes]
        assert {cell: n for cell, n in zip(cells, sums.ravel().tolist(), strict=True) if n} == expected


async def test_codes_that_nobody_named_are_cells_too(chain: Chain, land: Country) -> None:
    table = tabulate(chain.mirror, select(chain.mirror, Filters(), STAFF), default_codebook(), "component")
    assert set(default_codebook().entries) <= set(table.codes)
    assert table.codes == sorted(table.codes)


async def test_answers_are_of_the_groups_that_answered(chain: Chain, land: Country) -> None:
    selected = select(chain.mirror, Filters(land.region), STAFF)
    table = tabulate(chain.mirror, selected, default_codebook(), "dimension")
    rows, counts = table.answers("wellbeing")
    assert (len(table.rows), len(rows)) == (26, 26)
    assert len(table.answers("illbeing")[0]) == 24
    assert len(table.answers("policy")[0]) == 0
    assert (counts.sum(axis=1) == 6).all()
    empty = tabulate(chain.mirror, select(chain.mirror, Filters(uuid4()), STAFF), default_codebook(), "dimension")
    assert empty.counts.shape == (4, 0, len(default_codebook().dimensions))


async def test_a_filter_on_codes_narrows_what_is_named_and_not_the_table(chain: Chain, land: Country) -> None:
    selected = select(chain.mirror, Filters(None, {"component": ["A01"]}), STAFF)
    n = chain.mirror.column("n")
    assert n[selected.named].sum() < n[selected.coded].sum() == n[selected.said].sum()
    table = tabulate(chain.mirror, selected, default_codebook(), "component")
    assert table.counts.sum() == n[selected.coded].sum()


async def test_kinds_are_in_the_order_of_their_names_and_not_knowing_is_one(chain: Chain, land: Country) -> None:
    table = tabulate(chain.mirror, select(chain.mirror, Filters(), STAFF), default_codebook(), "dimension")
    kinds = kinds_of(chain.mirror, ["country", "profile"], table.rows)
    assert kinds.values == [
        ("BE", "elders"), ("BE", "women"), ("BE", "youth"), ("FR", "elders"), ("FR", "youth"),
    ]  # fmt: skip
    assert np.bincount(kinds.numbers).tolist() == [12, 2, 12, 1, 1]
    unknown = chain.mirror.groups["profile"].copy()
    try:
        chain.mirror.groups["profile"][table.rows[0]] = -1
        assert (None,) in kinds_of(chain.mirror, ["profile"], table.rows).values
    finally:
        chain.mirror.groups["profile"] = unknown
    assert kinds_of(chain.mirror, ["profile"], np.zeros(0, np.int64)).values == []


async def test_reach_is_the_network_for_staff_and_home_for_partners(chain: Chain, land: Country) -> None:
    mons, liege = land.towns["Mons"], land.towns["Liège"]
    assert exact_reach(chain.mirror, Identity("a", "staff"), None) == STAFF
    partner = Identity("b", "partner", frozenset({mons}))
    assert exact_reach(chain.mirror, partner, mons) is None
    for under in (None, liege, land.region, uuid4()):
        with pytest.raises(ScopeNotYours):
            exact_reach(chain.mirror, partner, under)
    for role in ("public", "app"):
        with pytest.raises(CubeNotPublic):
            exact_reach(chain.mirror, Identity("c", role), mons)
