"""Trends through the web: who reads what, over which axes, and what always stands beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.synthesis.schemas import By
from shared.vocabulary.codebook import default_codebook
from tests.synthesis.chain import Chain

PUBLIC_CODES = {"A01": 12, "B02": 6}
EVERY_AXIS = list(By.__args__)  # type: ignore[attr-defined]


@dataclass
class Country:
    """A country with a region, two cities in it, and four groups that said the same things."""

    region: UUID
    mons: UUID
    liege: UUID
    school: UUID
    groups: list[UUID]


@pytest.fixture(scope="module")
async def belgium(chain: Chain) -> Country:
    region = await chain.territory("Wallonie")
    mons, liege = [await chain.territory(name, kind="municipality", parent_id=region) for name in ("Mons", "Liège")]
    school = await chain.territory("École", kind="school", parent_id=mons)
    groups = []
    for place, profile, year, n in (
        (mons, "elders", 2025, 10), (mons, "youth", 2025, 9), (liege, "elders", 2025, None), (school, "youth", 2025, 8),
        (liege, "women", 2020, 12),
    ):  # fmt: skip
        groups.append(await chain.group(place, profile, year, n_participants=n))
    for group in groups[:4]:
        for code, n in PUBLIC_CODES.items():
            for number in range(n):
                await chain.say(region, group, f"parole {code} {number}", consent="open", codes=[code])
    await chain.say(region, groups[0], "que d'ici", consent="local", codes=["C01"])
    await chain.say(region, groups[0], "du réseau", codes=["D01"], question="policy")
    await chain.say(region, groups[4], "autrefois", codes=["A01"])
    await chain.code((await chain.say(region, groups[4], "validé"))["id"], "A02", "validated")
    await chain.settle()
    return Country(region, mons, liege, school, groups)


async def test_everybody_reads_the_one_public_table(chain: Chain, belgium: Country) -> None:
    for role in ("public", "app", "partner"):
        answer = (await chain.trends(role, by="country,dimension,question,year")).json()
        assert answer["audience"] == "public"
        told = {row["dimension"]: row["n_criteria"] for row in answer["rows"] if "flag" not in row}
        assert told == {"A": 50, "B": 25} | {d: 0 for d in default_codebook().dimensions if d not in "AB"}
        assert {row["country"] for row in answer["rows"]} == {"BE"}
        assert answer["n_criteria"] == 75
        assert "85 %" in answer["rule"]
        assert not {"n_groups", "n_participants"} & set(answer)


async def test_everything_else_is_refused_without_a_key(chain: Chain, belgium: Country) -> None:
    asked: list[dict[str, Any]] = [
        {"by": axis} for axis in EVERY_AXIS if axis not in ("country", "dimension", "question", "year")
    ]
    asked += [{"under": str(belgium.mons)}, {"profile": "elders"}, {"family": "age"}, {"territory": str(belgium.mons)},
              {"component": "A01"}, {"status": "human"}]  # fmt: skip
    for params in asked:
        for role, code in (("public", "cube-not-public"), ("app", "cube-not-public"), ("partner", "scope-not-yours")):
            answer = await chain.trends(role, roots=[uuid4()], **params)
            assert (answer.status_code, answer.json()["code"]) == (403, code), params


async def test_a_partner_reads_exact_figures_inside_its_own_territories(chain: Chain, belgium: Country) -> None:
    async def under(territory: UUID, *roots: UUID) -> Any:
        return await chain.trends("partner", roots, by="component", under=str(territory))

    own = (await under(belgium.mons, belgium.mons)).json()
    assert own["audience"] == "exact"
    assert {row["component"]: row["n_criteria"] for row in own["rows"]} == {"A01": 36, "B02": 18, "C01": 1, "D01": 1}
    assert (own["n_groups"], own["n_participants"]) == (3, 27)
    assert (await under(belgium.school, belgium.mons)).json()["n_criteria"] == 18
    for territory, root in ((belgium.liege, belgium.mons), (belgium.region, belgium.mons), (uuid4(), belgium.mons)):
        answer = await under(territory, root)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-not-yours")


async def test_what_stays_local_is_in_no_figure_of_the_network(chain: Chain, belgium: Country) -> None:
    for params in ({"by": "component"}, {"by": "scope"}, {"by": "component", "country": "BE"}):
        rows = (await chain.trends(**params)).json()["rows"]
        assert not any("C01" in row.values() or "local" in row.values() for row in rows)
    staff = (await chain.trends(by="scope", under=str(belgium.mons))).json()["rows"]
    assert {row["scope"] for row in staff} == {"network", "open"}
    own = (await chain.trends("partner", [belgium.mons], by="scope", under=str(belgium.mons))).json()["rows"]
    assert {row["scope"] for row in own} == {"local", "network", "open"}


async def test_staff_read_every_axis_and_filter(chain: Chain, belgium: Country) -> None:
    rows = (await chain.trends()).json()
    assert rows["audience"] == "exact"
    everything = 4 * 18 + 3
    assert rows["n_criteria"] == everything
    for axis in EVERY_AXIS:
        answer = (await chain.trends(by=axis)).json()
        assert sum(row["n_criteria"] for row in answer["rows"]) == everything, axis
        assert all(axis in row for row in answer["rows"])
        assert answer["by"] == [axis]
    for params, n in (
        ({"country": "BE"}, everything), ({"country": "FR"}, 0), ({"country": ["BE", "FR"]}, everything),
        ({"profile": "youth"}, 36), ({"year": 2020}, 2), ({"year": [2020, 2025]}, everything),
        ({"question": "policy"}, 1),
        ({"territory": str(belgium.liege)}, 20), ({"under": str(belgium.liege)}, 20), ({"under": str(uuid4())}, 0),
        ({"status": "validated"}, 1), ({"family": "age"}, 72 + 1), ({"profile": "nobody"}, 0),
    ):  # fmt: skip
        answer = await chain.trends(by="country", **params)
        assert answer.json()["n_coded"] == n, params
        assert sum(row["n_criteria"] for row in answer.json()["rows"]) == n, params
    narrowed = (await chain.trends(by="component", component=["A01", "A02"])).json()["rows"]
    assert {row["component"]: row["n_criteria"] for row in narrowed} == {"A01": 49, "A02": 1}
    letters = (await chain.trends(by="dimension", dimension="B")).json()["rows"]
    assert [(row["dimension"], row["n_criteria"]) for row in letters] == [("B", 24)]


@pytest.mark.parametrize("others", ["", "country", "profile", "territory,year", "question,profile", "status"])
@pytest.mark.parametrize("code", ["dimension", "component"])
async def test_shares_sum_to_one(chain: Chain, belgium: Country, others: str, code: str) -> None:
    rows = (await chain.trends(by=f"{others},{code}")).json()["rows"]
    sums: dict[Any, float] = {}
    for row in rows:
        key = tuple(row[name] for name in others.split(",") if name)
        sums[key] = sums.get(key, 0) + row["share"]
    assert sums
    assert list(sums.values()) == pytest.approx([1] * len(sums), abs=1e-4)


async def test_few_groups_make_a_figure_unreliable_and_say_so(chain: Chain, belgium: Country) -> None:
    rows = {row["year"]: row for row in (await chain.trends(by="year")).json()["rows"]}
    assert rows[2020]["flag"] == rows[2025]["flag"] == "low_reliability"
    assert (rows[2020]["n_groups"], rows[2025]["n_groups"]) == (1, 4)
    # A group of which nobody told the size is taken as the smallest there is.
    assert rows[2025]["n_participants"] == 10 + 9 + 7 + 8


async def test_labels_speak_the_language_asked_for(chain: Chain, belgium: Country) -> None:
    entry = default_codebook().entries["A01"]
    for params, headers, language in (
        ({"lang": "fr"}, {}, "fr"), ({}, {"Accept-Language": "fr-BE,fr;q=0.9"}, "fr"), ({}, {}, "en"),
        ({"lang": "fr"}, {"Accept-Language": "en"}, "fr"), ({"lang": "xh"}, {}, "en"),
        ({}, {"Accept-Language": "*"}, "en"), ({}, {"Accept-Language": ";;,"}, "en"),
    ):  # fmt: skip
        answer = await chain.ask(
            "synthesis", "GET", "/v1/trends", "staff", params={"by": "component", "component": "A01"} | params,
            headers=headers,
        )  # fmt: skip
        (row,) = answer.json()["rows"]
        assert row["label"] == entry.labels[language]
    (row,) = (await chain.trends(by="territory", territory=str(belgium.mons))).json()["rows"]
    assert row["territory_name"] == "Mons"


async def test_the_notice_of_the_codebook_stands_beside_every_code(chain: Chain, belgium: Country) -> None:
    codebook = default_codebook()
    expected = {"version": codebook.version, "provisional": codebook.provisional, "notice": codebook.notice}
    criterion = await chain.pool.fetchval("select id from criterion where text is not null limit 1")
    for path, params in (
        ("trends", {}), ("search", {"q": "parole"}), ("search", {"q": "parole", "mode": "words"}), ("status", {}),
        (f"criteria/{criterion}/similar", {}),
    ):  # fmt: skip
        answer = await chain.ask("synthesis", "GET", f"/v1/{path}", "staff", params=params)
        assert answer.json()["codebook"] == expected, path
    (listed,) = [row for row in (await chain.ask("synthesis", "GET", "/v1/codebooks")).json() if row["current"]]
    assert (listed["version"], listed["notice"]) == (codebook.version, codebook.notice)
    whole = (await chain.ask("synthesis", "GET", f"/v1/codebooks/{codebook.version}", "public")).json()
    assert set(whole["entries"]) == set(codebook.entries)
    assert whole["notice"] == codebook.notice
    unknown = await chain.ask("synthesis", "GET", "/v1/codebooks/quetzalcoatl")
    assert (unknown.status_code, "quetzalcoatl" in unknown.text) == (404, False)


@pytest.mark.parametrize(
    "params",
    [{"by": "person"}, {"by": "country,group"}, {"by": "dimension,component"}, {"under": "x"}, {"question": "x"},
     {"year": "x"}, {"territory": "x"}, {"lang": "klingon?"}, {"by": "a" * 300}],
)  # fmt: skip
async def test_other_questions_are_not_understood(chain: Chain, params: dict[str, str]) -> None:
    answer = await chain.trends(**params)
    assert answer.status_code == 422
    assert "person" not in answer.text.replace("/query", "")


async def test_before_its_tables_are_read_a_replica_says_come_back(chain: Chain) -> None:
    chain.app.state.filled.clear()
    try:
        for path in ("trends", "search?q=x", f"criteria/{uuid4()}/similar"):
            answer = await chain.ask("synthesis", "GET", f"/v1/{path}", "staff")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert (await chain.ask("synthesis", "GET", "/v1/status", "public")).status_code == 200
    finally:
        chain.app.state.filled.set()


async def test_where_nothing_has_been_said_nothing_is_counted(
    synthesis_settings: Any, running: Callable[..., Any], database: str, as_role: Any, chain: Chain
) -> None:
    from services.synthesis.mirror import Mirror

    old, chain.app.state.mirror = chain.mirror, Mirror(chain.pool, chain.reader)
    try:
        for role in ("public", "staff"):
            for by in ("", "country", "country,dimension,question,year"):
                answer = (await chain.trends(role, by=by)).json()
                assert (answer["rows"], answer.get("n_criteria")) == ([], None if role == "public" else 0)
        assert (await chain.trends(by=",".join(axis for axis in EVERY_AXIS if axis != "dimension"))).json()[
            "rows"
        ] == []
        assert (await chain.search("rien", mode="words")).json()["items"] == []
    finally:
        chain.app.state.mirror = old
