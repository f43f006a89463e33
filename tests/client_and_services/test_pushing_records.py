"""Records pushed from files of strangers to the real services, and got back."""

import csv
import io
import json
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest
from openpyxl import Workbook
from pydantic_core import ErrorType

from tests.client_and_services.conftest import Door, Spiral
from tests.territories.process.makers import City

ROWS: list[list[Any]] = [
    ["Plan d'action 2026 de la Ville", None, None, None, None, None, None],
    [],
    ["N°", "Intitulé de l'action", "Échéance prévue", "État d'avancement", "Budget (€)", "Composantes", "E-mail"],
    [1, "Douches publiques", "15/03/2026", "proposé", "12 000,50", "A03; B02", "someone@example.org"],
    [],
    [2, "Bancs à l'ombre", "3 mars 2026", "Idée", 800, "A03", None],
    [3, "Repas partagés", "04/05/2026", "rêvé", 500, "Z99", None],
    ["Total", None, None, None, "13 300", None, None],
]


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Actions"
    for row in rows:
        sheet.append(row)
    guidance = book.create_sheet("Lisez-moi")
    guidance.append(["Remplissez la feuille des actions."])
    book.save(path)
    return path


@pytest.fixture
async def own(city: City) -> str:
    """A platform of its own for one test, of the same city."""
    answer = await city.client.post(
        "/v1/platforms", json={"territory_id": city.territory, "name": f"École {uuid4().hex[:6]}"}, headers=city.headers
    )
    return str(answer.json()["id"])


async def kept(city: City, path: str, platform: str) -> list[dict[str, Any]]:
    answer = await city.client.get(f"/v1/{path}", params={"platform_id": platform}, headers=city.headers)
    return sorted(answer.json()["items"], key=lambda each: str(each["title"]))


async def test_a_strangers_spreadsheet_is_understood_and_its_refusals_come_back_to_its_rows(
    spiral: Spiral, city: City, own: str, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "plan.xlsx", ROWS)
    failed = tmp_path / "failed.csv"
    done = await spiral("records", "push", "actions", str(file), "--platform", own, "--errors-to", str(failed))
    assert done.code == 1, done.err
    assert "3 actions read, 3 sent; 2 created, 1 rejected" in done.out
    shown = [line.split("\t") for line in done.out.splitlines() if line.startswith("Actions\t")]
    assert [row[2:] for row in shown] == [
        ["N°", "not sent", ""],
        ["Intitulé de l'action", "title", "a guess"],
        ["Échéance prévue", "due_on", "a guess"],
        ["État d'avancement", "state", ""],
        ["Budget (€)", "budget.amount", ""],
        ["Composantes", "components", ""],
        ["E-mail", "NOT SENT (about persons)", ""],
    ]
    assert "row 1 above the labels" in done.out
    assert "row 8: totals" in done.out
    assert "sheet 'Actions', row 7, column \"État d'avancement\"" in done.out
    assert "sheet 'Actions', row 7, column 'Composantes'" in done.out
    assert "someone@example.org" not in done.out + done.err
    bench, shower = await kept(city, "actions", own)
    assert (shower["title"], shower["due_on"], shower["state"]) == ("Douches publiques", "2026-03-15", "proposed")
    assert shower["budget"] == {"reference": None, "amount": 12000.5, "currency": "EUR", "year": None}
    assert [each["code"] for each in shower["components"]] == ["A03", "B02"]
    assert (bench["due_on"], bench["budget"]["amount"]) == ("2026-03-03", 800)
    left = list(csv.reader(io.StringIO(failed.read_text("utf-8-sig"))))
    assert [row[1] for row in left] == ["Intitulé de l'action", "Repas partagés"]
    assert left[1][-1] == "7"


async def test_the_corrected_rows_alone_are_pushed_and_the_same_file_again_changes_nothing(
    spiral: Spiral, city: City, own: str, tmp_path: Path
) -> None:
    failed = tmp_path / "failed.csv"
    first = workbook(tmp_path / "plan.xlsx", ROWS)
    await spiral("records", "push", "actions", str(first), "--platform", own, "--errors-to", str(failed))
    failed.write_text(failed.read_text("utf-8-sig").replace("rêvé", "proposé").replace("Z99", "A03"))
    again = await spiral("records", "push", "actions", str(failed), "--platform", own)
    assert (again.code, "1 actions read, 1 sent; 1 created" in again.out) == (0, True), again.out
    assert len(await kept(city, "actions", own)) == 3
    mended = [[*row] for row in ROWS]
    mended[6][3], mended[6][5] = "proposé", "A03"
    whole = workbook(tmp_path / "mended.xlsx", mended)
    once_more = await spiral("records", "push", "actions", str(whole), "--platform", own)
    assert (once_more.code, "3 unchanged" in once_more.out) == (0, True), once_more.out


