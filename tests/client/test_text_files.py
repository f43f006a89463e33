"""Text files as strangers save them."""

from pathlib import Path

import pytest
from spiral_client import FileUnreadable, SpreadsheetTooLarge, check
from spiral_client.understanding import Reading, ReadingOptions

FRENCH = (
    "Groupe;Question;Critère\nAînés;bien-être;être entouré, même l’été\n"
    "Aînés;mal-être;la solitude à l'âge où l'on désespère\n"
)
POLISH = (
    "Grupa;Pytanie;Kryterium\n"
    "seniorzy;dobrostan;spokój, cisza i życzliwość sąsiadów\n"
    "seniorzy;działania;będę pomagać, łączyć ludzi, dążyć\n"
)
ROMANIAN = (
    "Grupa;Întrebare;Criteriu\nvârstnici;bunăstare;să fiu sănătos şi să am linişte în viaţă\n"
    "vârstnici;bunăstare;să am o casă caldă şi prieteni aproape\n"
)
GREEK = "Ομάδα;Ερώτηση;Κριτήριο\nηλικιωμένοι;ευημερία;να έχω την υγεία μου\nηλικιωμένοι;δράση;να βοηθώ τους γείτονες\n"
ARABIC = "المجموعة;السؤال;المعيار\nشباب;الرفاه;أن يكون لي عمل كريم\nشباب;ماذا تفعل;أساعد جيراني كل يوم\n"
PORTUGUESE = (
    "Grupo;Pergunta;Critério\nidosos;bem-estar;não ter medo, ter saúde e paz\n"
    "idosos;ações;dar atenção às crianças e aos irmãos\n"
)


def read(tmp_path: Path, content: str | bytes, name: str = "a.csv", **options: object) -> Reading:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return check(path, ReadingOptions(**options))  # type: ignore[arg-type]


def texts(reading: Reading) -> list[str]:
    return [draft.text for draft in reading.drafts]


def noted(reading: Reading, code: str) -> str:
    return " ".join(note.message for note in reading.notes if note.code == code)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_french_is_read_whatever_it_was_saved_in(tmp_path: Path, encoding: str) -> None:
    content = FRENCH.replace("’", "'") if encoding == "latin-1" else FRENCH
    reading = read(tmp_path, content.encode(encoding))
    assert texts(reading)[0] == content.split("\n")[1].split(";")[2]
    assert [draft.fields["question"] for draft in reading.drafts] == ["wellbeing", "illbeing"]
    assert bool(noted(reading, "encoding")) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (POLISH, "cp1250"),
        (ROMANIAN, "cp1250"),
        (GREEK, "iso8859-7"),
        (GREEK, "cp1253"),
        (ARABIC, "cp1256"),
        (PORTUGUESE, "cp1252"),
        (FRENCH, "mac_roman"),
    ],
)
def test_eight_bit_encodings_are_guessed_from_the_letters_and_said(tmp_path: Path, content: str, encoding: str) -> None:
    reading = read(tmp_path, content.encode(encoding))
    assert texts(reading) == [line.split(";")[2] for line in content.splitlines()[1:]]
    assert "--encoding" in noted(reading, "encoding")
    assert not reading.problems


def test_an_encoding_can_be_told(tmp_path: Path) -> None:
    assert len(read(tmp_path, POLISH.encode("cp1250"), encoding="cp1250").drafts) == 2
    with pytest.raises(FileUnreadable, match="no encoding called"):
        read(tmp_path, FRENCH, encoding="klingon")
    with pytest.raises(FileUnreadable, match="not ascii"):
        read(tmp_path, FRENCH, encoding="ascii")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_although_criteria_hold_commas(tmp_path: Path, sign: str) -> None:
    rows = [["Group", "Question", "Criterion"], ["A", "1", '"bread, butter; and | jam"'], ["A", "2", '"cold, hunger"']]
    reading = read(tmp_path, "\n".join(sign.join(row) for row in rows))
    assert texts(reading) == ["bread, butter; and | jam", "cold, hunger"]


def test_a_list_of_one_column_is_not_cut_at_its_commas(tmp_path: Path) -> None:
    content = "Criterion\nbread, butter\npeace, love, health\na roof\n"
    reading = read(tmp_path, content, group="Elders", question="wellbeing")
    assert texts(reading) == ["bread, butter", "peace, love, health", "a roof"]


def test_the_delimiter_line_of_excel_is_obeyed_and_rows_are_counted_with_it(tmp_path: Path) -> None:
    reading = read(tmp_path, "sep=|\nGroup|Question|Criterion\nA|1|a roof\n")
    assert texts(reading) == ["a roof"]
    assert reading.drafts[0].place.row == 3


def test_quoted_line_breaks_count_as_one_row(tmp_path: Path) -> None:
    content = 'Group,Question,Criterion\nA,1,"one\ntwo"\nA,2,three\n'
    reading = read(tmp_path, content)
    assert [(draft.place.row, draft.text) for draft in reading.drafts] == [(2, "one"), (2, "two"), (3, "three")]
    assert "--no-split" in noted(reading, "split")
    assert texts(read(tmp_path, content, split=False)) == ["one\ntwo", "three"]


def test_a_quotation_mark_never_closed_swallows_nothing(tmp_path: Path) -> None:
    content = 'Group,Question,Criterion\nA,1,"a roof\nA,2,cold\nA,3,"help" others\n'
    reading = read(tmp_path, content)
    assert len(reading.drafts) == 3
    assert noted(reading, "quotes")


