"""The rule of comparison, and what it says is missing."""

import numpy as np
import pytest

from services.synthesis.engine.change.comparability import Obstacle, Reason, Verdict, compare, mix_distance


def judged(first: list[int], last: list[int], standardised: bool = False) -> tuple[Verdict, list[Reason]]:
    found = compare(np.array(first), np.array(last), standardised)
    return found.verdict, list(found.reasons)


def test_the_same_kinds_in_like_numbers_are_comparable() -> None:
    assert judged([6, 4, 2], [5, 5, 2]) == (Verdict.COMPARABLE, [])
    assert judged([6, 4, 2], [5, 5, 2], standardised=True) == (Verdict.COMPARABLE, [])


def test_who_is_missing_is_told_with_how_many_would_do() -> None:
    verdict, reasons = judged([10, 8, 4], [10, 10, 1])
    assert verdict is Verdict.IF_STANDARDISED
    assert reasons == [Reason(Obstacle.KIND_MISSING, side=1, kind=2, heard=1, needed=1)]
    verdict, reasons = judged([10, 10, 0], [10, 8, 4])
    assert reasons == [Reason(Obstacle.KIND_MISSING, side=0, kind=2, heard=0, needed=2)]


def test_a_kind_of_less_than_a_tenth_may_be_missing() -> None:
    assert judged([20, 20, 4], [20, 20, 0])[0] is Verdict.COMPARABLE
    assert judged([20, 15, 4], [20, 20, 0])[0] is Verdict.IF_STANDARDISED


def test_periods_with_few_groups_are_not_comparable() -> None:
    verdict, reasons = judged([2, 2], [8, 8])
    assert verdict is Verdict.NOT_COMPARABLE
    assert Reason(Obstacle.TOO_FEW_GROUPS, side=0, heard=4, needed=1) in reasons
    assert judged([2, 2], [8, 8], standardised=True)[0] is Verdict.NOT_COMPARABLE
    assert judged([0, 0], [0, 0])[0] is Verdict.NOT_COMPARABLE


def test_mixes_that_differ_much_are_comparable_only_when_standardised() -> None:
    verdict, (reason,) = judged([16, 4], [8, 12])
    assert (verdict, reason.obstacle) == (Verdict.IF_STANDARDISED, Obstacle.MIX_DIFFERS)
    assert reason.measured == pytest.approx(0.4)
    assert judged([16, 4], [8, 12], standardised=True)[0] is Verdict.COMPARABLE


def test_standardised_figures_say_that_they_leave_kinds_out_and_need_half_of_the_groups() -> None:
    verdict, reasons = judged([10, 8, 0], [10, 8, 6], standardised=True)
    assert (verdict, [reason.kind for reason in reasons]) == (Verdict.COMMON_KINDS, [2])
    verdict, reasons = judged([10, 6, 0], [10, 0, 12], standardised=True)
    assert verdict is Verdict.NOT_COMPARABLE
    assert Obstacle.LITTLE_IN_COMMON in [reason.obstacle for reason in reasons]
    assert judged([10, 0], [0, 10], standardised=True)[0] is Verdict.NOT_COMPARABLE
    assert judged([10, 0], [0, 10])[0] is Verdict.NOT_COMPARABLE


def test_the_distance_is_the_part_of_the_groups_that_would_have_to_change_kind() -> None:
    assert mix_distance(np.array([5, 5]), np.array([10, 0])) == 0.5
    assert mix_distance(np.array([5, 5]), np.array([50, 50])) == 0
    assert mix_distance(np.array([0, 0]), np.array([1, 0])) == 1
