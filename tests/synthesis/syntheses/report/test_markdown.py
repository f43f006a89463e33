"""The report as Markdown: complete, and safe whatever people wrote."""

import re

import pytest

from services.synthesis.syntheses.report import as_markdown
from services.synthesis.syntheses.report.markdown import escaped
from services.synthesis.syntheses.report.wording import LANGUAGES
from tests.synthesis.syntheses.makers import CODEBOOK, a_synthesis, an_empty_document


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_there_with_its_tables_and_quotes(language: str) -> None:
    text = as_markdown(a_synthesis(), CODEBOOK, language)
    assert re.findall(r"^## (\d+)\. ", text, re.M) == [str(number) for number in range(1, 12)]
    assert "> Ter trabalho na terra e não ter de emigrar" in text
    assert "None" not in text


def test_a_table_has_as_many_cells_in_each_row_as_columns() -> None:
    text = as_markdown(a_synthesis(), CODEBOOK, "en")
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    assert len(tables) > 20
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


@pytest.mark.parametrize(
    "hostile",
    ["# a heading", "- a point", "1. a number", "[a](http://b)", "<script>x</script>", "a | b", "`code`", "> quote",
     "===", "---", "*strong*", "![](http://x)", "&lt;b&gt;", "12) twelve"],
)  # fmt: skip
def test_what_people_write_means_nothing_to_markdown(hostile: str) -> None:
    written = escaped(hostile)
    assert written.replace("\\", "") == hostile
    assert not re.search(r"(?<!\\)[`*_\[\]<>#|&]", written)
    assert not re.match(r"\s*(?:[-+=]|\d+[.)])", written)


def test_text_on_several_lines_stays_in_its_quote() -> None:
    synthesis = a_synthesis((2,))
    for quote in synthesis.quotes.values():
        quote.text = "one\n\n# two"
    assert "> one \\# two" in as_markdown(synthesis, CODEBOOK, "en")


def test_a_synthesis_in_which_nothing_was_said_is_told() -> None:
    text = as_markdown(a_synthesis(document=an_empty_document(), quotes={}, names=[], remarks=[]), CODEBOOK, "fr")
    assert "## 1. En bref" in text
