"""Where groups see an indicator, each group counted once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.territories.process.indicators.diagnosis import Seen, diagnose, distribution, latest

INDICATOR = UUID(int=1)
GROUPS = [UUID(int=10 + each) for each in range(6)]


def seen(
    group: UUID | None, level: int, situation_of: str = "present", on: str = "2025-03-01", written: int = 0
) -> Seen:
    written_at = datetime(2025, 4, 1, tzinfo=UTC) + timedelta(seconds=written)
    return Seen(situation_of, level, date.fromisoformat(on), written_at, group)


def test_each_group_counts_once_with_what_it_told_last() -> None:
    told = [seen(GROUPS[0], 1), seen(GROUPS[0], 4, on="2025-06-01"), seen(GROUPS[1], 2)]
    present = diagnose(INDICATOR, "spiral-5", told).years[0].present
    assert present is not None
    assert (present.levels, present.n_groups, present.mean) == ({1: 0, 2: 1, 3: 0, 4: 1, 5: 0}, 2, 3.0)


def test_of_one_day_what_was_written_last_counts() -> None:
    assert latest([seen(GROUPS[0], 5, written=2), seen(GROUPS[0], 1, written=1)]) == {("present", GROUPS[0]): 5}


def test_the_gap_is_that_of_the_groups_that_told_both() -> None:
    told = [
        seen(GROUPS[0], 2),
        seen(GROUPS[0], 5, "wished"),
        seen(GROUPS[1], 3),
        seen(GROUPS[1], 4, "wished"),
        seen(GROUPS[2], 1),
        seen(GROUPS[3], 5, "wished"),
    ]
    gap = diagnose(INDICATOR, "spiral-5", told).years[0].gap
    assert gap is not None
    assert (gap.mean, gap.n_groups) == (2.0, 2)


def test_years_stand_apart_and_the_latest_is_over_all() -> None:
    told = [seen(GROUPS[0], 1, on="2024-01-01"), seen(GROUPS[1], 2, on="2024-01-01"), seen(GROUPS[0], 3)]
    found = diagnose(INDICATOR, "spiral-5", told)
    assert [(each.year, each.present.n_groups if each.present else 0) for each in found.years] == [(2024, 2), (2025, 1)]
    assert found.latest is not None
    assert found.latest.present is not None
    assert found.latest.present.levels == distribution([3, 2])


def test_the_platform_itself_is_told_beside_the_groups() -> None:
    found = diagnose(INDICATOR, "spiral-5", [seen(None, 3), seen(GROUPS[0], 1)])
    assert found.years[0].platform == {"present": 3}
    assert found.years[0].present is not None
    assert found.years[0].present.n_groups == 1


@pytest.mark.parametrize(("n_groups", "told"), [(2, False), (3, True)])
def test_the_public_is_told_what_at_least_three_groups_say(n_groups: int, told: bool) -> None:
    some = [seen(group, 2) for group in GROUPS[:n_groups]]
    found = diagnose(INDICATOR, "spiral-5", [*some, seen(None, 1), seen(GROUPS[0], 5, "wished")], public=True)
    assert (len(found.years) == 1) is told
    if told:
        assert found.years[0].wished is None
        assert (found.years[0].gap, found.years[0].platform) == (None, {})


def test_the_public_cannot_subtract_years_from_the_whole() -> None:
    three = [seen(group, 2) for group in GROUPS[:3]]
    found = diagnose(INDICATOR, "spiral-5", [*three, seen(uuid4(), 5, on="2024-01-01")], public=True)
    assert (found.latest, [each.year for each in found.years]) == (None, [2025])


def test_nothing_told_is_no_year() -> None:
    found = diagnose(INDICATOR, "spiral-5", [])
    assert (found.years, found.latest and found.latest.present) == ([], None)
