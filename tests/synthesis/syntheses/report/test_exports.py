"""Criteria for other programs: IRaMuTeQ, R and pandas."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from services.synthesis.syntheses.report import Said, as_flat_csv, as_iramuteq


def said(text: str = "Un toit à moi", **known: Any) -> Said:
    return Said(**{
        "criterion": UUID(int=7), "text": text, "language": "fr", "question": "wellbeing", "country": "FR",
        "territory": "Câmara de Lobos", "profile": "other:night-nurses", "year": 2019, "code": "A03",
        "status": "validated", "topics": (12, 3), "isolated": False, **known,
    })  # fmt: skip


def test_a_text_opens_with_its_starred_variables() -> None:
    head, words, *empty = "".join(as_iramuteq([said()])).split("\n")
    assert head.split(" ") == [
        "****", "*country_FR", "*territory_CamaradeLobos", "*profile_othernightnurses", "*year_2019",
        "*question_wellbeing", "*language_fr", "*dimension_A", "*component_A03", "*status_validated", "*topic_12",
        "*topic1_3", "*isolated_no", "*id_00000000000000000000000000000007",
    ]  # fmt: skip
    assert (words, empty) == ("Un toit à moi", ["", ""])


def test_variables_have_only_letters_digits_and_one_underscore() -> None:
    hostile = said(territory="Πάτρα / *x_y (est)", profile="**** *a_b", country=None, code=None, year=None)
    head = next(as_iramuteq([hostile])).split("\n")[0]
    assert all(re.fullmatch(r"\*[a-z]+\d?_[A-Za-z0-9]+", variable) for variable in head.split(" ")[1:])
    assert "*country" not in head
    assert "*component" not in head


@pytest.mark.parametrize(
    "text",
    ["**** *country_XX\nhello", "*hello there", "hello\n**** *a_b\nthere", "-*theme hello", "a ****b", "\u2028**** x y",
     "x *year_1999 y", "_*_ hello"],
)  # fmt: skip
def test_nothing_that_people_wrote_opens_a_text_a_variable_or_a_theme(text: str) -> None:
    lines = "".join(as_iramuteq([said(text), said("next")])).split("\n")
    assert [line.startswith("****") for line in lines] == [True, False, False, True, False, False, False]
    assert not re.search(r"(^|\s)-?\*", lines[1])
    assert "**" not in lines[1]
    assert "_" not in lines[1]


def test_a_star_inside_a_word_is_left_to_the_word() -> None:
    assert next(as_iramuteq([said("un·e habitant*e")])).split("\n")[1] == "un·e habitant*e"


def test_a_text_of_stars_alone_is_left_out() -> None:
    assert list(as_iramuteq([said("****")])) == []


def test_different_names_in_other_scripts_stay_different() -> None:
    heads = [next(as_iramuteq([said(territory=name)])).split("\n")[0] for name in ("الحسيمة", "Πάτρα")]
    assert len(set(heads)) == 2


def test_the_flat_table_has_a_line_a_criterion_and_a_column_a_layer() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(as_flat_csv([said(), said("=1+1", isolated=True, year=None)])))))
    assert rows[0]["criterion"] == str(UUID(int=7))
    assert [rows[0][name] for name in ("topic_1", "topic_2", "isolated", "year")] == ["12", "3", "false", "2019"]
    assert [rows[1][name] for name in ("text", "isolated", "year")] == ["'=1+1", "true", ""]


def test_the_flat_table_keeps_quotes_commas_and_scripts() -> None:
    text = 'أن يكون "قريباً", ναι'
    rows = list(csv.DictReader(io.StringIO("".join(as_flat_csv([said(text)])))))
    assert rows[0]["text"] == text


def test_exports_stream() -> None:
    asked = 0

    def endless() -> Iterator[Said]:
        nonlocal asked
        while True:
            asked += 1
            yield said()

    for export in (as_iramuteq, as_flat_csv):
        lines = export(endless())
        assert len([next(lines) for _ in range(50)]) == 50
    assert asked <= 101


def test_no_criteria_are_a_header_and_no_text() -> None:
    assert "".join(as_flat_csv([])).startswith("criterion,text,language")
    assert list(as_iramuteq([])) == []
