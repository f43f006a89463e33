"""The codebook that is shipped can be read in the network's twelve languages."""

import pytest

from shared.vocabulary.codebook import Codebook, Dimension, Entry, Meaning, default_codebook

LANGUAGES = ["en", "fr", "pt", "it", "es", "de", "nl", "pl", "ro", "el", "ar", "sw"]
SCRIPTS = {"el": "αβγδεζηθικλμνξοπρστυφχψω", "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}


@pytest.fixture
def codebook() -> Codebook:
    return default_codebook()


def named(codebook: Codebook) -> list[Entry | Dimension | Meaning]:
    found: list[Entry | Dimension | Meaning] = [*codebook.entries.values(), *codebook.dimensions.values()]
    return [*found, *codebook.meanings.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_label(codebook: Codebook, language: str) -> None:
    labels = [one.labels.get(language, "") for one in named(codebook)]
    assert all(label and label == label.strip() for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_entries_dimensions_or_meanings_have_one_label(codebook: Codebook, language: str) -> None:
    told = [one.labels[language].casefold() for one in codebook.entries.values()]
    told += [one.labels[language].casefold() for one in codebook.dimensions.values()]
    assert len(set(told)) == len(told)
    assert len({one.labels[language].casefold() for one in codebook.meanings.values()}) == len(codebook.meanings)


@pytest.mark.parametrize(("language", "letters"), SCRIPTS.items())
def test_greek_and_arabic_labels_are_in_their_own_letters(codebook: Codebook, language: str, letters: str) -> None:
    assert all(set(one.labels[language].casefold()) & set(letters) for one in named(codebook))
    assert not any(set(one.labels[language]) & set("abcdefghijklmnopqrstuvwxyz") for one in named(codebook))


def test_the_notice_says_that_labels_are_translations(codebook: Codebook) -> None:
    assert "not checked by native speakers" in codebook.notice
