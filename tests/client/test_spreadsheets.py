"""Excel files as strangers make them, and some made to do harm."""

import datetime
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from spiral_client import FileUnreadable, SpreadsheetTooLarge, check
from spiral_client.reading import spreadsheet
from spiral_client.understanding import Reading, ReadingOptions
from test_text_files import noted, texts


def book(tmp_path: Path, **sheets: Sequence[Sequence[Any]]) -> tuple[Workbook, Path]:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return made, tmp_path / "a.xlsx"


def read(made: tuple[Workbook, Path], **options: Any) -> Reading:
    made[0].save(made[1])
    return check(made[1], ReadingOptions(**options))


LABELS = ("Group", "Question", "Criterion")


def test_rows_and_columns_that_are_blank_change_nothing(tmp_path: Path) -> None:
    rows = [
        (),
        (None, "City of X: results"),
        (),
        (None, None, *LABELS),
        (),
        (None, None, "A", 1, "roof"),
        (),
        (None, None, "A", 2.0, "cold"),
    ]
    reading = read(book(tmp_path, Sheet1=rows))
    assert [(draft.place.row, draft.text) for draft in reading.drafts] == [(6, "roof"), (8, "cold")]
    assert noted(reading, "title-rows")


def test_merged_groups_are_repeated_within_their_block_only(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        Sheet1=[LABELS, ("A", 1, "roof"), (None, 1, "bread"), (None, 2, "cold"), ("B", 1, "peace"), (None, 1, "lost")],
    )
    made[0]["Sheet1"].merge_cells("A2:A4")
    made[0]["Sheet1"].merge_cells("A1:A1")
    reading = read(made)
    assert [draft.group_key for draft in reading.drafts] == ["a", "a", "a", "b"]
    assert "3 rows" not in noted(reading, "merged")
    assert "2 rows" in noted(reading, "merged")
    # A file that merges says where its blocks end: a blank outside them is a gap.
    assert [(problem.code, problem.place.row) for problem in reading.problems] == [("group-missing", 6)]


def test_labels_merged_over_two_rows_are_found(tmp_path: Path) -> None:
    made = book(
        tmp_path, Sheet1=[("Group", "Questions", None), (None, "Well-being", "Ill-being"), ("A", "roof", "cold")]
    )
    made[0]["Sheet1"].merge_cells("A1:A2")
    made[0]["Sheet1"].merge_cells("B1:C1")
    reading = read(made)
    assert [(draft.fields["question"], draft.text) for draft in reading.drafts] == [
        ("wellbeing", "roof"),
        ("illbeing", "cold"),
    ]


def test_a_sheet_for_each_group_and_question(tmp_path: Path) -> None:
    reading = read(
        book(
            tmp_path,
            **{
                "Aînés": [("Question", "Critère"), ("bien-être", "un toit")],
                "Jeunes - Q2": [("Critère",), ("le bruit",)],
                "Mal-être": [("Groupe", "Critère"), ("Femmes", "la peur")],
                "Feuil4": [("Groupe", "Question", "Critère"), ("Femmes", 3, "aider")],
            },
        )
    )
    assert [(draft.group_key, draft.fields["question"]) for draft in reading.drafts] == [
        ("aines", "wellbeing"),
        ("jeunes", "illbeing"),
        ("femmes", "illbeing"),
        ("femmes", "action"),
    ]
    assert "'Jeunes'" in noted(reading, "sheet-group")
    assert "illbeing" in noted(reading, "sheet-question")


def test_groups_may_be_described_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    reading = read(
        book(
            tmp_path,
            Criteria=[LABELS, ("Seniors of the park", 1, "roof")],
            Groups=[("Group id", "Group name", "Type", "Profile", "Date", "Participants"),
                    ("G1", "Seniors of the Park", "", "elders", datetime.date(2024, 3, 15), 9.0)],
        )
    )  # fmt: skip
    group = reading.groups["g1"]
    assert (group.external_id, group.profile, group.year, group.month, group.n_participants) == (
        "G1",
        "elders",
        2024,
        3,
        9,
    )
    assert [draft.group_key for draft in reading.drafts] == ["g1"]
    assert list(reading.groups) == ["g1"]


def test_hidden_sheets_are_left_and_hidden_rows_read_and_both_are_said(tmp_path: Path) -> None:
    made = book(tmp_path, Sheet1=[LABELS, ("A", 1, "roof"), ("A", 1, "bread")], Draft=[LABELS, ("A", 1, "secret")])
    made[0]["Draft"].sheet_state = "hidden"
    made[0]["Sheet1"].row_dimensions[3].hidden = True
    reading = read(made)
    assert texts(reading) == ["roof", "bread"]
    assert "'Draft'" in noted(reading, "hidden-sheet")
    assert "1 hidden rows" in noted(reading, "hidden-rows")


def test_formulas_without_result_and_error_cells_are_empty_and_said(tmp_path: Path) -> None:
    reading = read(book(tmp_path, Sheet1=[LABELS, ("A", 1, "=A1&B1"), ("A", 1, "#N/A"), ("A", 1, "roof")]))
    assert texts(reading) == ["roof"]
    assert "1 formulas" in noted(reading, "formulas-unsaved")
    assert "1 cells" in noted(reading, "error-cells")
    assert "rows 2-3" in noted(reading, "no-criterion")


