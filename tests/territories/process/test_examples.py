"""What the pages show can be sent: each example of a kind is read by that kind's own form."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.territories.process.kinds import KINDS
from services.territories.process.records.forms import forms_of
from services.territories.process.records.kinds import Kind
from services.territories.process.records.tabular import columns_of, from_cells

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "process"
BY_PATH = {kind.path: kind for kind in KINDS}


def examples() -> Iterator[tuple[Kind, str, str]]:
    """Give each example under a heading that is a kind's path: the kind, the form, and the text."""
    for page in sorted(PAGES.glob("*.md")):
        for path, text in re.findall(r"^## `([a-z-]+)`$(.*?)(?=^## |\Z)", page.read_text("utf-8"), re.M | re.S):
            for form, example in re.findall(r"^```(json|csv)\n(.*?)^```", text, re.M | re.S):
                if path in BY_PATH:
                    yield BY_PATH[path], form, example


EXAMPLES = list(examples())


@pytest.mark.parametrize(
    ("kind", "form", "example"), EXAMPLES, ids=[f"{kind.path}-{form}" for kind, form, _ in EXAMPLES]
)
def test_an_example_is_read_by_its_kind(kind: Kind, form: str, example: str) -> None:
    if form == "json":
        forms_of(kind).new.model_validate(json.loads(example))
        return
    for row in csv.DictReader(example.splitlines()):
        assert all(columns_of(kind).is_known(column) for column in row)
        forms_of(kind).new.model_validate(from_cells(kind, {column: cell for column, cell in row.items() if cell}))


def test_every_kind_has_an_example_of_both_forms() -> None:
    shown = {(kind.path, form) for kind, form, _ in EXAMPLES}
    assert {(path, form) for path in BY_PATH for form in ("json", "csv")} - shown == set()
