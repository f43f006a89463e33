"""Changes through the web: what is called, what is not, and who may ask."""

from typing import Any
from uuid import uuid4

import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.change.country import Country


async def ask(chain: Chain, role: str = "staff", roots: Any = (), **params: Any) -> Any:
    return await chain.ask("synthesis", "GET", "/v1/changes", role, roots=roots, params=params)


async def told(chain: Chain, **params: Any) -> Any:
    answer = await ask(chain, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def by_code(question: dict[str, Any]) -> dict[str, Any]:
    return {row["code"]: row for row in question["rows"]}


BE: dict[str, Any] = {"country": "BE", "profile": ["elders", "youth"], "question": "wellbeing"}


async def test_a_change_is_called_where_the_same_kinds_were_heard(chain: Chain, land: Country) -> None:
    answer = await told(chain, of="component", **BE)
    assert (answer["periods"], answer["kinds"], answer["n_groups_elsewhere"]) == (["2014", "2020"], ["profile"], 0)
    (question,) = answer["questions"]
    assert (question["n_groups"], question["n_criteria"]) == ([12, 12], [72, 72])
    (compared,) = question["comparisons"]
    assert compared == {"first": "2014", "last": "2020", "verdict": "comparable", "overlap": 1.0, "reasons": []}
    rows = by_code(question)
    assert [cell["n_criteria"] for cell in rows["A01"]["periods"]] == [60, 12]
    assert [cell["share"]["value"] for cell in rows["A01"]["periods"]] == pytest.approx([5 / 6, 1 / 6], abs=1e-6)
    for code, called, size in (("A01", "less", -2 / 3), ("B01", "more", 2 / 3), ("C02", "too-few", 0)):
        (change,) = rows[code]["changes"]
        assert (change["called"], change["first"], change["last"]) == (called, "2014", "2020")
        assert change["change"]["value"] == pytest.approx(size, abs=1e-6)
    assert rows["A01"]["changes"][0]["change"]["high"] < 0
    # What nobody names is there too, with the limit that it may have.
    assert rows["C02"]["periods"][0]["share"]["value"] == 0
    assert 0 < rows["C02"]["periods"][0]["share"]["high"] < 0.2


async def test_who_is_missing_is_named_and_nothing_is_called(chain: Chain, land: Country) -> None:
    (question,) = (await told(chain, question="wellbeing"))["questions"]
    (compared,) = question["comparisons"]
    assert compared["verdict"] == "if-standardised"
    missing = [(reason["axis"], reason["kind"], reason["period"], reason["needed"]) for reason in compared["reasons"]]
    assert ("profile", "women", "2014", 2) in missing
    assert ("country", "FR", "2014", 2) in missing
    assert {change["called"] for row in question["rows"] for change in row["changes"]} == {"not-comparable"}
    assert {"kind": {"profile": "women"}, "n_groups": [0, 2], "weight": None} in question["heard"]
    assert {"kind": {"country": "FR"}, "n_groups": [0, 2], "weight": None} in question["heard"]


async def test_standardised_figures_are_of_the_kinds_heard_in_both_and_say_what_they_leave_out(
    chain: Chain, land: Country
) -> None:
    for how, weight in (("pooled", 0.5), ("first", 0.5), ("equal", 0.5)):
        crossed = {"kinds": ["profile", "country"], "question": "wellbeing"}
        (question,) = (await told(chain, standardise=how, **crossed))["questions"]
        (compared,) = question["comparisons"]
        assert compared["verdict"] == "common-kinds"
        weights = {(kind["kind"]["profile"], kind["kind"]["country"]): kind["weight"] for kind in question["heard"]}
        assert weights == {
            ("elders", "BE"): weight, ("youth", "BE"): weight,
            ("women", "BE"): None, ("elders", "FR"): None, ("youth", "FR"): None,
        }  # fmt: skip
        assert question["n_groups"] == [12, 12]
        change = by_code(question)["A"]["changes"][0]
        assert change["called"] == "less"
        assert change["change"]["value"] == pytest.approx(-2 / 3, abs=1e-6)
        assert change["as_heard"] > -0.66


async def test_countries_must_be_alike_too_unless_figures_are_standardised_over_them(
    chain: Chain, land: Country
) -> None:
    (question,) = (await told(chain, standardise="pooled", question="wellbeing"))["questions"]
    (compared,) = question["comparisons"]
    assert compared["verdict"] == "if-standardised"
    stands_against = {(reason["axis"], reason["kind"]) for reason in compared["reasons"]}
    assert stands_against == {("profile", "women"), ("country", "FR")}
    assert by_code(question)["A"]["changes"][0]["called"] == "not-comparable"
    (at_home,) = (await told(chain, standardise="pooled", question="wellbeing", country="BE"))["questions"]
    assert at_home["comparisons"][0]["verdict"] == "common-kinds"
    assert by_code(at_home)["A"]["changes"][0]["called"] == "less"


async def test_standardising_does_what_the_verdict_promised(chain: Chain, land: Country) -> None:
    alone = {"question": "wellbeing", "country": "BE", "periods": "2014,2020"}
    (question,) = (await told(chain, **alone))["questions"]
    assert question["comparisons"][0]["verdict"] == "if-standardised"
    (question,) = (await told(chain, **alone, standardise="equal"))["questions"]
    assert question["comparisons"][0]["verdict"] == "common-kinds"


async def test_periods_are_those_asked_for(chain: Chain, land: Country) -> None:
    answer = await told(chain, periods="2010-2013,2014-2019, 2020", **BE)
    assert answer["periods"] == ["2010-2013", "2014-2019", "2020"]
    (question,) = answer["questions"]
    assert [(each["first"], each["last"]) for each in question["comparisons"]] == [
        ("2010-2013", "2014-2019"), ("2014-2019", "2020"), ("2010-2013", "2020"),
    ]  # fmt: skip
    assert [each["verdict"] for each in question["comparisons"]] == ["not-comparable", "comparable", "not-comparable"]
    (few, *_) = question["comparisons"][0]["reasons"]
    assert (few["reason"], few["period"], few["needed"]) == ("too-few-groups", "2010-2013", 5)
    changes = by_code(question)["A"]["changes"]
    assert [change["called"] for change in changes] == ["not-comparable", "less", "not-comparable"]
    assert changes[0]["change"] == {"value": None, "low": None, "high": None}
    outside = await told(chain, periods="2014", **BE)
    assert (outside["n_groups_elsewhere"], outside["questions"][0]["comparisons"]) == (12, [])


async def test_asking_for_one_code_tests_it_among_all(chain: Chain, land: Country) -> None:
    everything = by_code((await told(chain, of="component", **BE))["questions"][0])
    (row,) = (await told(chain, of="component", code="A01", **BE))["questions"][0]["rows"]
    assert row == everything["A01"]
    letters = (await told(chain, of="component", code=["A", "B01"], **BE))["questions"][0]["rows"]
    assert {row["code"] for row in letters} == {code for code in everything if code[0] == "A"} | {"B01"}


async def test_every_question_is_for_itself_and_all_are_judged_together(chain: Chain, land: Country) -> None:
    answer = await told(chain, country="BE", profile=["elders", "youth"], lang="fr")
    assert [question["question"] for question in answer["questions"]] == ["wellbeing", "illbeing", "action"]
    for question in answer["questions"][1:]:
        assert {change["called"] for row in question["rows"] for change in row["changes"]} <= {"none", "too-few"}
    alone = by_code((await told(chain, **BE))["questions"][0])["A"]["changes"][0]
    among = by_code(answer["questions"][0])["A"]["changes"][0]
    assert alone["p"] == among["p"]
    assert alone["q"] <= among["q"]
    assert by_code(answer["questions"][0])["A"]["label"] == "Accès aux moyens de vie"
    assert answer["codebook"]["notice"]


async def test_families_can_be_the_kinds(chain: Chain, land: Country) -> None:
    answer = await told(chain, kinds="family", question="wellbeing", country="BE")
    heard = {kind["kind"]["family"]: kind["n_groups"] for kind in answer["questions"][0]["heard"]}
    assert heard == {"age": [12, 12], "gender": [0, 2]}


async def test_exact_changes_are_read_by_staff_and_by_partners_at_home(chain: Chain, land: Country) -> None:
    mons = land.towns["Mons"]
    for role in ("public", "app"):
        for path in ("changes", f"similar-territories?territory={mons}", "correspondence"):
            answer = await chain.ask("synthesis", "GET", f"/v1/{path}", role)
            assert (answer.status_code, answer.json()["code"]) == (403, "cube-not-public")
    for params in ({}, {"under": str(land.region)}, {"under": str(uuid4())}):
        answer = await ask(chain, "partner", [mons], **params)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-not-yours")
    own = (await ask(chain, "partner", [mons], under=str(mons), periods="2014,2020", question="wellbeing")).json()
    (question,) = own["questions"]
    assert question["n_groups"] == [4, 5]  # with the one whose consent is for its own place
    staff = (await told(chain, under=str(mons), periods="2014,2020", question="wellbeing"))["questions"][0]
    assert staff["n_groups"] == [4, 4]


async def test_where_nothing_was_said_nothing_changed(chain: Chain, land: Country) -> None:
    answer = await told(chain, country="PT")
    assert (answer["periods"], answer["questions"]) == ([], [])


@pytest.mark.parametrize(
    "params",
    [{"periods": "2016-2012"}, {"periods": "2012-2016,2015"}, {"periods": "twelve"}, {"periods": "2012;2013"},
     {"periods": ",".join(str(year) for year in range(2000, 2014))}, {"of": "theme"}, {"standardise": "last"},
     {"kinds": "person"}, {"question": "x"}, {"under": "x"}],
)  # fmt: skip
async def test_other_questions_are_not_understood(chain: Chain, params: dict[str, str]) -> None:
    assert (await ask(chain, **params)).status_code == 422
