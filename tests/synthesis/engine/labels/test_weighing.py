import numpy as np

from services.synthesis.engine.labels.choosing import choose
from services.synthesis.engine.labels.fitting import Fits
from services.synthesis.engine.labels.phrases import find_phrases
from services.synthesis.engine.labels.said import Ints, Said, primary_tag, uses
from services.synthesis.engine.labels.surfaces import surface
from services.synthesis.engine.labels.weighing import Weighed, weigh


def weighed(texts: list[str], topic: list[int], group: list[int]) -> tuple[dict[tuple[int, str], int], Weighed]:
    """Rows by topic and form, of texts each said once by its group."""
    n = len(texts)
    said = Said(np.arange(n), np.array(group), ["en"] * n, np.ones(n))
    phrases = find_phrases(texts, np.zeros(n, np.int64), ["en"], np.full(n, 2))
    found = weigh(phrases, uses(said), np.array(topic), max(topic) + 1)
    forms = [surface(phrases, phrase) for phrase in found.phrase.tolist()]
    return {(of, form): row for row, (of, form) in enumerate(zip(found.topic.tolist(), forms, strict=True))}, found


def test_a_talkative_group_counts_nearly_once() -> None:
    texts = ["garden"] * 30 + ["bakery"] * 5 + ["street"] * 5
    rows, found = weighed(texts, [0] * 40, [0] * 30 + [1, 2, 3, 4, 5] + [6] * 5)
    assert found.n_groups[rows[0, "garden"]] == 1
    assert found.n_groups[rows[0, "bakery"]] == 5
    assert found.tf[rows[0, "garden"]] < found.tf[rows[0, "bakery"]]


def test_a_word_of_one_topic_outweighs_a_word_of_all() -> None:
    texts = ["bread town", "bread town", "bus town", "bus town"]
    rows, found = weighed(texts, [0, 0, 1, 1], [0, 1, 2, 3])
    assert found.score[rows[0, "bread"]] > found.score[rows[0, "town"]]
    assert found.lift[rows[0, "bread"]] == 2
    assert found.lift[rows[0, "town"]] == 1


def test_isolated_statements_count_nowhere() -> None:
    rows, found = weighed(["bread", "bread", "bus"], [0, 0, -1], [0, 1, 2])
    assert set(rows) == {(0, "bread")}
    assert found.n_groups.tolist() == [2]


def test_uses_join_what_a_group_said_twice() -> None:
    said = Said(np.array([1, 0, 1]), np.array([5, 5, 5]), ["en"] * 3, np.array([1.0, 1, 0.5]))
    statement, group, weight = uses(said)
    assert statement.tolist() == [0, 1]
    assert group.tolist() == [5, 5]
    assert weight.tolist() == [1, 1.5]


def test_a_statement_has_the_language_it_was_said_in_most() -> None:
    said = Said(np.array([0, 0, 0]), np.arange(3), ["pt-BR", "gl", "pt"], np.ones(3))
    names, language = said.languages(1)
    assert names[language[0]] == "pt"
    assert primary_tag("zh-Hant-TW") == "zh"


def test_a_longer_phrase_takes_the_place_of_the_word_in_it() -> None:
    texts = ["public transport", "public transport at night", "the public transport", "transport", "bread", "bread"]
    n = len(texts)
    phrases = find_phrases(texts, np.zeros(n, np.int64), ["en"], np.full(n, 2))
    said = Said(np.arange(n), np.arange(n), ["en"] * n, np.ones(n))
    topic = np.array([0, 0, 0, 0, 1, 1])
    found = choose(phrases, weigh(phrases, uses(said), topic, 2), np.array([4, 2]))
    assert [surface(phrases, one.phrase) for one in found[0, 0]] == ["public transport"]


def test_a_phrase_far_from_the_middle_of_a_topic_does_not_name_it_though_many_say_it() -> None:
    texts = ["bread", "bread", "bus", "bus"]
    phrases = find_phrases(texts, np.zeros(4, np.int64), ["en"], np.full(4, 2))
    said = Said(np.arange(4), np.arange(4), ["en"] * 4, np.ones(4))
    close = {"bread": 0.9, "bus": 0.4}

    def fit(topic: Ints, phrase: Ints) -> Fits:
        return Fits(np.ones(len(topic)), np.array([close[surface(phrases, one)] for one in phrase.tolist()]))

    [found] = choose(phrases, weigh(phrases, uses(said), np.zeros(4, np.int64), 1), np.array([4]), fit).values()
    assert [(surface(phrases, one.phrase), one.carried, one.telling) for one in found] == [
        ("bread", True, True),
        ("bus", False, True),
    ]


def test_phrases_that_too_few_say_come_after_those_that_may_name_a_topic() -> None:
    texts = ["rare bread", "rare bread", "bus", "bus"]
    phrases = find_phrases(texts, np.zeros(4, np.int64), ["en"], np.full(4, 2))
    said = Said(np.arange(4), np.arange(4), ["en"] * 4, np.ones(4))
    found_rows = weigh(phrases, uses(said), np.zeros(4, np.int64), 1)
    fair = np.array([surface(phrases, phrase) == "bus" for phrase in found_rows.phrase.tolist()])
    [found] = choose(phrases, found_rows, np.array([4]), fair=fair).values()
    assert [(surface(phrases, one.phrase), one.carried) for one in found] == [("bus", True), ("rare bread", False)]
