"""A model's complaint names the field and never repeats what was sent."""

from typing import Literal

import pytest
from pydantic import BaseModel, ValidationError

from shared.rows.faults import Fault, faults_of


class Plan(BaseModel):
    """Something with fields that can be wrong."""

    title: str
    state: Literal["open", "done"]
    steps: list[int] = []


def test_every_fault_names_its_field_and_what_was_expected() -> None:
    with pytest.raises(ValidationError) as caught:
        Plan.model_validate({"state": "quetzalcoatl", "steps": [1, "quetzalcoatl"]})
    found = faults_of(caught.value)
    assert [(fault.field, fault.code) for fault in found] == [
        ("title", "missing"), ("state", "literal-error"), ("steps/1", "int-parsing"),
    ]  # fmt: skip
    assert found[1].expected == "'open' or 'done'"
    assert "quetzalcoatl" not in str(found)


def test_a_fault_of_the_whole_record_has_no_field() -> None:
    with pytest.raises(ValidationError) as caught:
        Plan.model_validate([])
    assert [(type(fault), fault.field) for fault in faults_of(caught.value)] == [(Fault, None)]
