import numpy as np
import pytest
from scipy.stats import chi2_contingency

from services.synthesis.engine.contrasts.contrast import contrast
from tests.synthesis.engine.contrasts.makers import first, shares, spoken

PART = first(15, 150)


def planted(seed: int = 0) -> np.ndarray:
    """The part names cell 3 much more, and cell 0 less."""
    swapped = shares()
    swapped[[0, 3]] = swapped[[3, 0]]
    rng = np.random.default_rng(seed)
    return np.concatenate([spoken(rng, 15, swapped), spoken(rng, 135, shares())])


def test_what_a_part_says_more_and_less_is_found_in_both_directions() -> None:
    found = contrast(planted(), PART)
    assert (found.q[2, [0, 3]] < 0.01).all()
    assert found.log_odds[2, 3] > 0.5 > -0.5 > found.log_odds[2, 0]
    assert found.intervals.low[2, 3] > 0
    assert found.intervals.high[2, 0] < 0
    assert (found.q[:, [5, 6, 7, 8, 9, 10, 11]] > 0.05).all()


def test_a_talkative_group_counts_once() -> None:
    counts = spoken(np.random.default_rng(5), 150, shares())
    counts[0, 0, 8] += 60
    found = contrast(counts, PART)
    assert found.naive.chi_square_p[0, 8] < 1e-9
    assert found.naive.specificity[0, 8] > 9
    assert found.q[0, 8] > 0.05
    assert found.intervals.low[0, 8] < 0.1


@pytest.mark.parametrize("loudness", [1, 3])
def test_with_nothing_to_find_p_values_are_even_however_loud_the_part(loudness: int) -> None:
    small = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        counts = np.concatenate([spoken(rng, 15, shares(), said=30 * loudness), spoken(rng, 135, shares())])
        small.append(contrast(counts, PART, resamplings=5).p[0] < 0.05)
    assert 0.02 < np.mean(small) < 0.085


def test_other_questions_do_not_make_another_voice() -> None:
    rng = np.random.default_rng(2)
    counts = np.stack([spoken(rng, 150, shares(), 1)[:, 0], spoken(rng, 150, shares()[::-1], 1)[:, 0]], axis=1)
    counts[PART, 1] = 0
    found = contrast(counts, PART)
    assert (found.q[2] > 0.05).all()
    assert found.share_part[2] == pytest.approx(found.share_part[0])
    assert found.share_rest[2] == pytest.approx(found.share_rest[0])
    assert not found.tested[1].any()


def test_a_territory_is_not_taken_for_a_type() -> None:
    rng = np.random.default_rng(9)
    counts = np.concatenate([spoken(rng, 60, shares()), spoken(rng, 60, shares()[::-1])])
    part, territory = np.r_[first(24, 60), first(2, 60)], np.repeat([0, 1], 60)
    assert (contrast(counts, part).q[2] < 0.05).sum() > 4
    assert (contrast(counts, part, strata=territory).q > 0.05).all()


def test_two_parts_are_compared_without_the_others() -> None:
    counts, rest = planted(), ~PART & (np.arange(150) < 75)
    found = contrast(counts, PART, rest)
    assert (found.n_criteria_rest[:2] == counts[rest].sum(axis=0)).all()
    assert found.heard_rest[0] == 60
    assert (found.deviate == contrast(counts[:75], PART[:75]).deviate).all()


def test_never_named_on_one_side_has_an_interval_that_is_not_closed() -> None:
    counts = spoken(np.random.default_rng(1), 150, shares())
    counts[PART, :, 11] = 0
    found = contrast(counts, PART)
    assert found.share_part[2, 11] == 0
    assert found.log_odds[2, 11] < found.intervals.high[2, 11]
    assert found.intervals.most[2, 11] > found.intervals.least[2, 11]


def test_a_cell_nobody_names_is_not_tested() -> None:
    counts = spoken(np.random.default_rng(1), 150, shares())
    counts[:, :, 4] = 0
    found = contrast(counts, PART)
    assert not found.tested[:, 4].any()
    assert (found.q[:, 4] == 1).all()


def test_one_question_has_one_row_and_the_seed_decides() -> None:
    counts = planted()[:, 0]
    found, again, other = contrast(counts, PART), contrast(counts, PART), contrast(counts, PART, seed=1)
    assert found.q.shape == (1, 12)
    assert (found.intervals.low == again.intervals.low).all()
    assert (found.intervals.low != other.intervals.low).any()
    assert (found.p == other.p).all()


def test_chi_square_is_that_of_the_two_by_two_table() -> None:
    counts = planted()
    found = contrast(counts, PART)
    sides = [counts[PART, 0].sum(axis=0), counts[~PART, 0].sum(axis=0)]
    table = [[side[2], side.sum() - side[2]] for side in sides]
    assert found.naive.chi_square[0, 2] == pytest.approx(chi2_contingency(table, correction=False)[0])


@pytest.mark.parametrize(("part", "rest"), [(np.zeros(150, bool), None), (PART, PART), (np.ones(150, bool), None)])
def test_a_contrast_needs_two_sides(part: np.ndarray, rest: np.ndarray | None) -> None:
    with pytest.raises(ValueError, match="both sides"):
        contrast(planted(), part, rest)
