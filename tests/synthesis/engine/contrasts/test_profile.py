import numpy as np
import pytest

from services.synthesis.engine.contrasts.profile import profile
from tests.synthesis.engine.contrasts.makers import first, shares, spoken

PEOPLE = np.full(12, 9)


def small() -> np.ndarray:
    counts = np.zeros((12, 1, 4), int)
    counts[:, 0, 0] = 3
    counts[:6, 0, 1] = 2
    counts[0, 0, 2] = 12
    return counts


def test_counts_groups_participants_and_ranks_with_their_ties() -> None:
    found = profile(small(), PEOPLE)
    assert found.n_criteria.tolist() == [[36, 12, 12, 0]]
    assert found.n_groups.tolist() == [[12, 6, 1, 0]]
    assert found.n_participants.tolist() == [[108, 54, 9, 0]]
    assert found.rank.tolist() == [[1, 2, 2, 4]]
    assert found.tied.tolist() == [[False, True, True, False]]
    assert found.share[0] == pytest.approx([0.6, 0.2, 0.2, 0.0])


def test_never_and_hardly_named_are_told_apart() -> None:
    found = profile(small(), PEOPLE)
    assert found.never.tolist() == [[False, False, False, True]]
    assert found.hardly.tolist() == [[False, False, True, False]]


def test_a_zero_is_not_certain() -> None:
    found = profile(small(), PEOPLE)
    assert found.low[0, 3] == 0
    assert 0 < found.high[0, 3] < 0.5
    assert found.zero_groups[0] == pytest.approx(1 - 0.05 ** (1 / 12))


def test_one_group_repeating_itself_leaves_a_wider_interval_than_six_groups() -> None:
    found = profile(small(), PEOPLE)
    width = (found.high - found.low)[0]
    assert width[2] > 1.5 * width[1]


def test_the_interval_holds_the_true_share_about_as_often_as_it_says() -> None:
    held = []
    for seed in range(60):
        counts = spoken(np.random.default_rng(seed), 24, shares(), 1)
        found = profile(counts, np.full(24, 9), resamplings=300, seed=seed)
        held.append((found.low[0] <= shares()) & (shares() <= found.high[0]))
    assert 0.9 < np.mean(held) < 0.99


def test_only_the_part_is_described_and_the_seed_decides() -> None:
    counts = spoken(np.random.default_rng(0), 12, shares(4))
    whole, part = profile(counts, PEOPLE), profile(counts, PEOPLE, first(5, 12))
    assert (part.n_criteria == counts[:5].sum(axis=0)).all()
    again = profile(counts, PEOPLE)
    assert (whole.low == again.low).all()
    assert (whole.low != profile(counts, PEOPLE, seed=1).low).any()


def test_no_groups_have_an_open_profile() -> None:
    found = profile(small(), PEOPLE, np.zeros(12, np.bool_))
    assert found.share.tolist() == [[0, 0, 0, 0]]
    assert found.high.tolist() == [[1, 1, 1, 1]]


def test_more_criteria_in_a_cell_than_in_all_are_refused() -> None:
    with pytest.raises(ValueError, match="between zero"):
        profile(small(), PEOPLE, totals=np.ones((12, 1), int))
