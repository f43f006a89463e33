from itertools import pairwise

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from services.synthesis.engine.encoding.encoder import unit_rows
from services.synthesis.engine.topics.topics import Topics

from .mixtures import mixture


@pytest.mark.parametrize(
    ("n", "sizes"),
    [(1, [1]), (2, [1]), (5, [2]), (40, [6]), (300, [25, 8]), (2000, [70, 25, 8]), (12_000, [800, 250, 70, 25, 8])],
)
def test_layers_follow_the_number_of_statements_and_hold_every_one(n: int, sizes: list[int]) -> None:
    found = Topics().fit(mixture(n, 30, spread=1.0)[0])
    assert [len(layer) for layer in found.layers_] == pytest.approx(sizes, rel=0.02)
    for layer in found.layers_:
        assert layer.labels.shape == (n,)
        assert (np.bincount(layer.labels, minlength=len(layer)) == layer.sizes).all()
        assert layer.sizes.min() >= 1
    assert found.isolated_.shape == found.closeness_.shape == (n,)


def test_each_topic_lies_whole_inside_one_broader_topic() -> None:
    layers = Topics().fit(mixture(3000, 60, spread=0.9)[0]).layers_
    for fine, broad in pairwise(layers):
        assert (fine.parents[fine.labels] == broad.labels).all()
    assert len(layers[-1].parents) == 0


def test_planted_themes_are_found() -> None:
    vectors, themes = mixture(4000, 25, spread=0.9)
    layer = next(layer for layer in Topics().fit(vectors).layers_ if len(layer) == 25)
    assert adjusted_rand_score(themes, layer.labels) > 0.95


def test_the_same_statements_give_the_same_topics_bit_for_bit() -> None:
    vectors, _ = mixture(5000, 60, spread=1.0)
    one, other = (Topics(threads=1).fit(vectors) for _ in range(2))
    for left, right in zip(one.layers_, other.layers_, strict=True):
        assert left.labels.tobytes() == right.labels.tobytes()
        assert left.centres.tobytes() == right.centres.tobytes()
    assert one.closeness_.tobytes() == other.closeness_.tobytes()
    assert one.threads_ == 1


def test_the_order_of_the_statements_changes_nothing() -> None:
    vectors, _ = mixture(5000, 70, spread=1.3)
    weights = np.arange(1, 5001)
    order = np.random.default_rng(4).permutation(5000)
    one, other = Topics(threads=1).fit(vectors, weights), Topics(threads=1).fit(vectors[order], weights[order])
    for left, right in zip(one.layers_, other.layers_, strict=True):
        assert (left.labels[order] == right.labels).all()
        assert left.centres.tobytes() == right.centres.tobytes()
    assert (one.isolated_[order] == other.isolated_).all()


def test_one_statement_in_twenty_decides_little() -> None:
    vectors, _ = mixture(5000, 70, spread=1.0)
    kept = np.sort(np.random.default_rng(4).permutation(5000)[:4750])
    whole, without = _layer_of(70, Topics().fit(vectors)), _layer_of(70, Topics().fit(vectors[kept]))
    assert adjusted_rand_score(whole[kept], without) > 0.9


def _layer_of(size: int, found: Topics) -> np.ndarray:
    return min(found.layers_, key=lambda layer: abs(len(layer) - size)).labels


def test_a_statement_said_often_is_that_statement_many_times() -> None:
    vectors, _ = mixture(400, 12, spread=1.0)
    times = np.random.default_rng(2).integers(1, 30, 400)
    weighted = Topics().fit(vectors, times)
    repeated = Topics().fit(np.repeat(vectors, times, axis=0))
    for left, right in zip(weighted.layers_, repeated.layers_, strict=True):
        assert (np.repeat(left.labels, times) == right.labels).all()
        assert (left.weights == right.weights).all()
    assert (np.repeat(weighted.isolated_, times) == repeated.isolated_).all()


