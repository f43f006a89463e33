"""The page of published cases names tests that exist, and tells each of the ten."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "published-cases.md").read_text("utf-8")

ROWS = [[cell.strip() for cell in row.split("|")[1:-1]] for row in re.findall(r"^\| \d+ \|.*\|$", PAGE, re.MULTILINE)]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


def functions(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_each_of_the_ten_cases_stands_once_with_a_test_and_with_what_is_missing() -> None:
    assert [row[0] for row in ROWS] == [str(number) for number in range(1, 11)]
    for _, found, does, shown, missing in ROWS:
        assert found
        assert does
        assert "::test_" in shown
        assert missing


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_test_that_the_page_names_exists(path: str, name: str) -> None:
    assert name in functions(ROOT / path)


def test_every_case_in_the_file_of_cases_is_on_the_page() -> None:
    cases = {name for name in functions(ROOT / "tests/synthesis/test_published_cases.py") if name.startswith("test_")}
    assert cases <= {name for _, name in NAMED}
