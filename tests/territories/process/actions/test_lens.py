"""Those who cannot speak here are asked after in every action that is decided."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.territories.process.actions.lens import Lens
from services.territories.process.actions.schemas import Action

ANSWERED = {
    "future_generations": {"effect": "better"},
    "non_human_life": {"effect": "none"},
    "climate": {"effect": "unknown", "note": "Nobody has reckoned it yet"},
}


def codes(**fields: Any) -> list[tuple[Any, str]]:
    try:
        Action(title="Warm homes", **fields)
    except ValidationError as error:
        return [(each["loc"], each["type"]) for each in error.errors()]
    return []


@pytest.mark.parametrize("state", ["proposed", "abandoned"])
def test_what_is_only_proposed_need_not_answer_yet(state: str) -> None:
    assert codes(state=state) == []


@pytest.mark.parametrize("state", ["decided", "under-way", "done"])
def test_what_is_decided_answers_for_all_three(state: str) -> None:
    assert codes(state=state, done_on="2025-01-01") == [(("lens",), "lens-missing")]
    assert codes(state=state, done_on="2025-01-01", lens=ANSWERED) == []
    for name in ANSWERED:
        partly = {other: said for other, said in ANSWERED.items() if other != name}
        assert codes(state=state, done_on="2025-01-01", lens=partly) == [(("lens",), "lens-missing")]


def test_not_to_know_is_an_answer_if_a_note_says_why() -> None:
    assert Lens.model_validate(ANSWERED).unanswered() == []
    silent = ANSWERED | {"climate": {"effect": "unknown"}}
    assert Lens.model_validate(silent).unanswered() == ["climate"]


def test_what_is_done_says_when() -> None:
    assert codes(state="done", lens=ANSWERED) == [(("done_on",), "done-when")]
