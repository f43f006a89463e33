"""Records from files: what columns and cells are taken for, and what proves that they were kept."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spiral_client import Client, FileUnreadable
from spiral_client.errors import NotStored, ServerTrouble, Unsettled
from spiral_client.process.drafts import RecordsReading
from spiral_client.process.forms import Form, Forms
from spiral_client.process.template import template
from spiral_client.process.understanding import read_records
from spiral_client.process.values import currency_in, day
from stand_in_records import DOCUMENT
from stand_in_server import PLATFORM, Handler, StandIn, busy, cut_after, lying_proxy


@pytest.fixture
def form() -> Form:
    return Forms(DOCUMENT).form("Action")


def read(form: Form, folder: Path, text: str, **options: Any) -> RecordsReading:
    file = folder / "actions.csv"
    file.write_text(text, encoding="utf-8")
    return read_records(file, form, **options)


def fields(reading: RecordsReading) -> list[dict[str, Any]]:
    return [{name: value for name, value in each.fields.items() if name != "external_id"} for each in reading.drafts]


def noted(reading: RecordsReading, code: str) -> str:
    return "; ".join(note.message for note in reading.notes if note.code == code)


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("TITLE", "title"), ("  Intitulé : ", "title"), ("Título", "title"), ("Titolo", "title"), ("due on", "due_on"),
        ("Échéance", "due_on"), ("Prazo", "due_on"), ("Scadenza", "due_on"), ("Budget", "budget.amount"),
        ("Responsável", "responsible"), ("Componenti", "components"), ("Avancement", "state"),
        ("budget.year", "budget.year"),
    ],
)  # fmt: skip
def test_a_label_is_known_in_four_languages_whatever_its_case_and_accents(
    form: Form, tmp_path: Path, label: str, meant: str
) -> None:
    reading = read(form, tmp_path, f"{label};Extra\n1;x\n" if meant == "title" else f"Title;{label}\nx;1\n")
    column = next(column for _, column in reading.columns if column.label == label.strip())
    assert (column.field, column.sure) == (meant, "known")


def test_a_renamed_column_is_guessed_and_a_map_decides(form: Form, tmp_path: Path) -> None:
    text = "Action\tÉtat (fin mars)\tTitre provisoire du projet\nDouches\tproposed\tx\n"
    reading = read(form, tmp_path, text)
    assert [column.field for _, column in reading.columns] == ["title", "state", "unknown"]
    assert reading.columns[1][1].sure == "guess"
    told = read(form, tmp_path, text, told={"Titre provisoire du projet": "title", "A": "responsible"})
    assert fields(told) == [{"title": "x", "state": "proposed", "responsible": "Douches"}]
    with pytest.raises(FileUnreadable, match="cannot make"):
        read(form, tmp_path, text, told={"Action": "colour"})


def test_cells_are_read_as_people_write_them(form: Form, tmp_path: Path) -> None:
    rows = "a;15/03/2026;En cours;12 000,50 €;A03; B02\nb;3 março 2026;FEITO;1.234.567;A03\nc;46000;done;0,5 EUR;"
    reading = read(form, tmp_path, "Title;Due;State;Budget;Components\n" + rows.replace("A03; B02", '"A03; B02"'))
    assert [each.get("due_on") for each in fields(reading)] == ["2026-03-15", "2026-03-03", "2025-12-09"]
    assert [each["state"] for each in fields(reading)] == ["under-way", "done", "done"]
    assert [each["budget"] for each in fields(reading)] == [
        {"amount": 12000.5, "currency": "EUR"},
        {"amount": 1234567},
        {"amount": 0.5, "currency": "EUR"},
    ]
    assert fields(reading)[0]["components"] == ["A03", "B02"]


def test_an_amount_that_could_be_a_thousand_times_another_is_refused(form: Form, tmp_path: Path) -> None:
    reading = read(form, tmp_path, "Title;Budget\na;12.000\nb;12000\n")
    assert [(each.code, each.place.row, each.place.column) for each in reading.problems] == [
        ("number-ambiguous", 2, "Budget")
    ]
    assert [each["title"] for each in fields(reading)] == ["b"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2026-05-31", "2026-05-31"), ("31.5.2026", "2026-05-31"), ("05/31/2026", "2026-05-31"),
     ("1er avril 2026", "2026-04-01"), ("mardi 3 mars 2026", "2026-03-03"), ("4 de maio de 2026", "2026-05-04"),
     ("31/02/2026", None), ("spring", None), ("2026", None)],
)  # fmt: skip
def test_a_day_is_read_or_left_to_be_refused(text: str, meant: str | None) -> None:
    assert day(text) == meant


def test_a_dollar_of_anywhere_is_no_currency() -> None:
    assert [currency_in(text) for text in ("Budget (€)", "cost EUR", "$ 5", "EUR or CHF", "europe")] == [
        "EUR", "EUR", None, None, None,
    ]  # fmt: skip


def test_names_made_from_titles_stay_when_the_file_changes_around_them(form: Form, tmp_path: Path) -> None:
    first = read(form, tmp_path, "Title;State\na;proposed\nb;proposed\n")
    again = read(form, tmp_path, "N°;Title;State\n1;new;done\n2;B ;done\n3;a;done\n")
    names = [draft.fields["external_id"] for draft in first.drafts]
    assert [draft.fields["external_id"] for draft in again.drafts][1:] == names[::-1]
    assert "--map 'N°=external_id'" in noted(again, "line-numbers")
    twins = read(form, tmp_path, "external_id;Title\nx;a\nx;b\n")
    assert [(each.code, each.place.row) for each in twins.problems] == [("name-twice", 3)]


def test_columns_about_persons_are_never_sent(form: Form, tmp_path: Path) -> None:
    reading = read(form, tmp_path, "Title;Prénom;E-mail;Remarks\na;SECRET;s@example.org;fine\n")
    assert "SECRET" not in json.dumps([draft.fields for draft in reading.drafts])
    assert "'Prénom', 'E-mail'" in noted(reading, "not-sent")
    assert "columns not sent: 'Remarks'" in noted(reading, "not-sent")


def test_a_file_without_records_is_not_a_success(form: Form, tmp_path: Path) -> None:
    for text in ("Title;State\n", "hello\nworld\n"):
        with pytest.raises(FileUnreadable, match="actions need at least title"):
            read(form, tmp_path, text)


def test_a_template_is_read_back_without_a_guess(form: Form, tmp_path: Path) -> None:
    reading = read(form, tmp_path, template(form))
    assert {column.sure for _, column in reading.columns} == {"known"}
    assert [note for note in reading.notes if note.loud] == []
    (draft,) = reading.drafts
    assert draft.fields["budget"] == {"amount": 12500, "currency": "EUR", "year": 2026}


RECORDS = [{"external_id": str(number), "title": f"action {number}"} for number in range(3)]


def push(client: Client, **options: Any) -> Any:
    return client.records("actions").push(RECORDS, platform=PLATFORM, **options)


def test_success_is_an_answer_and_the_same_digest(client: Client, server: StandIn) -> None:
    result = push(client, source="plan 2026")
    assert (result.counts, result.exit_code, len(result.digests)) == ({"created": 3}, 0, 1)
    assert {each["source"] for each in server.records.kept.values()} == {"plan 2026"}
    assert {each["platform_id"] for each in server.records.kept.values()} == {PLATFORM}
    assert push(client, source="plan 2026").counts == {"unchanged": 3}


def corrupting(handler: Handler, answer: Callable[[], None]) -> None:
    """Read something else than was sent."""
    handler.body = handler.body.replace(b"action", b"axtion")
    answer()


def test_an_answer_for_other_content_is_no_success(client: Client, server: StandIn) -> None:
    server.fail("/v1/actions/import", corrupting)
    with pytest.raises(NotStored, match="other content"):
        push(client)


@pytest.mark.parametrize("fault", [busy(503, "1"), cut_after, lying_proxy])
def test_a_request_that_fails_on_the_way_is_made_again(
    client: Client, server: StandIn, fault: Callable[..., None]
) -> None:
    server.fail("/v1/actions/import", fault)
    assert push(client).n_kept == 3
    assert len(server.records.kept) == 3


def test_trouble_that_stays_says_how_far_it_came(client: Client, server: StandIn) -> None:
    server.fail("/v1/actions/import", *[busy(502)] * 8)
    with pytest.raises(ServerTrouble, match="0 of 3 rows were answered; the same file again does no harm"):
        push(client)


def test_many_records_travel_in_parts_and_keep_their_numbers(client: Client, server: StandIn) -> None:
    records: list[dict[str, Any]] = [{"external_id": str(number), "title": "x"} for number in range(4500)]
    records[4321]["title"] = ""
    result = client.records("actions").push(records, platform=PLATFORM)
    assert (result.counts, len(result.digests)) == ({"created": 4499, "rejected": 1}, 3)
    assert [each.place.row for each in result.problems] == [4322]
    assert sum(path == "/v1/actions/import" for _, path in server.requests) == 3


def test_atomic_and_dry_runs_go_in_one_request_or_not_at_all(client: Client, server: StandIn, tmp_path: Path) -> None:
    assert push(client, mode="dry-run").counts == {"created": 3}
    assert server.records.kept == {}
    file = tmp_path / "a.csv"
    file.write_text("external_id,title\nx,a\nx,b\n")
    result = client.records("actions").push(file, "atomic", platform=PLATFORM)
    assert (result.n_sent, result.counts, result.exit_code) == (0, {"not_stored": 1}, 1)
    with pytest.raises(Unsettled, match="50,000"):
        client.records("actions").push(({"title": "x"} for _ in range(50_001)), "atomic", platform=PLATFORM)
    with pytest.raises(Unsettled, match="not as maybe"):
        push(client, mode="maybe")
