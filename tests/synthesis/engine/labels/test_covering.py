import numpy as np

from services.synthesis.engine.labels.covering import fair, hear, large_parts
from services.synthesis.engine.labels.phrases import find_phrases
from services.synthesis.engine.labels.said import Said, uses
from services.synthesis.engine.labels.surfaces import surface
from services.synthesis.engine.labels.weighing import weigh


def shared(texts: list[str], language: list[str] | None = None, weight: list[float] | None = None) -> set[str]:
    """Phrases that a fair share says of one topic of texts, each said by a group of its own."""
    n = len(texts)
    given = Said(np.arange(n), np.arange(n), language or ["en"] * n, np.array(weight or [1.0] * n))
    names, own = given.languages(n)
    phrases = find_phrases(texts, own, names, np.full(n, 2))
    topic = np.zeros(n, np.int64)
    weighed = weigh(phrases, uses(given), topic, 1)
    heard = hear(uses(given), topic, own, 1, len(names))
    rows = np.flatnonzero(fair(heard, weighed, phrases.language[weighed.phrase]))
    return {surface(phrases, phrase) for phrase in weighed.phrase[rows].tolist()}


def test_three_groups_of_sixty_do_not_name_a_topic_of_sixty() -> None:
    texts = ["football"] * 3 + ["bread"] * 20 + [f"subject{number}" for number in range(37)]
    assert shared(texts) == {"bread"}


def test_in_a_small_topic_two_groups_are_enough() -> None:
    assert shared(["bread", "bread", "bus"]) == {"bread", "bus"}


def test_a_language_that_is_a_small_part_of_a_topic_names_nothing() -> None:
    texts = ["bread"] * 30 + ["pain"] * 4
    assert shared(texts, ["en"] * 30 + ["fr"] * 4) == {"bread"}
    assert shared([*texts, "pain"], ["en"] * 30 + ["fr"] * 5) == {"bread", "pain"}


def test_a_text_that_groups_copied_has_one_voice() -> None:
    texts = ["bread"] * 10 + ["bus"] * 4
    assert shared(texts) == {"bread", "bus"}
    assert shared(texts, weight=[1.0] * 10 + [0.25] * 4) == {"bread"}


def test_a_talkative_group_does_not_make_a_share_of_what_is_said() -> None:
    given = Said(np.array([0, 0, 1]), np.array([0, 0, 1]), ["en", "en", "fr"], np.ones(3))
    heard = hear(uses(given), np.array([0, 0]), np.array([0, 1]), 1, 2)
    assert heard.voices.tolist() == [[1, 1]]
    assert heard.said.tolist() == [[2, 1]]
    assert heard.groups.tolist() == [2]
    assert large_parts(heard).tolist() == [[True, True]]


def test_what_is_in_no_topic_is_not_heard() -> None:
    given = Said(np.array([0, 1]), np.array([0, 1]), ["en", "en"], np.ones(2))
    assert hear(uses(given), np.array([-1, 0]), np.zeros(2, np.int64), 1, 1).groups.tolist() == [1]
