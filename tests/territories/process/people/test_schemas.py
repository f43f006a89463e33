"""What a category and a population note can say by themselves."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.territories.process.people.schemas import Category, PopulationNote

NOTE: dict[str, Any] = {"profile": "elders", "year": 2021, "known_from": "census"}


def test_a_note_tells_how_many_or_which_share() -> None:
    assert PopulationNote.model_validate(NOTE | {"n_people": 0}).n_people == 0
    assert PopulationNote.model_validate(NOTE | {"share": 0.125}).share == 0.125
    with pytest.raises(ValidationError, match="give n_people, share, or both"):
        PopulationNote.model_validate(NOTE)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"share": 12.5}, "less_than_equal"),
        ({"share": float("nan")}, "finite_number"),
        ({"share": "0.5"}, "float_type"),
        ({"n_people": -1}, "greater_than_equal"),
        ({"n_people": 10.5}, "int_type"),
        ({"n_people": 10, "year": 21}, "greater_than_equal"),
        ({"n_people": 10, "known_from": " "}, "label-empty"),
        ({"n_people": 10, "known_from": None}, "string_type"),
        ({"n_people": 10, "profile": "dragons"}, "profile-unknown"),
    ],
)
def test_what_is_wrong_with_a_note_is_named(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PopulationNote.model_validate(NOTE | wrong)
    assert [fault["type"] for fault in refused.value.errors()] == [code]


def test_a_category_has_a_profile_that_its_actor_may_name_itself() -> None:
    category = Category.model_validate({"name": "Maintenance staff", "profile": "other:maintenance"})
    assert category.profile.profile == "other:maintenance"