def test_one_sentence_said_by_all_is_one_topic() -> None:
    found = Topics().fit(np.repeat(mixture(1, 1)[0], 500, axis=0))
    assert [len(layer) for layer in found.layers_] == [1]
    assert not found.isolated_.any()
    assert (found.repeats_ == 0).all()


def test_opposite_sides_share_no_topic_and_know_their_counterparts() -> None:
    vectors, themes = mixture(600, 6, spread=0.4)
    both, sides = np.concatenate([vectors, vectors]), np.repeat([0, 1], 600)
    found = Topics(sizes=[24, 12]).fit(both, sides=sides)
    for layer, counterparts in zip(found.layers_, found.counterparts_, strict=True):
        assert (layer.sides[layer.labels] == sides).all()
        assert counterparts.sides == [0, 1]
        assert (counterparts.topics[layer.sides == 0, 0] == -1).all()
        opposite = counterparts.topics[layer.labels[:600], 1]
        assert (layer.sides[opposite] == 1).all()
    theme_of = np.zeros(12, int)
    theme_of[found.layers_[1].labels] = np.tile(themes, 2)
    for topic, answers in enumerate(found.counterparts_[1].topics):
        assert theme_of[answers.max()] == theme_of[topic]


def test_a_lonely_statement_is_shown_and_has_its_place() -> None:
    vectors, _ = mixture(500, 5, spread=0.4)
    lonely = unit_rows(np.random.default_rng(9).standard_normal((4, vectors.shape[1])))
    found = Topics(sizes=[5]).fit(np.concatenate([vectors, lonely]))
    assert found.isolated_[-4:].all()
    assert found.isolated_[:500].mean() < 0.05
    assert (found.layers_[0].labels[-4:] >= 0).all()


def test_a_single_voice_is_isolated_and_a_chorus_with_one_text_is_not() -> None:
    vectors, _ = mixture(2, 2)
    assert Topics(sizes=[2]).fit(vectors, [1, 40]).isolated_.tolist() == [True, False]


def test_new_statements_are_placed_without_learning_again() -> None:
    vectors, _ = mixture(3000, 25, spread=0.7)
    sides = np.random.default_rng(5).integers(0, 2, 3000)
    found = Topics().fit(vectors, sides=sides)
    placed = found.place(vectors, sides)
    for layer, labels in zip(found.layers_, placed.labels, strict=True):
        assert (layer.labels == labels).mean() > 0.98
    assert (placed.isolated == found.isolated_).mean() > 0.97


def test_a_statement_of_a_side_without_topics_is_not_put_among_others() -> None:
    found = Topics().fit(mixture(100, 3)[0])
    placed = found.place(mixture(2, 2)[0], np.array([0, 3]))
    assert [labels[1] for labels in placed.labels] == [-1] * len(found.layers_)
    assert placed.isolated[1]
    assert placed.labels[0][0] >= 0


def test_a_campaign_can_be_counted_once() -> None:
    vectors, _ = mixture(200, 4, spread=0.8)
    every = np.concatenate([vectors, np.repeat(vectors[:1], 300, axis=0)])
    said, once = (Topics(sizes=[4], copies=copies).fit(every) for copies in ("as said", "once"))
    assert sum(said.layers_[0].weights) == 500
    assert sum(once.layers_[0].weights) == pytest.approx(200)
    assert (once.repeats_[200:] == 0).all()


@pytest.mark.parametrize(
    ("vectors", "weights"),
    [
        (np.empty((0, 4)), None),
        (np.ones(4), None),
        (np.full((2, 4), np.nan), None),
        (np.ones((2, 4)), [1]),
        (np.ones((2, 4)), [1, 0]),
    ],
)
def test_what_cannot_be_gathered_is_refused(vectors: np.ndarray, weights: list[int] | None) -> None:
    with pytest.raises(ValueError, match=r"weights|vectors"):
        Topics().fit(vectors, weights)
