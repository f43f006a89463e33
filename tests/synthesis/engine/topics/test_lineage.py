import numpy as np
from numpy.typing import NDArray

from services.synthesis.engine.topics.lineage import Lineage, carry_identities, lineage

CENTRES = np.eye(8, dtype=np.float32)


def _lineage(before: list[int], now: list[int], n_before: int, n_now: int) -> Lineage:
    return lineage(_labels(before), _labels(now), np.ones(len(before)), CENTRES[:n_before], CENTRES[:n_now])


def _labels(labels: list[int]) -> NDArray[np.int32]:
    return np.asarray(labels, np.int32)


def test_a_topic_keeps_its_identity_under_another_number() -> None:
    found = _lineage([0] * 10 + [1] * 10, [1] * 9 + [0] * 11, 2, 2)
    assert {(kept.before, kept.now) for kept in found.kept} == {(0, 1), (1, 0)}
    assert next(kept.jaccard for kept in found.kept if kept.before == 0) == 0.9
    assert carry_identities(found, [31, 32], 2, 40) == [32, 31]


def test_a_split_is_told_with_its_shares_and_the_larger_part_stays() -> None:
    found = _lineage([0] * 10 + [1] * 10, [0] * 6 + [2] * 4 + [1] * 10, 2, 3)
    assert [(split.topic, split.parts, split.shares) for split in found.splits] == [(0, [0, 2], [0.6, 0.4])]
    assert (found.born, found.gone) == ([], [])
    assert carry_identities(found, [5, 6], 3, 7) == [5, 6, 7]


def test_a_merge_is_told() -> None:
    found = _lineage([0] * 6 + [1] * 4 + [2] * 10, [0] * 10 + [1] * 10, 3, 2)
    assert [(merge.topic, merge.parts) for merge in found.merges] == [(0, [0, 1])]
    assert found.gone == []


def test_births_and_deaths_are_told() -> None:
    before, now = CENTRES[[0, 1]], CENTRES[[0, 5]]
    found = lineage(_labels([0, 0, 0]), _labels([0, 0, 0]), np.ones(3), before, now)
    assert (found.born, found.gone) == ([1], [1])


def test_a_topic_none_of_whose_statements_is_left_is_known_by_its_meaning() -> None:
    same = lineage(_labels([0, 0]), _labels([1, 1]), np.ones(2), CENTRES[[0, 3]], CENTRES[[3, 0]])
    assert {(kept.before, kept.now) for kept in same.kept} == {(0, 1), (1, 0)}


def test_weights_decide_and_not_the_number_of_statements() -> None:
    before, now = _labels([0, 0, 0]), _labels([0, 1, 1])
    found = lineage(before, now, np.array([8.0, 1.0, 1.0]), CENTRES[:1], CENTRES[:2])
    assert [(kept.before, kept.now) for kept in found.kept] == [(0, 0)]
