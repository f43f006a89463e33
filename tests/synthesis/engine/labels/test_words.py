import json

import pytest

from services.synthesis.engine.labels.function_words import (
    CONTENT,
    DENIAL,
    FUNCTION,
    INSIDE,
    LISTS,
    is_weak,
    kind_of,
    listed_languages,
)
from services.synthesis.engine.labels.tokens import plain, tokens_of
from services.synthesis.engine.labels.word_keys import word_key


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Schools", "school"),
        ("en", "swimming", "swim"),
        ("en", "parties", "party"),
        ("fr", "ÉCOLES", "école"),
        ("fr", "journaux", "journal"),
        ("es", "ciudades", "ciudad"),
        ("pt", "ligações", "ligação"),
        ("it", "amico", "amici"),
        ("de", "Häuser", "Haus"),
        ("pl", "szkoły", "szkoła"),
        ("el", "γειτονιά", "ΓΕΙΤΟΝΙΑ"),
        ("ar", "المدرسة", "مدرسه"),
        ("ar", "والعمل", "عمل"),
        ("ru", "школы", "школа"),
    ],
)
def test_forms_of_a_word_have_one_key(language: str, one: str, other: str) -> None:
    assert word_key(one, language) == word_key(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "bus", "bu"),
        ("en", "class", "clas"),
        ("fr", "bus", "but"),
        ("hi", "मेला", "माला"),
        ("xx", "tables", "table"),
    ],
)
def test_different_words_keep_their_own_key(language: str, one: str, other: str) -> None:
    assert word_key(one, language) != word_key(other, language)


def test_an_accent_left_out_is_forgiven_and_an_accent_written_is_believed() -> None:
    assert kind_of("tres", "fr") == FUNCTION  # très
    assert kind_of("été", "fr") == CONTENT
    assert kind_of("té", "es") == CONTENT  # tea, and not the pronoun
    assert kind_of("te", "es") == FUNCTION


def test_denials_and_prepositions_are_told_from_other_function_words() -> None:
    assert kind_of("sans", "fr") == DENIAL
    assert kind_of("de", "fr") == INSIDE
    assert kind_of("avoir", "fr") == FUNCTION
    assert kind_of("emploi", "fr") == CONTENT


def test_the_languages_of_the_network_have_lists() -> None:
    assert {"fr", "en", "pt", "it", "es", "de", "nl", "pl", "ro", "el", "ar", "sw"} <= listed_languages()


@pytest.mark.parametrize("language", ["fr", "en", "pt", "it", "es", "de", "nl", "pl", "ro", "el", "ar", "sw"])
def test_words_too_general_for_a_name_are_listed_and_are_no_function_words(language: str) -> None:
    weak = json.loads(LISTS.read_text(encoding="utf-8"))[language]["weak"].split()
    assert len(weak) > 25
    assert all(is_weak(word, language) for word in weak)
    assert len(set(weak)) == len(weak)


def words_of(text: str) -> list[str]:
    tokens = tokens_of([plain(text)])
    return [tokens.words[word] for word in tokens.word]


def test_an_elided_article_is_a_word_of_its_own() -> None:
    assert words_of("l’emploi d'aujourd'hui dell'acqua") == ["l", "emploi", "d", "aujourd'hui", "dell", "acqua"]
    assert words_of("can't well-being") == ["can't", "well-being"]


def test_scripts_without_spaces_come_as_characters_and_others_as_words() -> None:
    assert words_of("住房太贵") == list("住房太贵")
    assert words_of("जीवन की गुणवत्ता") == ["जीवन", "की", "गुणवत्ता"]
    assert words_of("バスの駅") == ["バス", "の", "駅"]


def test_addresses_are_no_words() -> None:
    assert words_of("write info@town.org or www.town.org/bus please") == ["write", "or", "please"]


def test_a_stop_parts_words_and_an_apostrophe_does_not() -> None:
    tokens = tokens_of([plain("no work, l'emploi")])
    assert tokens.joined.tolist() == [True, False, True, False]
