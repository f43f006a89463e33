import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score

from services.synthesis.engine.topics.ward import cut, ward

from .mixtures import mixture


def test_with_equal_weights_it_is_the_ward_of_scipy() -> None:
    vectors, _ = mixture(120, 9, spread=1.2)
    joins = ward(vectors, np.ones(120), np.zeros(120, int))
    known = linkage(vectors.astype(float), "ward")
    np.testing.assert_allclose(joins.heights, known[:, 2] ** 2 / 2, rtol=1e-3, atol=1e-5)
    for size in (30, 9, 2):
        assert adjusted_rand_score(cut(joins, 120, size), fcluster(known, size, "maxclust")) == 1


def test_a_weight_of_five_is_five_equal_vectors() -> None:
    vectors, _ = mixture(30, 4, spread=1.2)
    weights = np.random.default_rng(1).integers(1, 6, 30)
    weighted = cut(ward(vectors, weights.astype(float), np.zeros(30, int)), 30, 6)
    repeated = np.repeat(vectors, weights, axis=0)
    known = cut(ward(repeated, np.ones(len(repeated)), np.zeros(len(repeated), int)), len(repeated), 6)
    assert adjusted_rand_score(np.repeat(weighted, weights), known) == 1


def test_no_group_reaches_over_a_border() -> None:
    vectors = np.repeat(mixture(20, 3)[0], 2, axis=0)
    sides = np.tile([0, 1], 20)
    groups = cut(ward(vectors, np.ones(40), sides), 40, 1)
    assert len(np.unique(groups)) == 2
    assert len(np.unique(groups[sides == 0])) == 1


def test_a_single_vector_is_a_group() -> None:
    joins = ward(np.ones((1, 4), np.float32), np.ones(1), np.zeros(1, int))
    assert cut(joins, 1, 5).tolist() == [0]
