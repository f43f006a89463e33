"""What is counted behind each phase exists: the kinds, and the fields that are looked at."""

import pytest

from services.territories.process.kinds import BY_NAME
from services.territories.process.phases.behind import BEHIND, Behind
from services.territories.process.phases.eight import PHASES


def test_something_stands_behind_every_phase() -> None:
    assert {each.phase for each in BEHIND} == {phase.number for phase in PHASES} == set(range(1, 9))


@pytest.mark.parametrize("each", BEHIND, ids=lambda each: each.what)
def test_every_field_that_is_looked_at_is_one_of_the_kind(each: Behind) -> None:
    kind = BY_NAME[each.kind]
    looked_at = {*each.days, *each.only, *([each.by] if each.by else [])}
    assert looked_at <= kind.body.model_fields.keys()
    assert each.inside is not kind.public
