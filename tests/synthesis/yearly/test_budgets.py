"""From budget lines to indicators: every amount counts once."""

import csv
import io
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.synthesis.yearly.compose.budgets import divided
from tests.synthesis.chain import Chain
from tests.synthesis.yearly.city import YEAR, City


async def table(chain: Chain, city: City, role: str = "staff", form: str = "json", **params: Any) -> Any:
    asked = {"format": form, "territory": str(city.id)} | params
    return await chain.ask("synthesis", "GET", "/v1/budget-table", role, params=asked)


@given(st.decimals("0", "1e9", places=2), st.integers(1, 400))
def test_parts_of_an_amount_add_up_to_it(amount: Decimal, n: int) -> None:
    parts = divided(amount, n)
    assert len(parts) == n
    assert sum(part for part in parts if part is not None) == amount


async def test_an_action_that_feeds_several_indicators_counts_once(chain: Chain, city: City) -> None:
    found = (await table(chain, city, year=YEAR)).json()
    square = next(one for one in found["actions"] if one["title"].startswith("The square"))
    measured = {link["measured_by"]["id"] for link in square["links"]}
    assert len(measured) == 3
    assert sum(Decimal(link["amount_shared"]) for link in square["links"]) == Decimal("15000")
    assert found["sums"] == [
        {"currency": "CHF", "amount": "800.0", "n_actions": 1},
        {"currency": "EUR", "amount": "144000.5", "n_actions": 3},
    ]


async def test_one_line_pays_for_several_actions(chain: Chain, city: City) -> None:
    found = (await table(chain, city, year=YEAR)).json()
    lines = {(one.get("reference"), one["currency"]): one for one in found["by_line"]}
    assert (lines["42200/331-01", "EUR"]["amount"], lines["42200/331-01", "EUR"]["n_actions"]) == ("135000.5", 2)


@pytest.mark.parametrize("kind", ["indicator", "measure", "component", "right"])
async def test_shared_amounts_never_exceed_what_is_spent(chain: Chain, city: City, kind: str) -> None:
    found = (await table(chain, city, year=YEAR)).json()
    spent = {one["currency"]: Decimal(one["amount"]) for one in found["sums"]}
    for currency, amount in spent.items():
        shared = [one for one in found["shared"] if (one["kind"], one["currency"]) == (kind, currency)]
        assert sum(Decimal(one["amount"]) for one in shared) <= amount


async def test_actions_without_a_budget_are_listed_as_such(chain: Chain, city: City) -> None:
    found = (await table(chain, city, year=YEAR)).json()
    without = {one["title"] for one in found["actions"] if "amount" not in one}
    assert without == {"Warm rooms in winter", "Not released yet"}
    assert (found["n_actions"], found["n_without_budget"]) == (6, 2)


async def test_either_column_of_the_table_adds_up_to_the_sums(chain: Chain, city: City) -> None:
    rows = list(csv.DictReader(io.StringIO((await table(chain, city, form="csv", year=YEAR)).text)))
    found = (await table(chain, city, year=YEAR)).json()
    for column in ("amount", "amount_shared"):
        added: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            if row[column]:
                added[row["currency"]] += Decimal(row[column])
        assert added == {one["currency"]: Decimal(one["amount"]) for one in found["sums"]}
    assert {row["without_budget"] for row in rows} == {"true", "false"}


async def test_a_year_is_that_of_the_budget_and_no_year_is_all(chain: Chain, city: City) -> None:
    assert (await table(chain, city, year=2022)).json()["sums"] == []
    every = (await table(chain, city)).json()
    assert every["n_actions"] == 7
    assert "Finished long ago" in {one["title"] for one in every["actions"]}


async def test_rights_are_those_named_and_those_of_the_framework_asked_for(chain: Chain, city: City) -> None:
    found = (await table(chain, city, year=YEAR, framework="sdg")).json()
    heat = next(one for one in found["actions"] if one["title"] == "Warm rooms in winter")
    assert {(link["right"]["code"], link["right_via"]) for link in heat["links"]} >= {("sdg/2015/7", "named")}
    assert {link["right"]["code"].split("/")[0] for link in heat["links"]} == {"sdg"}


async def test_the_public_reads_what_was_released(chain: Chain, city: City) -> None:
    found = (await table(chain, city, "public", year=YEAR)).json()
    assert "Not released yet" not in {one["title"] for one in found["actions"]}
    assert found["audience"] == "public"
