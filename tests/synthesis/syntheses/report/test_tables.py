"""The long table: every figure once, with numbers that programs read."""

import csv
import io
import math

import pytest

from services.synthesis.syntheses.report import as_csv
from services.synthesis.syntheses.report.tables import COLUMNS
from tests.synthesis.syntheses.makers import CODEBOOK, a_synthesis, an_empty_document


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(a_synthesis(), CODEBOOK, "fr"))))


def test_every_part_of_the_document_has_its_lines(rows: list[dict[str, str]]) -> None:
    assert set(rows[0]) == set(COLUMNS)
    assert {row["section"] for row in rows} == {
        "voices", "profile", "never", "hardly", "contrast", "own_ranking", "too_small", "topic", "topic_code",
        "topic_said_more", "isolated", "disagreement", "disagreement_other", "period", "change", "map_axis_1",
        "map_axis_2", "alike",
    }  # fmt: skip
    assert len([row for row in rows if row["section"] == "topic"]) == 57


def test_figures_have_a_decimal_point_and_their_full_value(rows: list[dict[str, str]]) -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    one = synthesis.document.contrasts[0].differences[0]
    row = next(
        row for row in rows if row["section"] == "contrast" and row["code"] == one.code and row["stands"] == "true"
    )
    assert float(row["odds"]) == pytest.approx(math.exp(one.log_odds), rel=1e-5)
    assert float(row["share_rest"]) == pytest.approx(one.share_rest, rel=1e-5)


def test_a_cell_is_told_once_and_says_whether_it_stands(rows: list[dict[str, str]]) -> None:
    cells = [(row["axis"], row["part"], row["question"], row["code"], row["stands"]) for row in rows
             if row["section"] == "contrast" and row["stands"] == "true"]  # fmt: skip
    assert len(cells) == len(set(cells)) == 15


def test_no_cell_is_run_as_a_formula() -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    for heard in synthesis.document.voices.by_territory:
        heard.name = '=HYPERLINK("http://x")'
    for topic in synthesis.document.layers[0].topics:
        topic.labels[0].label = "@SUM(A1)"
    written = list(csv.reader(io.StringIO(as_csv(synthesis, CODEBOOK, "en"))))
    cells = [cell for line in written for cell in line]
    assert '\'=HYPERLINK("http://x")' in cells
    assert "'@SUM(A1)" in cells
    assert not any(cell[:1] in "=+@\t\r" for cell in cells if cell)
    assert all(float(cell) < 0 for cell in cells if cell.startswith("-"))


def test_where_nothing_was_said_there_is_a_header_and_no_one_alone() -> None:
    synthesis = a_synthesis(document=an_empty_document(), quotes={}, names=[], remarks=[])
    assert [line.split(",")[0] for line in as_csv(synthesis, CODEBOOK, "en").splitlines()] == ["section", "isolated"]
