import numpy as np
import pytest
from numpy.typing import NDArray

from services.synthesis.engine.encoding.encoder import unit_rows
from services.synthesis.engine.labels.cell_exemplars import cell_exemplars
from services.synthesis.engine.labels.centres import centre, typicality
from services.synthesis.engine.labels.exemplars import exemplars, voices_of
from services.synthesis.engine.labels.readable import readable
from services.synthesis.engine.labels.said import Said

N = 120


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    """Three topics of forty statements around three directions."""
    rng = np.random.default_rng(5)
    return unit_rows((np.repeat(np.eye(3, 16), 40, axis=0) + rng.normal(0, 0.12, (N, 16))).astype(np.float32))


TOPIC = np.repeat([0, 1, 2], 40)
TEXTS = [f"statement of topic {row // 40} number {row}" for row in range(N)]


def said(groups: int = 30) -> Said:
    rows = np.arange(N)
    countries = ["BE", "FR", "IT"] * (groups // 3 + 1)
    return Said(rows, rows % groups, [("fr", "en", "it", "pt")[row % 4] for row in range(N)], np.ones(N), countries)


def test_an_exemplar_is_nearest_to_its_own_topic(vectors: NDArray[np.float32]) -> None:
    topic = TOPIC.copy()
    topic[:5] = 1  # five statements of the first topic are put in the second
    centred = centre(vectors, topic)
    chosen = exemplars(voices_of(TEXTS, vectors, said()), centred)
    for number, one in enumerate(chosen):
        assert len(one.statements) == 6
        assert (centred.nearest[one.statements + one.dissenting] == number).all()
        assert (topic[one.statements + one.dissenting] == number).all()
    assert not set(range(5)) & set(chosen[1].statements + chosen[1].dissenting)


def test_exemplars_come_from_different_groups_languages_and_countries(vectors: NDArray[np.float32]) -> None:
    given = said()
    for one in exemplars(voices_of(TEXTS, vectors, given), centre(vectors, TOPIC)):
        assert len(set(one.groups)) == 6
        assert len({given.language[row] for row in one.statements}) == 4
        assert len({given.country[group] for group in one.groups}) == 3


def test_a_copy_is_no_second_exemplar(vectors: NDArray[np.float32]) -> None:
    texts, copied = list(TEXTS), vectors.copy()
    copied[:20] = copied[0]
    texts[20:23] = ["The same words.", "the same words", "- the same words!"]
    chosen = exemplars(voices_of(texts, copied, said()), centre(copied, TOPIC), k=12)[0].statements
    assert len(set(range(20)) & set(chosen)) == 1
    assert len({20, 21} & set(chosen)) <= 1


def test_a_single_group_may_be_quoted_again(vectors: NDArray[np.float32]) -> None:
    chosen = exemplars(voices_of(TEXTS, vectors, said(groups=1)), centre(vectors, TOPIC))
    assert all(len(one.statements) == 6 for one in chosen)


def test_dissenting_voices_are_far_from_the_exemplars_and_apart(vectors: NDArray[np.float32]) -> None:
    for number, one in enumerate(exemplars(voices_of(TEXTS, vectors, said()), centre(vectors, TOPIC))):
        assert len(one.dissenting) == 2
        assert not set(one.dissenting) & set(one.statements)
        nearness = (vectors[number == TOPIC] @ vectors[one.statements].T).max(axis=1)
        assert (vectors[one.dissenting] @ vectors[one.statements].T).max() < np.median(nearness)


def test_what_cannot_be_read_aloud_is_no_exemplar() -> None:
    texts = ["bus", "a bus", "word " * 26, "mail me at a@b.org please", "call 0475 12 34 56 now", "公共交通", "42 43"]
    assert readable(texts).tolist() == [False, True, False, False, False, True, False]


def test_unreadable_statements_serve_where_there_are_no_others(vectors: NDArray[np.float32]) -> None:
    chosen = exemplars(voices_of(["bus"] * 40 + TEXTS[40:], vectors, said()), centre(vectors, TOPIC))
    assert chosen[0].statements
    assert chosen[1].statements


def test_typicality_is_highest_at_the_centre(vectors: NDArray[np.float32]) -> None:
    centred = centre(vectors, np.where(TOPIC == 2, -1, TOPIC))
    typical = typicality(centred)
    first = np.flatnonzero(TOPIC == 0)
    assert first[typical[first].argmax()] == first[centred.closeness[first].argmax()]
    assert typical[first].max() == 1
    assert 0.25 < typical[first].min() < 0.3


def test_a_cell_is_shown_by_distinct_groups_without_copies(vectors: NDArray[np.float32]) -> None:
    statement = np.array([3, 3, 4, 5, 6, 7, 8, 8])
    group = np.array([1, 2, 1, 2, 3, 3, 4, 5])
    chosen = cell_exemplars(TEXTS, statement, group, k=3, vectors=vectors)
    assert len(chosen) == 3
    assert len({who for _, who in chosen}) == 3
    assert set(chosen) <= set(zip(statement.tolist(), group.tolist(), strict=True))


def test_without_vectors_a_cell_is_shown_by_what_most_groups_said() -> None:
    texts = ["seldom said by people here", "often said by people here", "Often said by people here."]
    chosen = cell_exemplars(texts, np.array([0, 1, 1, 1, 2]), np.array([1, 2, 3, 4, 5]), k=3)
    assert chosen == [(1, 2), (0, 1)]
    assert cell_exemplars(texts, np.zeros(0, int), np.zeros(0, int)) == []
