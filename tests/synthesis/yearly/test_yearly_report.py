"""Yearly reports through the web: what is told, to whom, in which form."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

import pytest

from tests.synthesis.chain import Chain
from tests.synthesis.yearly.city import YEAR, City
from tests.synthesis.yearly.records_kept import Shelf


async def read(chain: Chain, place: Any, role: str = "staff", form: str = "json", **more: Any) -> Any:
    """Read a yearly report, whatever comes."""
    params = {"format": form} | {name: more.pop(name) for name in ("lang",) if name in more}
    path = f"/v1/yearly-reports/{place}/{more.pop('year', YEAR)}"
    return await chain.ask("synthesis", "GET", path, role, params=params, **more)


async def told(chain: Chain, city: City, role: str = "staff", **more: Any) -> Any:
    """Read the report of the city as a document."""
    answer = await read(chain, more.pop("place", city.id), role, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["title"] for entry in entries]


async def test_what_people_said_is_counted_up_to_the_end_of_the_year(chain: Chain, city: City) -> None:
    said = (await told(chain, city))["said"]
    assert said["source"] == "live"
    assert said["to_date"] == {"n_groups": 12, "n_participants": 108, "n_criteria": 200}
    assert said["this_year"] == {"n_groups": 6, "n_participants": 54, "n_criteria": 100}
    before = (await told(chain, city, year=2024))["said"]
    assert before["to_date"] == before["this_year"] == said["this_year"]
    wellbeing = next(one for one in said["questions"] if one["question"] == "wellbeing")
    assert [one["component"]["code"] for one in wellbeing["top"][:2]] == ["I01", "D03"]
    assert wellbeing["top"][0]["n_groups"] == 4
    assert "A01" in [one["code"] for one in wellbeing["never"]]


async def test_each_kind_of_group_is_ranked_by_itself(chain: Chain, city: City) -> None:
    own = (await told(chain, city))["said"]["groups"]
    homeless = [one for one in own if (one["profile"], one["question"]) == ("homeless", "wellbeing")]
    assert homeless[0]["top"][0]["component"]["code"] == "I01"
    assert homeless[0]["n_groups"] == 4
    elders = next(one for one in own if (one["profile"], one["question"]) == ("elders", "wellbeing"))
    assert elders["top"][0]["component"]["code"] == "A02"


async def test_what_was_decided_stands_with_its_reason_and_its_owner(chain: Chain, city: City) -> None:
    decided = (await told(chain, city))["decided"]
    (meeting,) = decided["meetings"]
    assert meeting["held_on"] == "2025-03-12"
    assert "recognition" in meeting["decisions"][0]["why"]
    (commitment,) = decided["commitments"]
    assert (commitment["state"], commitment["owner"]["name"]) == ("revised", "Public welfare centre")
    assert [right["code"] for right in commitment["rights"]] == ["udhr/1948/1", "charter-agenda/2011/I"]
    assert titles(decided["standing"]) == ["No one goes without heating"]
    assert titles(decided["scenarios"]) == ["Reception first"]
    assert [one["n_merged"] for one in decided["collective_criteria"]] == [7]
    assert [plan["n_actions"] for plan in decided["plans"]] == [1]
    assert (await told(chain, city, year=2024))["decided"]["meetings"] == []


async def test_actions_are_told_as_they_stood_at_the_end_of_the_year(chain: Chain, city: City) -> None:
    done = (await told(chain, city))["done"]
    by_title = {action["title"]: action for action in done["actions"]}
    assert "Finished long ago" not in by_title
    assert by_title["Warm rooms in winter"]["state"] == "under-way"
    assert by_title["An evening bus to the hospital"]["overdue"]
    assert {title for title, one in by_title.items() if one["orphaned"]} == {
        "An evening bus to the hospital", "A garden kept by pupils and neighbours", "Not released yet",
    }  # fmt: skip
    assert (done["n_done_this_year"], done["n_overdue"], done["n_orphaned"]) == (1, 1, 3)
    assert done["by_state"] == {"proposed": 1, "decided": 1, "under-way": 3, "done": 1}
    training = by_title["Training at all counters, led by people who lived in the street"]
    assert training["asked_by"] == ["homeless"]
    assert training["contributors"][0]["brings"] == "a room and two evenings a week"
    assert by_title["A garden kept by pupils and neighbours"]["place"]["name"] == "École du Parc"
    assert done["actions"][0]["title"] == training["title"]
    assert (await told(chain, city, year=2026))["done"]["n_done_this_year"] == 1


async def test_budgets_are_never_added_across_currencies(chain: Chain, city: City) -> None:
    done = (await told(chain, city))["done"]
    assert done["budgets"] == [
        {"currency": "CHF", "amount": "800.0", "n_actions": 1},
        {"currency": "EUR", "amount": "144000.5", "n_actions": 3},
    ]
    assert done["n_without_budget"] == 2


async def test_evaluations_compare_the_same_groups_before_and_after(chain: Chain, city: City) -> None:
    changed = (await told(chain, city))["changed"]
    cells = {cell["aspect"]["code"]: cell for cell in changed["evaluations"]}
    respect = cells["I01"]
    assert (respect["before"]["mean"], respect["after"]["mean"], respect["difference"]) == (1.5, 3.5, 2.0)
    assert (respect["n_both"], respect["after"]["situations"]["4"]) == (4, 2)
    improvements = {one["text"]: one for one in changed["improvements"]}
    assert improvements["Signs in easy language at every counter"]["state"] == "carried-out"
    assert improvements["A waiting room where bags can be left"]["overdue"]


async def test_situations_stand_beside_last_year_and_the_wish(chain: Chain, city: City) -> None:
    changed = (await told(chain, city))["changed"]
    found = {one["title"]: one for one in changed["situations"]}
    counters, mobility = found["How we are received at counters"], found["Getting around without a car"]
    assert [counters[name]["mean"] for name in ("last_year", "present", "wished")] == [1.75, 3.75, 4.75]
    assert counters["statement"] == "One is greeted and listened to."
    assert mobility["wished"]["mean"] == 4
    assert changed["n_indicators_unobserved"] == 1


async def test_a_measure_of_ill_being_gets_better_by_falling(chain: Chain, city: City) -> None:
    measures = {one["title"]: one for one in (await told(chain, city))["changed"]["measures"]}
    damp, stops = measures["Damp homes"], measures["Bus stops served after eight in the evening"]
    assert (damp["last_year"]["value"], damp["latest"]["value"], damp["moves"]) == (15.4, 13.9, "better")
    assert (stops["latest"]["value"], stops["moves"]) == (33.0, "worse")
    assert damp["latest"]["on"] == "2025-12-31"


async def test_who_is_known_to_live_here_and_was_not_heard_is_named(chain: Chain, city: City) -> None:
    unheard = (await told(chain, city))["unheard"]
    assert [(one["profile"], one["standing"], one["n_people"]) for one in unheard] == [("migrants", "not-heard", 4100)]


async def test_agreed_terms_are_the_labels_in_their_language(chain: Chain, city: City) -> None:
    french, english, italian = [await told(chain, city, lang=lang) for lang in ("fr", "en", "it")]
    labels = [one["decided"]["scenarios"][0]["components"][0]["label"] for one in (french, english, italian)]
    assert labels[:2] == ["Être considéré", "Being looked at as somebody"]
    assert labels[2] not in labels[:2]
    assert [one["code"] for one in french["glossary"]] == ["I01"]
    assert italian["glossary"] == []


async def test_every_statement_has_its_record(chain: Chain, city: City) -> None:
    report = await told(chain, city)
    sources = {source["id"]: source for source in report["sources"]}
    for action in report["done"]["actions"]:
        assert sources[action["id"]]["href"] == action["href"] == f"/v1/actions/{action['id']}"
    training = sources[str(city.ids["training"])]
    assert (training["platform"], training["by"]) == ("Platform of Mons", ["clara"])
    assert {str(city.ids["evaluation-before"]), str(city.ids["evaluation-after"])} <= set(sources)


async def test_the_public_reads_what_was_released_and_no_group(chain: Chain, city: City) -> None:
    report = await told(chain, city, "public")
    assert report["audience"] == "public"
    assert report["said"]["source"] == "nothing"
    assert "to_date" not in report["said"]
    shown = {action["title"]: action for action in report["done"]["actions"]}
    assert "Not released yet" not in shown
    assert all(action["asked_by"] == [] for action in shown.values())
    assert "name" not in shown["The square is open to young people in the evening"]["responsible"]
    assert not shown["The square is open to young people in the evening"]["orphaned"]
    assert all(source["by"] == [] for source in report["sources"])
    assert report["unheard"] == []
    assert all("n_merged" not in one for one in report["decided"]["collective_criteria"])


async def test_the_public_reads_figures_of_three_groups_or_more(chain: Chain, city: City) -> None:
    changed = (await told(chain, city, "public"))["changed"]
    assert {cell["aspect"]["code"] for cell in changed["evaluations"]} == {"I01", "C05"}
    situations = {one["title"]: one for one in changed["situations"]}
    assert situations.keys() == {"How we are received at counters", "Getting around without a car"}
    mobility = situations["Getting around without a car"]
    assert "wished" not in mobility, "an older wish would let years be subtracted from one another"
    assert (await told(chain, city, "public", year=2026))["changed"]["evaluations"] == []


async def test_a_partner_reads_its_own_territory_whole_and_others_as_the_public(chain: Chain, city: City) -> None:
    own = await told(chain, city, "partner", roots=[city.id])
    assert (own["audience"], own["said"]["source"]) == ("exact", "live")
    assert "Not released yet" in titles(own["done"]["actions"])
    other = await told(chain, city, "partner", roots=[uuid4()])
    assert other["audience"] == "public"
    above = await told(chain, city, "partner", place=city.region, roots=[city.id])
    assert above["audience"] == "public"
    assert above["said"]["source"] == "nothing"


async def test_a_region_tells_its_city_and_its_school(chain: Chain, city: City) -> None:
    region = await told(chain, city, place=city.region)
    places = {action["place"]["name"] for action in region["done"]["actions"]}
    assert places == {"Mons", "École du Parc"}
    assert region["glossary"] == [], "a city's terms are the city's"
    school = await told(chain, city, place=city.school)
    assert titles(school["done"]["actions"]) == ["A garden kept by pupils and neighbours"]


async def test_an_empty_place_has_an_empty_report(chain: Chain, city: City) -> None:
    empty = await chain.territory("Nowhere said")
    await chain.settle()
    for form in ("html", "md", "csv", "json"):
        for role in ("staff", "public"):
            assert (await read(chain, empty, role, form)).status_code == 200
    report = (await read(chain, empty)).json()
    assert report["done"]["actions"] == report["sources"] == []


async def test_unknown_places_and_years_are_refused(chain: Chain, city: City) -> None:
    assert (await read(chain, uuid4())).json()["code"] == "scope-unknown"
    assert (await read(chain, city.id, year=1800)).status_code == 422
    assert (await read(chain, city.id, form="pdf")).status_code == 422


@pytest.mark.parametrize("lang", ["en", "fr", "pt", "it", "es", "ar"])
async def test_the_page_needs_neither_script_nor_network(chain: Chain, city: City, lang: str) -> None:
    answer = await read(chain, city.id, form="html", lang=lang)
    page = answer.text
    assert "<script" not in page
    assert not re.search(r"""(src|href|action)=["'](?!#|/v1/)""", page)
    assert not re.search(r"url\(|@import", page)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


