"""Every framework says what it is, names its items in the network's first languages, and admits what is not checked."""

import pytest

from shared.vocabulary.rights import Framework, UnknownRight, find, framework, frameworks
from shared.vocabulary.rights.spelling import roman

LANGUAGES = ("en", "fr", "pt", "it", "es", "de")
SIZES = {"udhr": 30, "charter-agenda": 12, "european-charter": 28, "eu-charter": 54, "sdg": 17, "gwangju": 10}

every_framework = pytest.mark.parametrize("one", frameworks().values(), ids=lambda one: f"{one.id}-{one.version}")


def number(code: str) -> int:
    return int(code) if code.isdigit() else roman(code)


@pytest.mark.parametrize(("id", "size"), SIZES.items())
def test_a_framework_has_as_many_items_as_its_text(id: str, size: int) -> None:
    assert len(framework(id).items) == size


@pytest.mark.parametrize("id", SIZES)
def test_items_stand_in_the_order_of_their_numbers_and_none_is_left_out(id: str) -> None:
    assert [number(item.item) for item in framework(id).items] == list(range(1, SIZES[id] + 1))


@every_framework
def test_the_framework_its_parts_and_items_are_named_in_six_languages(one: Framework) -> None:
    named = [one.names, *one.parts.values(), *(item.names for item in one.items)]
    assert all(names.get(language, "").strip() for names in named for language in LANGUAGES)


@every_framework
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_items_of_a_framework_have_one_name(one: Framework, language: str) -> None:
    told = [item.names[language].casefold() for item in one.items]
    assert len(set(told)) == len(told)


@every_framework
def test_what_was_not_verified_says_why(one: Framework) -> None:
    assert all(item.note for item in one.items if item.status == "unverified")
    assert one.source


def test_the_principles_of_gwangju_are_all_unverified() -> None:
    assert {item.status for item in framework("gwangju").items} == {"unverified"}


def test_the_tools_of_the_agency_are_a_known_gap() -> None:
    fra = framework("fra")
    assert any("tools" in gap for gap in fra.gaps)
    assert {item.status for item in fra.items if item.part == "tools"} == {"unverified"}


def test_the_revision_of_the_charter_agenda_is_told() -> None:
    assert "2023" in str(framework("charter-agenda").successor)


def test_the_fifty_rights_of_the_union_stand_in_six_titles_before_the_general_provisions() -> None:
    items = framework("eu-charter").items
    assert {item.part for item in items[:50]} == {"I", "II", "III", "IV", "V", "VI"}
    assert {item.part for item in items[50:]} == {"VII"}


def test_the_newest_version_is_meant_where_none_is_named() -> None:
    assert framework("udhr") is framework("udhr", "1948") is frameworks()["udhr", "1948"]


@pytest.mark.parametrize("spelt", ["X", "x", " x ", "10"])
def test_a_roman_item_is_found_however_it_is_written(spelt: str) -> None:
    found, item = find("charter-agenda", spelt)
    assert (found.version, item.item) == ("2011", "X")


@pytest.mark.parametrize(
    ("id", "item", "version", "meant"),
    [
        ("udrh", "25", None, ("udhr",)),
        ("udhr", "art. 25", None, ("25",)),
        ("fra", "budgte", None, ("budget",)),
        ("udhr", "25", "1949", ("1948",)),
    ],
)
def test_what_is_not_there_is_refused_with_what_may_be_meant(
    id: str, item: str, version: str | None, meant: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownRight) as refused:
        find(id, item, version)
    assert refused.value.suggestions == meant
    assert meant[0] in str(refused.value)


def test_what_is_found_tells_its_names_and_where_it_stands() -> None:
    found = find("sdg", "13")
    assert found.names["fr"] == "Climat"
    assert found.framework.id == "sdg"


def test_a_number_beyond_the_last_article_is_told_the_first_and_the_last() -> None:
    with pytest.raises(UnknownRight, match=r"1 to 30$"):
        find("udhr", "31")


def test_an_item_in_a_part_that_is_not_named_is_refused() -> None:
    told = framework("eu-charter").model_dump()
    with pytest.raises(ValueError, match="does not name its part I"):
        Framework.model_validate(
            {**told, "parts": {part: names for part, names in told["parts"].items() if part != "I"}}
        )


def test_an_item_that_stands_twice_is_refused() -> None:
    told = framework("sdg").model_dump()
    with pytest.raises(ValueError, match="an item twice"):
        Framework.model_validate({**told, "items": [*told["items"], told["items"][0]]})


@pytest.mark.parametrize(("numeral", "value"), [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("XXVIII", 28)])
def test_a_roman_numeral_has_a_number(numeral: str, value: int) -> None:
    assert roman(numeral) == value
