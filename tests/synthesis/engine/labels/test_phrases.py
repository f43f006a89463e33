import numpy as np

from services.synthesis.engine.labels.even_words import even_words
from services.synthesis.engine.labels.phrases import Phrases, find_phrases
from services.synthesis.engine.labels.surfaces import surface


def found(texts: list[str], language: str = "en", groups: int = 2) -> Phrases:
    return find_phrases(texts, np.zeros(len(texts), np.int64), [language], np.full(len(texts), groups))


def forms(phrases: Phrases) -> set[str]:
    return {surface(phrases, number) for number in range(len(phrases.language))}


def test_no_phrase_begins_or_ends_with_a_function_word() -> None:
    assert forms(found(["the price of bread in the town"])) == {
        "price", "bread", "town", "price of bread", "bread in the town",
    }  # fmt: skip


def test_a_denial_opens_a_phrase_and_is_none_alone() -> None:
    assert forms(found(["pas de travail"], "fr")) == {"travail", "pas de travail"}


def test_a_word_too_general_for_a_name_needs_another_beside_it() -> None:
    assert forms(found(["old people", "people", "a quiet life"])) == {"quiet", "quiet life"}
    assert forms(found(["sentir la mer", "sentir"], "fr")) == {"mer", "sentir la mer"}


def test_forms_are_counted_together_and_shown_as_most_people_wrote_them() -> None:
    phrases = found(["perte d'emploi", "la perte d'emploi", "PERTES DE L'EMPLOI"], "fr")
    longest = int(np.argmax(phrases.n_words))
    assert phrases.used[:, longest].sum() == 3
    assert surface(phrases, longest) == "perte d'emploi"


def test_a_capital_that_opens_a_text_is_not_the_words_own() -> None:
    assert forms(found(["Bread", "Bread", "fresh bread"])) >= {"bread"}
    assert forms(found(["Brot", "frisches Brot", "altes Brot"], "de")) >= {"Brot"}


def test_digits_and_stops_break_a_phrase_and_are_none() -> None:
    assert forms(found(["school, bus 42 road"])) == {"school", "bus", "road"}


def test_a_phrase_of_one_text_and_one_group_is_left_out() -> None:
    assert "quiet street" not in forms(found(["quiet street"], groups=1))
    assert "quiet street" in forms(found(["quiet street", "a quiet street"], groups=1))


def test_a_script_without_spaces_gives_runs_of_characters() -> None:
    assert {"公共交通", "交通"} <= forms(found(["公共交通", "改善公共交通"], "zh"))
    assert "的公" not in forms(found(["的公", "的公"], "zh"))


def test_a_piece_of_something_longer_is_told() -> None:
    phrases = found(["bought a new car", "bought a new house", "bought a new phone"])
    by_form = {surface(phrases, number): phrases.unfinished[number] for number in range(len(phrases.language))}
    assert by_form["bought a new"] == 1
    assert by_form["car"] == 0


def test_words_that_every_topic_has_are_found_without_a_list() -> None:
    rng = np.random.default_rng(0)
    topic = np.repeat(np.arange(8), 50)
    own = [f"w{number}" for number in topic]
    key = np.r_[np.zeros(400, int), topic + 1]  # one word is in every text, eight are each in their topic's
    text = np.r_[np.arange(400), np.arange(400)]
    even = even_words(topic, key, text, np.zeros(9, np.int64), np.array([False]))
    assert len(set(own)) == 8
    assert even.tolist() == [True] + [False] * 8
    shuffled = even_words(rng.permutation(topic), key, text, np.zeros(9, np.int64), np.array([False]))
    assert shuffled.all()


def test_nothing_is_said_of_a_language_that_stands_in_one_topic() -> None:
    topic = np.r_[np.zeros(100, int), np.repeat(np.arange(1, 8), 50)]
    key = np.r_[np.zeros(100, int), np.arange(350) % 7 + 1]
    language = np.r_[0, np.ones(7, int)]
    assert not even_words(topic, key, np.arange(450), language, np.array([False, False]))[0]
