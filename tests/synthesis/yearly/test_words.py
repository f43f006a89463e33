"""The words of reports are all there in every language, with the same places to fill."""

import ast
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from services.synthesis import yearly
from services.synthesis.syntheses.report.wording import LANGUAGES, catalogue
from services.synthesis.yearly.telling.words import Words, own_words

FOLDER = Path(yearly.__path__[0])


def places(sentence: Any) -> set[str]:
    forms = [sentence] if isinstance(sentence, str) else list(sentence.values())
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_with_its_places(language: str) -> None:
    english, other = own_words("en"), own_words(language)
    assert other.keys() == english.keys()
    for key, sentence in english.items():
        assert places(other[key]) == places(sentence), key
        assert isinstance(other[key], type(sentence)), key


def test_no_sentence_hides_one_of_the_report_of_a_synthesis() -> None:
    assert not own_words("en").keys() & catalogue("en").keys()


def test_every_sentence_that_is_said_is_there() -> None:
    words = Words("en")
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
            if said and node.func.attr in ("say", "text") and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
                key = node.args[0].value  # type: ignore[attr-defined]
                assert words.knows(key), f"{path.name}: {key}"


def test_an_unknown_language_is_told_in_english() -> None:
    assert Words("sw").text("yearly.short") == Words("en").text("yearly.short")
