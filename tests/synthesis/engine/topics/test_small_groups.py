import numpy as np
from sklearn.metrics import adjusted_rand_score, homogeneity_score

from services.synthesis.engine.topics.small_groups import split

from .mixtures import mixture


def test_clear_themes_are_cut_apart() -> None:
    vectors, themes = mixture(1000, 2, spread=0.3)
    assert adjusted_rand_score(themes, split(vectors, 2)) == 1


def test_small_groups_hardly_mix_themes() -> None:
    vectors, themes = mixture(6000, 40, spread=0.9)
    assert homogeneity_score(themes, split(vectors, 200)) > 0.95


def test_vectors_that_cannot_be_told_apart_stay_together() -> None:
    vectors = np.repeat(mixture(3, 3)[0], 200, axis=0)
    groups = split(vectors, 50)
    assert len(np.unique(groups)) == 3
    assert all(len(np.unique(groups[start : start + 200])) == 1 for start in (0, 200, 400))


def test_few_vectors_are_each_their_own() -> None:
    assert split(mixture(7, 2)[0], 50).tolist() == list(range(7))