async def test_a_dry_run_keeps_nothing_and_atomic_keeps_all_or_nothing(
    spiral: Spiral, city: City, own: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,title,state\na1,one,proposed\na2,two,dreamt\n")
    tried = json.loads(
        (await spiral("records", "push", "action", str(file), "--dry-run", "--platform", own, "--json")).out
    )
    assert (tried["counts"], tried["exit_code"]) == ({"created": 1, "rejected": 1}, 1)
    refused = await spiral("records", "push", "actions", str(file), "--atomic", "--platform", own)
    assert (refused.code, "1 not stored, 1 rejected" in refused.out) == (1, True), refused.out
    assert await kept(city, "actions", own) == []
    file.write_text("external_id,title,state\na1,one,proposed\na2,two,proposed\n")
    whole = await spiral("records", "push", "actions", str(file), "--atomic", "--platform", own, "--why", "voted")
    assert whole.code == 0, whole.out
    first = (await kept(city, "actions", own))[0]
    history = await city.client.get(f"/v1/actions/{first['id']}/history", headers=city.headers)
    assert history.json()[0]["why"] == "voted"


async def test_five_situations_stand_in_five_columns(spiral: Spiral, city: City, own: str, tmp_path: Path) -> None:
    file = tmp_path / "i.csv"
    file.write_text(
        "Identifiant;Indicateur;Situation 1 (fr);Situation 2 (fr);Situation 5 (fr);Composante\n"
        "i1;Le logement;Pas de toit;Un abri;Un toit à soi;A03\n"
    )
    done = await spiral("records", "push", "indicators", str(file), "--platform", own)
    assert done.code == 0, done.out
    (made,) = await kept(city, "indicators", own)
    assert [(each["level"], each["texts"]) for each in made["statements"]] == [
        (1, {"fr": "Pas de toit"}),
        (2, {"fr": "Un abri"}),
        (5, {"fr": "Un toit à soi"}),
    ]


async def test_references_lead_to_what_was_pushed_before_and_an_unknown_one_is_told_by_its_cell(
    spiral: Spiral, city: City, own: str, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Identifiant;Nom;Secteur\ncpas;CPAS de la Ville;public\n")
    assert (await spiral("records", "push", "stakeholders", str(people), "--platform", own)).code == 0
    file = tmp_path / "a.ndjson"
    brings = [{"stakeholder": "cpas", "brings": "a van"}]
    lines: list[dict[str, Any]] = [
        {"external_id": "a1", "title": "one", "responsible": "cpas", "contributors": brings},
        {"external_id": "a2", "title": "two", "Responsable": "nobody"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    done = await spiral("records", "push", "actions", str(file), "--platform", own)
    assert "row 2, column 'Responsable': no stakeholder with this name" in done.out, done.out + done.err
    (made,) = await kept(city, "actions", own)
    assert made["contributors"][0]["brings"] == "a van"


async def test_what_is_exported_can_be_pushed_to_another_platform(
    spiral: Spiral, city: City, own: str, tmp_path: Path
) -> None:
    made = [
        await city.record(
            "actions", platform_id=own, external_id=f"x{number}", title=f"=SUM({number})", components=["A03"],
            budget={"amount": 10.5, "currency": "EUR"}, evidence=[{"title": "a; b"}], state="proposed",
        )
        for number in range(3)
    ]  # fmt: skip
    for ending in ("csv", "ndjson"):
        file = tmp_path / f"out.{ending}"
        done = await spiral("records", "export", "actions", "--out", str(file), "--where", f"platform_id={own}")
        assert done.code == 0, done.err
        again = await spiral("records", "push", "actions", str(file), "--json")
        assert json.loads(again.out)["counts"] == {"unchanged": len(made)}, again.out + again.err
    listed = await spiral("records", "list", "actions", "--where", f"platform_id={own}", "--json")
    assert {each["id"] for each in json.loads(listed.out)} == {each["id"] for each in made}


async def test_lists_and_exports_are_ones_own_unless_somebody_asks_for_more(
    spiral: Spiral, city: City, own: str, give_key: Any, tmp_path: Path
) -> None:
    other = await City(city.client, city.headers).settle()
    theirs = await other.record("actions", title="theirs to see", released=True)
    ours = await city.record("actions", platform_id=own, title="ours to see", external_id="o1")
    also = await city.record("actions", title="ours to see too")

    async def ids(*wanted: str, key: str | None = None) -> set[str]:
        found = await spiral("records", "list", "actions", "--search", "to see", "--json", *wanted, key=key)
        assert found.code == 0, found.err
        return {each["id"] for each in json.loads(found.out)}

    assert await ids() == {ours["id"], also["id"]}
    assert await ids("--everywhere") == {theirs["id"], ours["id"], also["id"]}
    assert await ids("--where", f"under={other.territory}") == {theirs["id"]}
    assert await ids("--platform", own) == {ours["id"]}
    assert await ids("--platform", "Praia") == {also["id"]}
    assert await ids(key=await give_key("staff")) == {theirs["id"], ours["id"], also["id"]}
    both = await give_key("partner", roots=[city.territory, other.territory])
    assert await ids(key=both) == {theirs["id"], ours["id"], also["id"]}
    file = tmp_path / "both.csv"
    exported = await spiral("records", "export", "actions", "--out", str(file), key=both)
    assert exported.code == 0, exported.err
    titles = [row["title"] for row in csv.DictReader(io.StringIO(file.read_text()))]
    assert (titles.count("theirs to see"), titles.count("ours to see")) == (1, 1)
    lines = await spiral("records", "export", "actions", "--format", "ndjson")
    assert "theirs to see" not in lines.out
    assert "ours to see" in lines.out
    undecided = await spiral("records", "list", "actions", "--platform", own, "--everywhere")
    assert (undecided.code, "choose one of" in undecided.err) == (2, True)
    none = await spiral("records", "list", "mandates")
    assert (none.code, "--everywhere looks at what others released" in none.err) == (0, True)


async def test_a_table_whose_columns_are_all_known_is_told_in_one_line(
    spiral: Spiral, own: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,title,state\nk1,one,proposed\nk2,two,proposed\n")
    done = await spiral("records", "push", "actions", str(file), "--platform", own)
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "- every column is known by its label, none was guessed: external_id, title, state",
        "2 actions read, 2 sent; 2 created",
    ]
    assert done.err.splitlines() == ["sending: 100 %"]


async def test_every_kind_has_a_template_whose_example_is_understood(spiral: Spiral, own: str, tmp_path: Path) -> None:
    kinds = [each["kind"] for each in json.loads((await spiral("records", "kinds", "--json")).out)]
    assert {"actions", "indicators", "commitments", "population-notes", "terms"} <= set(kinds)
    faults = {}
    for kind in kinds:
        file = tmp_path / f"{kind}.csv"
        assert (await spiral("records", "template", kind, "--out", str(file))).code == 0
        tried = await spiral("records", "push", kind, str(file), "--dry-run", "--platform", own, "--json")
        told = json.loads(tried.out)
        assert [note["code"] for note in told["notes"] if note["loud"]] == [], kind
        faults[kind] = {problem["code"] for problem in told["problems"]}
    # What an example breaks are rules of the process, such as a reference to nothing: never the form of a cell.
    forms = {kind.replace("_", "-") for kind in get_args(ErrorType)}
    assert {kind: codes & forms for kind, codes in faults.items() if codes & forms} == {}
    assert faults["actions"] == faults["stakeholders"] == faults["indicators"] == set()


async def test_one_without_a_choice_of_platform_or_kind_is_told_which_there_are(
    spiral: Spiral, city: City, own: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,title\na1,one\n")
    several = await spiral("records", "push", "actions", str(file))
    assert (several.code, "which platform this is for; there are 'Praia'" in several.err) == (2, True), several.err
    unknown = await spiral("records", "push", "dreams", str(file))
    assert (unknown.code, "this server has actions, categories" in unknown.err) == (2, True), unknown.err
    named = await spiral("records", "push", "actions", str(file), "--platform", "praia", "--dry-run")
    assert named.code == 0, named.err


async def test_nobody_writes_on_a_platform_that_is_not_theirs(
    spiral: Spiral, city: City, give_key: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,title\na1,one\n")
    other = await City(city.client, city.headers).settle()
    done = await spiral("records", "push", "actions", str(file), "--platform", other.platform)
    assert (done.code, "0 created" in done.out) == (1, False)
    reader = await give_key("app")
    refused = await spiral("records", "push", "actions", str(file), "--platform", city.platform, key=reader)
    assert refused.code == 4, refused.out + refused.err


async def test_one_record_is_written_corrected_and_withdrawn_from_python(city: City, own: str, door: Door) -> None:
    import asyncio

    def work() -> list[str]:
        with door.client() as client:
            actions = client.records("actions")
            made = actions.add(platform_id=own, external_id="p1", title="one", why="asked for by the elders")
            seen = actions.read(made["id"])
            changed = actions.change(made["id"], seen, title="one and a half")
            with pytest.raises(Exception, match="changed since") as stale:
                actions.change(made["id"], seen, title="two")
            assert stale.value.status == 412  # type: ignore[attr-defined]
            assert [each["id"] for each in actions.all(q="half", platform_id=own)] == [made["id"]]
            result = actions.push([{"external_id": "p2", "title": "three"}, {"title": "four"}], platform=own)
            assert result.counts == {"created": 1, "rejected": 1}
            assert [(each.place.row, each.code) for each in result.problems] == [(2, "missing")]
            actions.withdraw(made["id"], changed, why="said twice")
            return [str(each["why"]) for each in actions.history(made["id"])]

    assert await asyncio.to_thread(work) == ["said twice", "None", "asked for by the elders"]
