"""Nearest neighbours: the best under a mask, and what is folded into what."""

import numpy as np
from numpy.typing import NDArray

from services.synthesis.engine.encoding.encoder import unit_rows
from services.synthesis.engine.nearest import best, fold_alike


def directions(*degrees: float) -> NDArray[np.float32]:
    turned = np.deg2rad(np.array(degrees))
    return unit_rows(np.stack([np.cos(turned), np.sin(turned)], axis=1))


def test_ties_are_broken_by_row_and_the_mask_is_kept() -> None:
    scores = np.array([1, 2, 2, 2, 3], np.float32)
    allowed = np.array([True, True, False, True, False])
    assert best(scores, allowed, 2).tolist() == [1, 3]
    assert best(scores, allowed, 9).tolist() == [1, 3, 0]


def test_what_is_near_one_kept_before_is_folded_into_the_nearest() -> None:
    # Kept: 0 and 60 degrees. 25 is nearer to 0; 35 is nearer to 60; both within 40 degrees of either.
    into = fold_alike(directions(0, 60, 25, 35, 100.5), float(np.cos(np.deg2rad(40))))
    assert into.tolist() == [0, 1, 0, 1, 4]


def test_folding_is_not_passed_on_from_one_to_the_next() -> None:
    # Each is near the one before it, but the third is far from the first, which alone was kept.
    assert fold_alike(directions(0, 30, 60), float(np.cos(np.deg2rad(40)))).tolist() == [0, 0, 2]


def test_a_row_of_zeros_is_like_nothing() -> None:
    assert fold_alike(np.zeros((3, 2), np.float32), 0.75).tolist() == [0, 1, 2]
    assert fold_alike(np.zeros((0, 2), np.float32), 0.75).tolist() == []
