"""The texts: they read like notes that people write, and not like a form filled in many times."""

from collections import Counter

import pytest

from services.demo.generating import Demonstration, generate
from services.demo.generating.data import LANGUAGES
from services.demo.generating.writing import shortened, without_accents
from shared.text import clean_statement


@pytest.fixture(scope="module")
def large() -> Demonstration:
    return generate(40_000)


def test_statements_are_kept_as_they_are(large: Demonstration) -> None:
    for criterion in large.criteria[::7]:
        assert clean_statement(criterion.text) == criterion.text


def test_some_texts_come_again_and_many_do_not(large: Demonstration) -> None:
    distinct = len({each.text for each in large.criteria}) / len(large.criteria)
    assert 0.5 < distinct < 0.85


def test_no_text_comes_up_all_the_time(large: Demonstration) -> None:
    most = Counter(each.text for each in large.criteria).most_common(1)[0][1]
    assert most / len(large.criteria) < 0.005


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_texts_begin_with_the_same_words(large: Demonstration, language: str) -> None:
    texts = [each.text for each in large.criteria if each.group.language == language]
    beginnings = Counter(" ".join(text.lower().split()[:3]) for text in texts)
    assert beginnings.most_common(1)[0][1] / len(texts) < 0.035
    assert sum(n for _, n in beginnings.most_common(10)) / len(texts) < 0.18


def test_hands_differ(large: Demonstration) -> None:
    texts = [each.text for each in large.criteria]

    def share(of: list[bool]) -> float:
        return sum(of) / len(of)

    assert 0.1 < share([text[0].isupper() for text in texts]) < 0.8
    assert 0.05 < share([text.endswith(".") for text in texts]) < 0.4
    assert 0.002 < share([text.isupper() for text in texts]) < 0.03
    assert 20 < sum(map(len, texts)) / len(texts) < 70
    assert max(map(len, texts)) < 160


def test_a_person_does_not_say_the_same_thing_over_and_over(large: Demonstration) -> None:
    said = Counter((each.group.external_id, each.participant, each.text.lower()) for each in large.criteria)
    assert sum(n - 1 for n in said.values()) / len(large.criteria) < 0.02


def test_what_takes_back_the_words_before_is_not_left_out() -> None:
    assert shortened("a decent neighbourhood, nothing fancy", "en") == "a decent neighbourhood"
    text = "close to my parents, but not too close"
    assert shortened(text, "en") == text


def test_accents_are_dropped_as_each_script_drops_them() -> None:
    assert without_accents("łóżko żółte", "pl") == "lozko zolte"
    assert without_accents("οικογένεια", "el") == "οικογενεια"
    assert without_accents("أسرة", "ar") == "اسره"
