"""Action by aspect by moment, and what changed for the same groups."""

from datetime import date
from uuid import UUID

import pytest

from services.territories.process.evaluations.matrix import Judged, matrix

ACTION, OTHER = UUID(int=1), UUID(int=2)
ELDERS, YOUTH, WOMEN, WORKERS = (UUID(int=10 + each) for each in range(4))


def judged(
    group: UUID | None, moment: str, situation: int, of: UUID = ACTION, aspect: str = "A03", on: str = ""
) -> Judged:
    day = on or ("2024-01-01" if moment == "before" else "2025-01-01")
    return Judged("impact", of, aspect, moment, situation, date.fromisoformat(day), group)


def test_what_changed_is_told_where_the_same_groups_judged_before_and_after() -> None:
    groups = {ELDERS: (1, 4), YOUTH: (2, 3), WOMEN: (3, 3)}
    told = [judged(group, "before", low) for group, (low, _) in groups.items()]
    told += [judged(group, "after", high) for group, (_, high) in groups.items()]
    [cell] = matrix(told, 2).cells
    assert cell.before is not None
    assert cell.after is not None
    assert cell.change is not None
    assert (cell.before.mean, cell.before.n_groups, cell.after.situations[3]) == (2.0, 3, 2)
    assert (cell.change.comparable, cell.change.mean, cell.change.n_groups) == (True, pytest.approx(4 / 3), 3)


def test_other_groups_after_than_before_are_not_comparable_and_named() -> None:
    told = [
        judged(ELDERS, "before", 1),
        judged(YOUTH, "before", 1),
        judged(YOUTH, "after", 5),
        judged(WOMEN, "after", 5),
    ]
    [cell] = matrix(told, 2).cells
    assert cell.change is not None
    assert (cell.change.comparable, cell.change.mean, cell.change.n_groups) == (False, None, 1)
    assert (cell.change.missing_before, cell.change.missing_after) == ([WOMEN], [ELDERS])


@pytest.mark.parametrize("moment", ["before", "after"])
def test_one_moment_alone_changes_nothing(moment: str) -> None:
    [cell] = matrix([judged(ELDERS, moment, 2)], 1).cells
    assert cell.change is not None
    assert (cell.change.comparable, cell.change.mean) == (False, None)


def test_a_group_that_judged_twice_counts_with_its_last_word() -> None:
    told = [judged(ELDERS, "after", 5, on="2025-06-01"), judged(ELDERS, "after", 1, on="2025-05-01")]
    [cell] = matrix(told, 2).cells
    assert cell.after is not None
    assert (cell.after.n_groups, cell.after.mean) == (1, 5.0)


def test_case_nine_a_matrix_goes_over_all_components_and_actions() -> None:
    """Work-integration enterprises: the impact of actions over all dimensions, before and after."""
    aspects = ("A06", "A08", "D05", "F02", "G01")
    told = [
        judged(ELDERS, moment, 2 if moment == "before" else 2 + number % 3, of, aspect)
        for of in (ACTION, OTHER)
        for number, aspect in enumerate(aspects)
        for moment in ("before", "after")
    ]
    found = matrix(told, 4)
    assert [(cell.of, cell.aspect) for cell in found.cells] == [
        (of, each) for of in (ACTION, OTHER) for each in aspects
    ]
    changes = [cell.change.mean for cell in found.cells if cell.change]
    assert changes == [0.0, 1.0, 2.0, 0.0, 1.0] * 2


def test_figures_of_few_groups_are_left_out_and_none_can_be_subtracted() -> None:
    told = [judged(group, "before", 2) for group in (ELDERS, YOUTH, WOMEN)]
    told += [judged(group, "after", 4) for group in (ELDERS, YOUTH)]
    told += [judged(ELDERS, "after", 1, aspect="B01")]
    [cell] = matrix(told, 2, fewest=3).cells
    assert (cell.aspect, cell.after, cell.change) == ("A03", None, None)
    assert cell.before is not None
    complete = matrix([*told, judged(WORKERS, "after", 4)], 2, fewest=3).cells[0]
    assert complete.change is not None
    assert (complete.change.comparable, complete.change.mean) == (False, None)
    assert (complete.change.missing_before, complete.change.n_missing_before) == ([], 1)


def test_the_platform_itself_stands_beside_the_groups() -> None:
    [cell] = matrix([judged(None, "after", 2), judged(ELDERS, "after", 5)], 1).cells
    assert cell.after is not None
    assert (cell.after.mean, cell.platform) == (5.0, {"after": 2})


def test_nothing_judged_is_an_empty_matrix() -> None:
    assert matrix([], 0).cells == []
