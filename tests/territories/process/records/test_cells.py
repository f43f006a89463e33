"""What a cell stands for, and what is not guessed."""

from typing import Any

import pytest

from services.territories.process.kinds import BY_NAME
from services.territories.process.records.tabular import from_cells, to_cells


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3", 3), ("+3", 3), ("-3", -3), ("3.5", 3.5), ("3,5", 3.5), ("1 250", 1250), ("1 250,5", 1250.5),
        ("12,500", "12,500"), ("1,234,567", "1,234,567"), ("abc", "abc"), ("", ""), ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_and_never_guessed(cell: str, value: Any) -> None:
    assert from_cells(BY_NAME["population-note"], {"n_people": cell})["n_people"] == value


@pytest.mark.parametrize("cell", ["true", "TRUE", "1", "Vrai", "VERDADEIRO", "vero", "Sí", "WAHR", "oui"])
def test_truth_is_read_as_spreadsheets_of_several_languages_write_it(cell: str) -> None:
    assert from_cells(BY_NAME["scenario"], {"chosen": cell})["chosen"] is True


@pytest.mark.parametrize("cell", ["false", "0", "FAUX", "Falso", "FALSCH", "não", "no"])
def test_and_so_is_what_is_not_true(cell: str) -> None:
    assert from_cells(BY_NAME["scenario"], {"chosen": cell})["chosen"] is False


@pytest.mark.parametrize("title", ["[2024]", "{}", "[A] plan [B]", '["a"]', "[1, 2]"])
def test_a_title_in_brackets_stays_a_title(title: str) -> None:
    kind = BY_NAME["action"]
    assert from_cells(kind, to_cells(kind, {"title": title})) == {"title": title}


@pytest.mark.parametrize("texts", [["a", "b"], ["[x] first", "then"], ["a; b"], ["[x]"]])
def test_a_list_of_texts_comes_back(texts: list[str]) -> None:
    kind = BY_NAME["peer-review"]
    assert from_cells(kind, to_cells(kind, {"recommendations": texts})) == {"recommendations": texts}