def test_formulas_with_a_saved_result_are_read(tmp_path: Path) -> None:
    made = book(tmp_path, Sheet1=[LABELS, ("A", 1, "=CONCAT(1)")])
    made[0].save(made[1])
    other = tmp_path / "b.xlsx"
    with zipfile.ZipFile(made[1]) as source, zipfile.ZipFile(other, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                data = data.replace(b"<f>CONCAT(1)</f><v></v>", b"<f>CONCAT(1)</f><v>a roof</v>")
                data = data.replace(b"<f>CONCAT(1)</f><v />", b"<f>CONCAT(1)</f><v>a roof</v>")
                data = data.replace(b'<c r="C2"><f>', b'<c r="C2" t="str"><f>')
            target.writestr(entry, data)
    assert texts(check(other)) == ["a roof"]


def test_groups_that_are_numbers_and_dates_stay_what_people_see(tmp_path: Path) -> None:
    labels = (*LABELS, "Date", "Type of group")
    reading = read(
        book(
            tmp_path,
            Sheet1=[
                labels,
                (12, 1, "roof", datetime.datetime(2024, 3, 15, 10, 0), "women"),
                ("12", 1, 7, "03/2024", "women"),
            ],
        )
    )
    assert list(reading.groups) == ["12"]
    assert texts(reading) == ["roof", "7"]
    assert (reading.groups["12"].year, reading.groups["12"].month) == (2024, 3)


def test_one_sheet_can_be_chosen(tmp_path: Path) -> None:
    made = book(tmp_path, One=[LABELS, ("A", 1, "roof")], Two=[LABELS, ("A", 1, "bread")])
    assert texts(read(made, sheet="two")) == ["bread"]
    reading = read(made, sheet="1")
    assert texts(reading) == ["roof"]
    assert "Two" in noted(reading, "sheet-chosen")
    with pytest.raises(FileUnreadable, match="One, Two"):
        read(made, sheet="three")


def test_sheets_without_criteria_and_of_guidance_are_said(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {
        "Data": [LABELS, ("A", 1, "roof")],
        "Budget": [("euros", "spent"), (1, 2)],
        "Lisez-moi": [("Critère : un par ligne",)],
    }
    reading = read(book(tmp_path, **sheets))
    assert texts(reading) == ["roof"]
    assert "2 rows" in noted(reading, "sheet-unknown")
    assert "Lisez-moi" in noted(reading, "guidance-sheet")


def test_a_far_cell_costs_nothing_and_is_said(tmp_path: Path) -> None:
    made = book(tmp_path, Sheet1=[LABELS, ("A", 1, "roof")])
    made[0]["Sheet1"]["XFD1048576"] = "far"
    made[0]["Sheet1"]["C1048576"] = "lost sentence"
    started = time.monotonic()
    reading = read(made)
    assert time.monotonic() - started < 10
    assert texts(reading)[0] == "roof"
    assert "1 cells beyond column GR" in noted(reading, "far-cells")
    assert len(texts(reading)) + len(reading.problems) == 2


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as entry,
    ):
        for _ in range(60):
            entry.write(b" " * 1_000_000)
    assert path.stat().st_size < 1_000_000
    monkeypatch.setattr(spreadsheet, "_child", lambda path: pytest.fail("it was opened"))
    with pytest.raises(SpreadsheetTooLarge, match="unpacks to 60 MB"):
        check(path)


def test_a_spreadsheet_that_exhausts_its_process_harms_only_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book(tmp_path, Sheet1=[LABELS, ("A", 1, "roof")])
    made[0].save(made[1])
    greedy = tmp_path / "b.xlsx"
    with zipfile.ZipFile(made[1]) as source, zipfile.ZipFile(greedy, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry).replace(b"roof", b"roof" * 4_000_000)
            target.writestr(entry.filename, data)
    sandbox = (Path(spreadsheet.__file__).parent / "sandbox.py").read_text()
    (tmp_path / "sandbox.py").write_text(sandbox.replace("1536 * 1024", "48 * 1024"))
    monkeypatch.setattr(spreadsheet, "__file__", str(tmp_path / "spreadsheet.py"))
    with pytest.raises((SpreadsheetTooLarge, FileUnreadable)):
        check(greedy)


def test_a_child_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = book(tmp_path, Sheet1=[LABELS])
    made[0].save(made[1])
    (tmp_path / "sandbox.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(spreadsheet, "__file__", str(tmp_path / "spreadsheet.py"))
    monkeypatch.setattr(spreadsheet, "_WALL_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(SpreadsheetTooLarge):
        check(made[1])
    assert time.monotonic() - started < 10


def test_a_spreadsheet_with_too_many_rows_is_refused_and_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    with pytest.raises(SpreadsheetTooLarge, match="split it"):
        read(book(tmp_path, One=[LABELS, ("A", 1, "x")], Two=[LABELS, ("A", 1, "y"), ("A", 1, "z")]))


def test_a_spreadsheet_named_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    made = book(tmp_path, Sheet1=[LABELS, ("A", 1, "roof")])
    reading = read((made[0], tmp_path / "a.csv"))
    assert texts(reading) == ["roof"]
    assert noted(reading, "format")


def test_a_list_on_a_named_sheet_needs_no_label(tmp_path: Path) -> None:
    reading = read(book(tmp_path, **{"Elders - Q1": [("a roof",), ("bread",)]}))
    assert [(draft.group_key, draft.fields["question"], draft.text) for draft in reading.drafts] == [
        ("elders", "wellbeing", "a roof"),
        ("elders", "wellbeing", "bread"),
    ]
    assert noted(reading, "columns-guessed")
