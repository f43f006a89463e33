from collections.abc import Callable, Sequence

import numpy as np
import pytest

from services.synthesis.engine.coding.examples import Examples, Seed
from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.labels.leading import Components
from services.synthesis.engine.labels.naming import name_topics
from services.synthesis.engine.labels.said import Said

THEMES = {
    "bus": {
        "en": ["the night bus is late", "more buses at night", "a bus stop near home", "the bus never comes"],
        "fr": ["le bus est en retard", "plus de bus le soir", "un arrêt de bus proche", "le bus ne vient jamais"],
        "el": ["το λεωφορείο αργεί", "περισσότερα λεωφορεία το βράδυ", "στάση λεωφορείου κοντά", "λεωφορείο κάθε ώρα"],
    },
    "school": {
        "en": ["good teachers at school", "the school is clean", "small classes in school", "school meals for all"],
        "fr": ["de bons profs à l'école", "une école propre", "l'école près de chez nous", "la cantine de l'école"],
        "el": ["καλοί δάσκαλοι στο σχολείο", "καθαρό σχολείο", "το σχολείο της γειτονιάς", "σχολείο για όλους"],
    },
    "work": {
        "en": ["no work for the young", "no work here", "finding work with a contract", "paid work for everyone"],
        "fr": ["pas de travail ici", "un travail bien payé", "pas de travail pour les jeunes", "un travail stable"],
    },
    "dog": {
        "en": ["my dog waits for me", "walking the dog", "the dog sleeps on my feet", "our old dog"],
        "fr": ["mon chien m'attend", "promener le chien", "le chien dort sur mes pieds", "notre vieux chien"],
        "el": ["ο σκύλος με περιμένει", "βόλτα με τον σκύλο", "ο σκύλος μου κοιμάται", "ο γέρικος σκύλος μας"],
    },
}  # fmt: skip
SEEDS = [
    Seed("A10", "en", "wellbeing", "buses and trains that come"),
    Seed("A05", "en", "wellbeing", "a good school"),
    Seed("A06", "en", "wellbeing", "having work"),
    Seed("A06", "el", "wellbeing", "να έχω δουλειά"),
    Seed("A06", "de", "illbeing", "keine Arbeit finden"),
    Seed("D06", "en", "wellbeing", "my dog and my cat"),
]
LABELS = [{"en": "Mobility"}, {"en": "Education"}, {"en": "Work", "pt": "Trabalho"}, {"en": "Animals"}]
ROWS = [
    (text, language, number)
    for number, by_language in enumerate(THEMES.values())
    for language, texts in by_language.items()
    for text in texts
]
TEXTS = [row[0] for row in ROWS]
TOPIC = np.array([row[2] for row in ROWS])
SHARES = np.eye(4)
Embed = Callable[[Sequence[str]], Vectors]


def said(groups: Sequence[int] | None = None) -> Said:
    n = len(ROWS)
    group = np.arange(n) if groups is None else np.array(groups)
    return Said(np.arange(n), group, [row[1] for row in ROWS], np.ones(n))


@pytest.fixture(scope="module")
def vectors(embed: Embed) -> Vectors:
    return embed(TEXTS)


@pytest.fixture(scope="module")
def components() -> Components:
    return Components(["A10", "A05", "A06", "D06"], LABELS, [SHARES])


def test_topics_are_called_by_the_words_of_each_language(vectors: Vectors) -> None:
    [names] = name_topics(TEXTS, vectors, said(), [TOPIC], ["en", "fr-BE", "el"])
    assert [name["en"].label.split(" · ")[0] for name in (names[0], names[3])] == ["bus", "dog"]
    assert "école" in names[1]["fr-BE"].label
    assert "chien" in names[3]["fr-BE"].label
    assert "σχολείο" in names[1]["el"].label
    assert all(names[row]["en"].source == "words" for row in (0, 1, 3))


def test_a_denial_stays_in_the_name(vectors: Vectors) -> None:
    [names] = name_topics(TEXTS, vectors, said(), [TOPIC], ["en", "fr"])
    assert "no work" in names[2]["en"].label
    assert "pas de travail" in names[2]["fr"].label


def test_a_language_without_words_borrows_and_says_so(vectors: Vectors, components: Components, embed: Embed) -> None:
    examples = Examples(SEEDS, embed([seed.text for seed in SEEDS]))
    [names] = name_topics(
        TEXTS, vectors, said(), [TOPIC], ["el", "pt", "de", "sw"], components=components, examples=examples
    )
    assert (names[2]["pt"].label, names[2]["pt"].source, names[2]["pt"].language) == ("Trabalho", "component", "pt")
    assert names[2]["de"].source in ("example", "other-language")
    assert names[0]["sw"].source == "other-language"
    assert names[0]["sw"].language in ("el", "en", "fr")
    assert names[0]["sw"].label


