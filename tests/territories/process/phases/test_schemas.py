"""What a phase and a scenario can say by themselves."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.territories.process.phases.schemas import PhaseOfCycle, Scenario


def codes(body: type[Any], said: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        body.model_validate(said)
    return [fault["type"] for fault in refused.value.errors()]


def test_a_phase_does_not_end_before_it_starts() -> None:
    said = {"cycle": 1, "phase": 3, "started_on": "2026-02-01", "ended_on": "2026-01-01"}
    assert codes(PhaseOfCycle, said) == ["dates-order"]


@pytest.mark.parametrize(
    "wrong", [{"phase": 0}, {"phase": 9}, {"cycle": 4}, {"cycle": True}, {"phase": "3"}, {"state": "finished"}]
)
def test_there_are_eight_phases_four_cycles_and_four_states(wrong: dict[str, Any]) -> None:
    assert len(codes(PhaseOfCycle, {"cycle": 1, "phase": 3} | wrong)) == 1


def test_a_chosen_scenario_names_the_meeting_that_chose_it() -> None:
    assert codes(Scenario, {"title": "A", "chosen": True}) == ["meeting-missing"]
    assert Scenario.model_validate({"title": "A", "chosen": True, "meeting": "m1"}).chosen


def test_an_indicator_is_expected_in_one_situation() -> None:
    expected = [{"indicator": "i1", "situation": 3}, {"indicator": "i1", "situation": 4}]
    assert codes(Scenario, {"title": "A", "expected": expected}) == ["expected-twice"]
    assert codes(Scenario, {"title": "A", "expected": [{"indicator": "i1", "situation": 6}]}) == ["less_than_equal"]
