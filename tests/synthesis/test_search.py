"""Search: what each role may find, how, and that no question breaks it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.synthesis.engine.coding.examples import read_seeds
from tests.synthesis.chain import Chain

FOR_STAFF = {"territory_id", "group_id", "n_said"}


@dataclass
class Said:
    """One statement of each visibility in two cities, by (city, visibility)."""

    mons: UUID
    liege: UUID
    group: UUID
    ids: dict[tuple[str, str], str]


@pytest.fixture(scope="module")
async def said(chain: Chain) -> Said:
    region = await chain.territory("Wallonie")
    cities = {name: await chain.territory(name, kind="municipality", parent_id=region) for name in ("mons", "liege")}
    ids, groups = {}, {}
    for name, city in cities.items():
        groups[name] = await chain.group(city, "elders" if name == "mons" else "youth")
        for visibility in ("private", "network", "public"):
            made = await chain.say(
                city, groups[name], f"Des médecins à l'hôpital, {visibility} {name}", visibility=visibility
            )
            ids[name, visibility] = made["id"]
    for text, language in (
        ("Wasser für alle Häuser", "de"),
        ("مياه نظيفة للجميع", "ar"),
        ("Čisté ulice a parky", "cs"),
    ):
        await chain.say(cities["mons"], groups["mons"], text, visibility="public", language=language, question="policy")
    # Said by many in the same words, by one of them for everybody to read.
    for number in range(3):
        await chain.say(
            cities["mons"], groups["mons"], "le silence de la nuit", visibility=("private", "public", "network")[number]
        )
    await chain.settle()
    return Said(cities["mons"], cities["liege"], groups["mons"], ids)


def found(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {row["id"] for row in answer.json()["items"]}


@pytest.mark.parametrize("mode", ["meaning", "words", "both"])
async def test_everybody_finds_what_they_may_read(chain: Chain, said: Said, mode: str) -> None:
    every, ids = set(said.ids.values()), said.ids
    public = {ids["mons", "public"], ids["liege", "public"]}
    network = {ids["mons", "network"], ids["liege", "network"]}
    for role, roots, expected in (
        ("public", [], public), ("app", [], public), ("partner", [], public | network),
        ("partner", [said.mons], public | network | {ids["mons", "private"]}), ("partner", [uuid4()], public | network),
        ("staff", [], every), ("admin", [], every),
    ):  # fmt: skip
        answer = await chain.search("des médecins à l'hôpital", role, roots, mode=mode, limit=100)
        assert found(answer) & every == expected, (role, roots)
        for row in answer.json()["items"]:
            assert (set(row) >= FOR_STAFF) is (role in ("staff", "admin"))
            assert role in ("staff", "admin") or not FOR_STAFF & set(row)


async def test_what_is_near_a_criterion_is_told_to_those_who_may_read_it(chain: Chain, said: Said) -> None:
    async def similar(criterion: str, role: str, *roots: UUID) -> Any:
        path = f"/v1/criteria/{criterion}/similar?distinct=false"
        return await chain.ask("synthesis", "GET", path, role, roots=roots)

    ids = said.ids
    assert found(await similar(ids["mons", "public"], "public")) >= {ids["liege", "public"]}
    assert not found(await similar(ids["mons", "public"], "public")) & {ids["mons", "public"], ids["liege", "network"]}
    for criterion, role, roots in (
        (ids["mons", "private"], "public", ()), (ids["mons", "network"], "app", ()),
        (ids["mons", "private"], "partner", (said.liege,)), (str(uuid4()), "staff", ()),
    ):  # fmt: skip
        answer = await similar(criterion, role, *roots)
        assert (answer.status_code, answer.json()["code"]) == (404, "criterion-unknown")
    assert found(await similar(ids["mons", "private"], "partner", said.mons)) >= {ids["liege", "network"]}


async def test_the_same_words_are_found_once_and_counted_for_staff_only(chain: Chain, said: Said) -> None:
    for role, n in (("public", None), ("staff", 3)):
        rows = [
            row
            for row in (await chain.search("le silence de la nuit", role)).json()["items"]
            if row["text"] == "le silence de la nuit"
        ]
        assert [row.get("n_said") for row in rows] == [n]


@pytest.mark.parametrize(
    ("words", "text"),
    [("medecins a l hopital", "médecins"), ("MÉDECINS", "médecins"), ("medecin hopitall", "médecins"),
     ("hauser", "Häuser"), ("ciste ulice", "Čisté"), ("مياه", "مياه"), ("wassers", "Wasser")],
)  # fmt: skip
async def test_words_are_found_without_accents_and_with_a_slip(chain: Chain, said: Said, words: str, text: str) -> None:
    items = (await chain.search(words, "public", mode="words")).json()["items"]
    assert items
    assert text in items[0]["text"]
    assert all(0 < row["score"] <= 1 for row in items)


async def test_what_is_selected_fits(chain: Chain, said: Said) -> None:
    q = "des médecins à l'hôpital"
    ids = said.ids
    everywhere = {city: {id for (where, _), id in ids.items() if where == city} for city in ("mons", "liege")}
    for params, expected in (
        ({"country": "BE"}, everywhere["mons"] | everywhere["liege"]), ({"country": "PT"}, set()),
        ({"under": str(said.mons)}, everywhere["mons"]), ({"under": str(uuid4())}, set()),
        ({"profile": "youth"}, everywhere["liege"]), ({"profile": "nobody"}, set()), ({"year": 2025, "language": "fr"},
        everywhere["mons"] | everywhere["liege"]), ({"year": 1999}, set()), ({"question": "policy"}, set()),
        ({"language": "de"}, set()), ({"code": "Z"}, set()), ({"code": "Z99"}, set()),
    ):  # fmt: skip
        answer = await chain.search(q, limit=100, **params)
        assert found(answer) & set(ids.values()) == expected, params
    assert len((await chain.search(q, limit=2)).json()["items"]) == 2


async def test_who_is_not_told_where_cannot_select_by_it(chain: Chain, said: Said) -> None:
    q = "des médecins à l'hôpital"
    for params in ({"under": str(said.mons)}, {"profile": "elders"}):
        for role in ("public", "app"):
            for path, more in (("search", {"q": q}), (f"criteria/{said.ids['mons', 'public']}/similar", {})):
                answer = await chain.ask("synthesis", "GET", f"/v1/{path}", role, params=params | more)
                assert (answer.status_code, answer.json()["code"]) == (403, "selection-not-yours")
    own = {id for (where, _), id in said.ids.items() if where == "mons"}
    every = set(said.ids.values())
    assert found(await chain.search(q, "partner", [said.mons], under=str(said.mons), limit=100)) & every == own
    assert found(await chain.search(q, "partner", [said.mons], profile="youth", limit=100)) == set()


async def test_search_by_meaning_waits_for_the_model_and_nothing_else_does(chain: Chain, said: Said) -> None:
    speech, chain.mirror.speech = chain.mirror.speech, None
    try:
        for mode in ("meaning", "both"):
            answer = await chain.search("médecins", mode=mode)
            assert (answer.status_code, answer.json()["code"]) == (503, "meaning-out-of-reach")
            assert answer.headers["retry-after"]
        assert (await chain.search("médecins", mode="words")).json()["items"]
        assert (await chain.trends()).status_code == 200
        assert (await chain.ask("synthesis", "GET", "/v1/status")).json()["meaning_ready"] is False
    finally:
        chain.mirror.speech = speech


@pytest.mark.parametrize("mode", ["meaning", "words", "both"])
async def test_what_says_nearly_the_same_is_one_hit(chain: Chain, said: Said, mode: str) -> None:
    every = (await chain.search("médecins à l'hôpital", "public", mode=mode)).json()["items"]
    folded = (await chain.search("médecins à l'hôpital", "public", mode=mode, distinct=True)).json()["items"]
    both = {said.ids["mons", "public"], said.ids["liege", "public"]}
    assert {row["id"] for row in every} >= both
    [kept] = [row for row in folded if row["id"] in both]
    assert kept["n_alike"] == 1
    assert kept["score"] == max(row["score"] for row in every if row["id"] in both)
    assert all("n_alike" not in row for row in every)
    assert sum(1 + row["n_alike"] for row in folded) == len(every)


async def test_what_is_not_near_is_not_found(chain: Chain, said: Said) -> None:
    nothing = (await chain.search("qxz kwv", "public")).json()
    assert (nothing["items"], nothing["floor"]) == ([], 0.33)
    far = (await chain.search("qxz kwv", "public", floor=-1)).json()
    assert far["items"]
    assert all(row["score"] < 0.33 for row in far["items"])
    exact = (await chain.search("le silence de la nuit", "public", floor=0.9)).json()["items"]
    assert [row["text"] for row in exact] == ["le silence de la nuit"]
    assert "floor" not in (await chain.search("qxz kwv", mode="words")).json()


async def test_what_has_the_words_is_found_below_the_floor(chain: Chain, said: Said) -> None:
    by_meaning = await chain.search("nuit", "public", floor=0.99)
    assert by_meaning.json()["items"] == []
    with_words = (await chain.search("nuit", "public", mode="both", floor=0.99)).json()["items"]
    assert [row["text"] for row in with_words] == ["le silence de la nuit"]


async def test_the_same_codes_bring_a_statement_nearer(chain: Chain, said: Said) -> None:
    # In words of the codebook's own examples, so that what is asked and what was said are of one code for sure.
    example = next(seed for seed in read_seeds() if seed.language == "fr" and seed.question == "wellbeing")
    there = await chain.say(said.mons, said.group, f"{example.text}, ici et maintenant", visibility="public")
    await chain.settle()

    async def scores() -> dict[str, float]:
        answer = await chain.search(example.text, floor=-1, limit=100)
        return {row["id"]: row["score"] for row in answer.json()["items"]}

    nearby, with_codes = chain.mirror.nearby, await scores()
    chain.mirror.nearby = None
    try:
        without = await scores()
    finally:
        chain.mirror.nearby = nearby
    gained = {id: with_codes[id] - without[id] for id in without}
    assert all(0 <= gain <= 0.2001 for gain in gained.values())
    # What the first is proposed to be about is what the query is likely about.
    vector = await chain.reader.understand(example.text)
    assert nearby is not None
    likely = nearby.shares(vector)
    rows = {row["id"]: row for row in (await chain.search(example.text, limit=100)).json()["items"]}
    for id, row in rows.items():
        agreed = sum(each["score"] * likely[nearby.numbers[each["code"]]] for each in row["proposals"])
        assert gained[id] == pytest.approx(0.2 * agreed, abs=2e-4)
    assert gained[there["id"]] > 0
    await chain.withdraw(there["id"])
    await chain.settle()


HOSTILE = [
    "\x00", "a\x00b", "x" * 500, "\u202egnp.exe", "\u200f\u200e", " ", "\u200b", "\U0001f469\u200d\U0001f467", "🏠",
    "' or 1=1 --", '"', "%", "_", "\\", "a & b | !c", ":*", "<->", "(", "%00", "e\u0301" * 100, "\ufdd0", "\ud7ff",
    "\ufdfa" * 100, "\U0001d54e\U0001d552", "!!!", "....", "1.",
]  # fmt: skip


@pytest.mark.parametrize("mode", ["meaning", "words", "both"])
async def test_no_question_breaks_the_search(chain: Chain, said: Said, mode: str) -> None:
    for q in HOSTILE:
        answer = await chain.search(q, "public", mode=mode)
        assert answer.status_code in (200, 422), (q, answer.text)
        if answer.status_code == 422:
            assert answer.headers["content-type"] == "application/problem+json"
    for params in (
        {"q": ""},
        {"q": "x" * 501},
        {},
        {"q": "x", "limit": 0},
        {"q": "x", "limit": 101},
        {"q": "x", "mode": "y"},
        {"q": "x", "floor": 2},
        {"q": "x", "distinct": "perhaps"},
    ):
        answer = await chain.ask("synthesis", "GET", "/v1/search", "public", params=params)
        assert answer.status_code == 422, params


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60), st.sampled_from(["meaning", "words", "both"]))
async def test_any_text_may_be_asked(chain: Chain, said: Said, q: str, mode: str) -> None:
    assert (await chain.search(q, "public", mode=mode)).status_code in (200, 422)
