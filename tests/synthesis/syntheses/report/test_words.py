"""The sentences: all of them in every language, with the same places to fill."""

import json
from pathlib import Path
from string import Formatter

import pytest

from services.synthesis.syntheses.report.phrases import plain
from services.synthesis.syntheses.report.wording import LANGUAGES, Wording, catalogue

ROOT = Path(__file__).parents[4]


def forms(sentence: str | dict[str, str]) -> dict[str, str]:
    return {"other": sentence} if isinstance(sentence, str) else sentence


def places(sentence: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(sentence) if place is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_every_language(language: str) -> None:
    assert catalogue(language).keys() == catalogue("en").keys()
    assert len(catalogue(language)) > 250


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_the_same_places_in_every_language(language: str) -> None:
    for key, english in catalogue("en").items():
        wanted = set().union(*map(places, forms(english).values()))
        for form in forms(catalogue(language)[key]).values():
            # "One" may say itself: "Read it" and "Read 5 of them".
            assert places(form) - {"n"} == wanted - {"n"}, key
        assert ("n" in places(forms(catalogue(language)[key])["other"])) == ("n" in wanted), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_with_plural_forms_has_them_all(language: str) -> None:
    for key, sentence in catalogue(language).items():
        assert isinstance(sentence, str) or set(sentence) == {"one", "other"}, key
        assert all(form.strip() for form in forms(sentence).values()), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profile_and_family_has_the_name_it_has_elsewhere(language: str) -> None:
    listed = json.loads((ROOT / "services" / "territories" / "profiles.json").read_text(encoding="utf-8"))
    for kind, rows in (("profile", listed["profiles"]), ("family", listed["families"])):
        for row in rows:
            assert catalogue(language)[f"{kind}.{row[kind]}"] == row["labels"][language]


def test_none_is_singular_in_french_and_plural_in_english() -> None:
    assert plain(Wording("fr").say("count.groups", n=0)) == "0 groupe"
    assert plain(Wording("en").say("count.groups", n=0)) == "0 groups"
    assert plain(Wording("fr").say("count.groups", n=1)) == "1 groupe"
    assert plain(Wording("it").say("count.criteria", n=1200)) == "1.200 criteri"


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [("en", "1 stands", "3 stand"), ("fr", "1 tient", "3 tiennent"), ("pt", "mantém-se 1", "mantêm-se 3"),
     ("it", "1 regge", "3 reggono")],
)  # fmt: skip
def test_a_verb_goes_with_what_is_counted(language: str, one: str, several: str) -> None:
    wording = Wording(language)
    for n, wanted in ((1, one), (3, several)):
        standing = wording.say("contrasts.standing", n=n)
        told = wording.text("contrasts.tested", n=200, standing=standing, rate="5%")
        assert wanted in told
    lead = {"criteria": "c", "groups": "g", "people": "p"}
    assert wording.text("profiles.lead", n=1, **lead) != wording.text("profiles.lead", n=3, **lead).replace("3", "1")


def test_a_figure_that_is_not_told_is_a_dash() -> None:
    assert plain(Wording("en").say("count.groups", n=None)) == "– groups"


def test_a_language_without_sentences_speaks_english_and_keeps_its_direction() -> None:
    arabic = Wording("ar")
    assert (arabic.spoken, arabic.rtl) == ("en", True)
    assert arabic.text("short.title") == "In short"


def test_a_regional_language_speaks_its_base_language() -> None:
    assert Wording("pt-CV").text("short.title") == "Em resumo"