async def test_what_records_say_never_becomes_markup(chain: Chain, city: City, shelf: Shelf) -> None:
    place = await chain.territory("Elsewhere")
    await chain.settle()
    await shelf.platform(place, "<b>Platform</b>")
    mean = "<script>alert(1)</script>"
    await shelf.keep("action", place, mean, {"state": "under-way", "contributors": [], "evidence": []})
    meeting = {"held_on": "2025-05-05", "decisions": [{"text": "# [x](javascript:y)", "why": mean}]}
    await shelf.keep("meeting", place, "=1+1", meeting)
    page, text, table = [(await read(chain, place, form=form)).text for form in ("html", "md", "csv")]
    assert mean not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert "\n# [" not in text
    assert ",=1+1" not in table


async def test_the_table_has_a_line_for_every_fact(chain: Chain, city: City) -> None:
    rows = list(csv.DictReader(io.StringIO((await read(chain, city.id, form="csv")).text)))
    assert {row["part"] for row in rows} == {"said", "decided", "done", "changed", "unheard"}
    actions = [row for row in rows if row["what"] == "action"]
    assert len(actions) == 6
    bus = next(row for row in actions if row["title"].startswith("An evening bus"))
    assert (bus["amount"], bus["currency"], bus["figure"]) == ("120000.5", "EUR", "overdue orphaned")
    assert {row["figure"]: row["value"] for row in rows if row["title"] == "Damp homes"}["latest"] == "13.9"


async def test_the_form_is_the_one_accept_asks_for(chain: Chain, city: City) -> None:
    path = f"/v1/yearly-reports/{city.id}/{YEAR}"
    for accept, media in (
        ("text/csv", "text/csv"), ("application/json", "application/json"), ("text/markdown", "text/markdown"),
        ("text/html,*/*;q=0.8", "text/html"), ("image/png", "text/html"),
    ):  # fmt: skip
        answer = await chain.ask("synthesis", "GET", path, headers={"Accept": accept})
        assert answer.headers["content-type"].startswith(media), accept
