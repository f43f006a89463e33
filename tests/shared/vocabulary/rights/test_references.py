"""A right is written one way, however it was sent."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.vocabulary.rights import Right, UnknownRight, frameworks, parse_right, right_key

rights = TypeAdapter(list[Right])


def test_a_right_is_kept_with_its_version_and_in_the_form_of_its_framework() -> None:
    [right] = rights.validate_python([{"framework": "Charter-Agenda", "item": "xii"}])
    assert right.model_dump() == {"framework": "charter-agenda", "version": "2011", "item": "XII"}


def test_a_right_that_is_not_there_is_refused_under_a_code_of_its_own_and_told_what_is() -> None:
    with pytest.raises(ValidationError) as refused:
        rights.validate_python([{"framework": "udhr", "item": "25"}, {"framework": "udhr", "item": "31"}])
    [error] = refused.value.errors()
    assert (error["type"], error["loc"]) == ("right-unknown", (1,))
    assert "1 to 30" in error["msg"]


@pytest.mark.parametrize("version", ["1949", "latest"])
def test_a_version_that_is_not_there_is_refused(version: str) -> None:
    with pytest.raises(ValidationError, match="udhr has the versions 1948"):
        Right(framework="udhr", version=version, item="25")


@pytest.mark.parametrize("told", [{"framework": "udhr"}, {"framework": "udhr", "item": 25}, "udhr/25"])
def test_what_is_no_right_at_all_is_refused_by_its_form(told: object) -> None:
    with pytest.raises(ValidationError) as refused:
        rights.validate_python([told])
    assert all(error["type"] != "right-unknown" for error in refused.value.errors())


@pytest.mark.parametrize("text", ["udhr/25", "udhr/1948/25", " UDHR / 25 "])
def test_a_key_is_read_with_and_without_a_version(text: str) -> None:
    assert right_key(parse_right(text)) == "udhr/1948/25"


def test_every_item_of_every_framework_has_a_key_that_leads_back_to_it() -> None:
    for one in frameworks().values():
        for item in one.items:
            right = Right(framework=one.id, version=one.version, item=item.item)
            assert parse_right(right_key(right)) == right


@pytest.mark.parametrize("text", ["udhr", "udhr/1948/25/1", "", "25"])
def test_a_key_of_another_form_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnknownRight, match="such as udhr/1948/25"):
        parse_right(text)


def test_a_key_of_nothing_is_refused() -> None:
    with pytest.raises(UnknownRight, match="the items I to XII"):
        parse_right("charter-agenda/XIII")