def test_a_phrase_of_one_group_names_no_topic_of_several(vectors: Vectors) -> None:
    alone = ["bus" in text and "night" in text for text in TEXTS]
    groups = [0 if one else 1 + row for row, one in enumerate(alone)]
    [names] = name_topics(TEXTS, vectors, said(groups), [TOPIC], ["en"])
    assert all(phrase.n_groups >= 2 for name in names for phrase in name["en"].key_phrases)
    assert "night" not in names[0]["en"].label


def test_a_topic_of_many_subjects_is_called_by_its_components_and_keeps_its_phrases(vectors: Vectors) -> None:
    mixed = np.where(TOPIC == 3, 1, 0)
    shares = [np.array([[0.4, 0.3, 0.3, 0.0], [0.0, 0.0, 0.0, 1.0]])]
    given = Components(["A10", "A05", "A06", "D06"], LABELS, shares)
    [names] = name_topics(TEXTS, vectors, said(), [mixed], ["en"], components=given)
    assert (names[0]["en"].label, names[0]["en"].source) == ("Mobility · Education", "component")
    assert {"bus", "school"} & {phrase.text for phrase in names[0]["en"].key_phrases}
    assert (names[1]["en"].label, names[1]["en"].source) == ("dog", "words")


def test_topics_of_the_same_component_are_told_apart(vectors: Vectors) -> None:
    halves = np.arange(len(ROWS)) % 2
    shares = [np.array([[0.3, 0.2, 0.2, 0.05], [0.3, 0.2, 0.2, 0.05]])]
    given = Components(["A10", "A05", "A06", "D06"], LABELS, shares)
    [names] = name_topics(TEXTS, vectors, said(), [halves], ["en"], components=given)
    assert names[0]["en"].label != names[1]["en"].label


def test_a_synthesis_of_one_group_is_named_all_the_same(vectors: Vectors) -> None:
    [names] = name_topics(TEXTS, vectors, said([0] * len(ROWS)), [TOPIC], ["en"])
    assert "bus" in names[0]["en"].label


def test_names_of_a_layer_differ_in_every_language(vectors: Vectors, components: Components, embed: Embed) -> None:
    examples = Examples(SEEDS, embed([seed.text for seed in SEEDS]))
    fine = np.arange(len(ROWS)) // 2
    languages = ["en", "fr", "el", "de", "pt", "zh"]
    for names in name_topics(
        TEXTS, vectors, said(), [TOPIC, fine], languages, components=components, examples=examples
    ):
        for language in languages:
            labels = [name[language].label.casefold() for name in names]
            assert len(set(labels)) == len(labels)
            assert all(labels)


def test_no_key_phrase_stands_inside_another(vectors: Vectors) -> None:
    [names] = name_topics(TEXTS, vectors, said(), [TOPIC], ["en"])
    for name in names:
        phrases = [f" {phrase.text.casefold()} " for phrase in name["en"].key_phrases]
        assert not any(one in other for one in phrases for other in phrases if one != other)


def test_a_name_does_not_depend_on_the_order_of_criteria(vectors: Vectors) -> None:
    order = np.random.default_rng(3).permutation(len(ROWS))
    given = said()
    turned = Said(given.statement[order], given.group[order], [given.language[i] for i in order], given.weight)
    first = name_topics(TEXTS, vectors, given, [TOPIC], ["en", "fr"])
    assert first == name_topics(TEXTS, vectors, turned, [TOPIC], ["en", "fr"])


def test_isolated_statements_name_nothing(vectors: Vectors) -> None:
    topic = np.where(np.isin(TOPIC, [1]), -1, np.where(TOPIC > 1, TOPIC - 1, TOPIC))
    [names] = name_topics(TEXTS, vectors, said(), [topic], ["en"])
    assert len(names) == 3
    assert not any("school" in name["en"].label for name in names)


def test_nothing_said_gives_no_names() -> None:
    nothing = Said(np.zeros(0, np.int64), np.zeros(0, np.int64), [], np.zeros(0))
    assert name_topics([], np.zeros((0, 4), np.float32), nothing, [np.zeros(0, np.int64)], ["en"]) == [[]]
