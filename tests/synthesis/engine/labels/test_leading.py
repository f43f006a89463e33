import numpy as np

from services.synthesis.engine.labels.leading import largest, leading

SIZES = np.array([100, 100, 100])


def test_the_most_frequent_component_of_all_does_not_name_every_topic() -> None:
    shares = np.array([[0.4, 0.3, 0.1], [0.4, 0.0, 0.5], [0.4, 0.1, 0.1]])
    assert leading(shares, 0, SIZES).names == [1]
    assert leading(shares, 1, SIZES).names == [2]
    assert leading(shares, 2, SIZES).names == []


def test_one_component_says_it_all_when_it_has_half_of_the_topic() -> None:
    shares = np.array([[0.6, 0.3, 0.0], [0.0, 0.0, 0.9], [0.1, 0.0, 0.9]])
    found = leading(shares, 0, SIZES)
    assert found.names == [0]
    assert found.lifted == [0, 1]


def test_a_second_component_joins_only_with_half_of_the_firsts_share() -> None:
    shares = np.array([[0.3, 0.16, 0.0], [0.0, 0.0, 0.5], [0.0, 0.0, 0.5]])
    assert leading(shares, 0, SIZES).names == [0, 1]
    shares[0, 1] = 0.14
    assert leading(shares, 0, SIZES).names == [0]


def test_the_average_of_a_layer_counts_large_topics_more() -> None:
    shares = np.array([[0.4, 0.0], [0.2, 0.5]])
    assert leading(shares, 0, np.array([100, 100])).names == []
    assert leading(shares, 0, np.array([100, 1000])).names == [0]


def test_a_component_with_a_small_share_is_met_and_names_nothing() -> None:
    shares = np.array([[0.06, 0.04], [0.0, 0.5], [0.0, 0.5]])
    found = leading(shares, 0, SIZES)
    assert (found.names, found.lifted, found.met) == ([], [], [0])


def test_the_largest_shares_are_two_unless_one_is_half() -> None:
    shares = np.array([[0.2, 0.3, 0.1], [0.7, 0.3, 0.0], [0.01, 0.02, 0.0]])
    assert [largest(shares, topic) for topic in range(3)] == [[1, 0], [0], []]
