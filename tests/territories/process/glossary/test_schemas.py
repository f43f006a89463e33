"""What a term can say by itself."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.territories.process.glossary.schemas import Term

SAID: dict[str, Any] = {"term": "casa digna", "language": "pt-CV"}


def codes(said: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Term.model_validate(SAID | said)
    return [fault["type"] for fault in refused.value.errors()]


def test_a_proposed_term_needs_a_word_and_a_language_only() -> None:
    assert Term.model_validate(SAID).state == "proposed"


def test_an_agreed_term_names_the_meeting_that_agreed() -> None:
    assert codes({"state": "agreed"}) == ["meeting-missing"]
    assert Term.model_validate(SAID | {"state": "agreed", "meeting": "m1"}).state == "agreed"


def test_a_term_is_the_label_of_one_thing() -> None:
    assert codes({"label_for_component": "A03", "label_for_right": "udhr/25"}) == ["label-for-both"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"language": "portuguese?"}, "language"),
        ({"label_for_component": "Z99"}, "code-unknown"),
        ({"label_for_right": "udhr/99"}, "right-unknown"),
        ({"standard": {"name": "EuroVoc", "term": "housing", "uri": "eurovoc:3"}}, "string_pattern_mismatch"),
    ],
)
def test_what_is_wrong_with_a_term_is_named(wrong: dict[str, Any], code: str) -> None:
    assert codes(wrong) == [code]