def test_titles_blank_rows_repeated_labels_and_totals_are_told_apart(tmp_path: Path) -> None:
    content = (
        "Ville de Mulhouse : critères de bien-être;;;\n;;;\n;Groupe;Question;Critère\n;Aînés;1;un toit\n;;;\n"
        ";Groupe;Question;Critère\n;Aînés;2;le bruit\n;Total;;2\n;TOTAL GÉNÉRAL;;2\n"
    )
    reading = read(tmp_path, content)
    assert texts(reading) == ["un toit", "le bruit"]
    assert "row 1" in noted(reading, "title-rows")
    assert "row 6" in noted(reading, "labels-again")
    assert "rows 8-9" in noted(reading, "totals")


def test_a_criterion_that_begins_with_total_is_not_a_total(tmp_path: Path) -> None:
    content = "Group,Question,Criterion\nA,1,total\n12,1,total\n12,1,total respect\nA,1,12\n"
    assert texts(read(tmp_path, content)) == ["total", "total", "total respect", "12"]
    reading = read(tmp_path, "Group,Question,Criterion\nA,1,roof\nTotal women,,1\n")
    assert texts(reading) == ["roof"]
    assert "row 3" in noted(reading, "totals")


def test_every_row_is_sent_refused_or_said(tmp_path: Path) -> None:
    content = "Group,Question,Criterion\nA,1,a roof\nA,1,\nA,1,...\nA,nine,bread\n,1,milk\nA,1,#N/A\n"
    reading = read(tmp_path, content)
    assert texts(reading) == ["a roof"]
    assert [(problem.code, problem.place.row) for problem in reading.problems] == [
        ("question-unknown", 5),
        ("group-missing", 6),
    ]
    assert "rows 3, 7" in noted(reading, "no-criterion")
    assert "row 4" in noted(reading, "placeholder")
    assert noted(reading, "error-cells")


def test_names_written_once_a_block_are_repeated_and_said(tmp_path: Path) -> None:
    content = "Group,Question,Criterion\nA,1,roof\n,,bread\n,2,cold\nB,1,peace\n,,,\n,2,noise\n"
    reading = read(tmp_path, content)
    assert [(d.group_key, d.fields["question"]) for d in reading.drafts] == [
        ("a", "wellbeing"), ("a", "wellbeing"), ("a", "illbeing"), ("b", "wellbeing"), ("b", "illbeing"),
    ]  # fmt: skip
    assert "rows 3-4, 7" in noted(reading, "filled-down")


def test_a_gap_in_a_file_that_repeats_its_names_is_not_filled(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion\nA,1,roof\nA,1,bread\n,1,cold\nB,1,peace\n")
    assert [problem.code for problem in reading.problems] == ["group-missing"]


def test_a_question_never_runs_on_into_the_next_group(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion\nA,1,roof\n,,bread\nB,,cold\n")
    assert [(problem.code, problem.place.row) for problem in reading.problems] == [("question-unknown", 4)]


def test_guarding_apostrophes_of_exports_are_taken_off_again(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion\nA,1,'=more love\nA,1,'tis enough\n")
    assert texts(reading) == ["=more love", "'tis enough"]


def test_json_and_json_lines_have_keys_as_labels(tmp_path: Path) -> None:
    line = '{"group":"A","question":"wellbeing","text":"a roof","codes":["A02"],"participant":3,"external_id":"x1"}'
    for name, content in (("a.ndjson", line + "\n\n"), ("a.json", f"[{line}]"), ("b.json", f'{{"criteria":[{line}]}}')):
        reading = read(tmp_path, content, name)
        fields = reading.drafts[0].fields
        assert (fields["external_id"], fields["codes"], fields["participant"]) == ("x1", ["A02"], 3)
        assert reading.drafts[0].place.row == 1
    with pytest.raises(FileUnreadable, match="line 2 is not JSON"):
        read(tmp_path, line + "\n{oops\n", "a.jsonl")
    with pytest.raises(FileUnreadable, match="not an object"):
        read(tmp_path, "[1]", "a.json")


def test_files_that_cannot_be_read_say_what_to_do(tmp_path: Path) -> None:
    for content, name, words in (
        (b"", "a.csv", "empty"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", "save it as .xlsx"),
        (b"PK\x03\x04rest", "a.ods", "save the table as"),
        (b"PK\x03\x04rest", "a.xlsx", "save it again"),
        (b"hello", "a.pdf", "is not known"),
        (b"a,b,c\n1,2,3\n", "a.csv", "--map"),
    ):
        with pytest.raises(FileUnreadable, match=words):
            read(tmp_path, content, name)
    with pytest.raises(FileUnreadable, match="cannot be opened"):
        check(tmp_path / "absent.csv")


def test_a_file_with_too_many_rows_is_refused_and_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiral_client.reading.delimited.MAX_ROWS", 3)
    with pytest.raises(SpreadsheetTooLarge, match="split it"):
        read(tmp_path, "Group,Question,Criterion\n" + "A,1,x\n" * 3)


def test_a_text_file_named_as_excel_is_read_and_said(tmp_path: Path) -> None:
    reading = read(tmp_path, FRENCH, "a.xlsx")
    assert len(reading.drafts) == 2
    assert noted(reading, "format")


def test_a_huge_cell_is_reported_and_not_shown(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Group,Question,Criterion\nA,1,{'secret ' * 500_000}\n")
    assert [problem.code for problem in reading.problems] == ["text-too-long"]
    assert len(str(reading.problems[0])) < 300


def test_control_characters_are_found_before_sending(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion\nA,1,a\x00b\nA,1,c\u202ed\nA,1,e\u200df\n")
    assert [problem.code for problem in reading.problems] == ["text-character", "text-character"]
    assert len(reading.drafts) == 1
