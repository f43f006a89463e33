import numpy as np
import pytest

from services.synthesis.engine.coding.examples import Examples, Seed
from services.synthesis.engine.encoding.encoder import unit_rows
from services.synthesis.engine.labels.borrowing import Components, Lender

CODES = ["A01", "A02", "A03"]
LABELS = [{"en": "Food", "fr": "Alimentation"}, {"en": "Health", "pt-PT": "Saúde"}, {"en": "Housing"}]
WORDS = {"de": ["gutes Essen", "gesund sein", "eine Wohnung"], "sv": ["god mat", "att vara frisk", "en bostad"]}
SEEDS = [
    Seed(code, language, "wellbeing", text)
    for language, texts in WORDS.items()
    for code, text in zip(CODES, texts, strict=True)
]
SEEDS.append(Seed("A01", "de", "wellbeing", "ein langer Satz, den niemand als Titel lesen möchte"))
DIRECTIONS = np.eye(3, 8, dtype=np.float32)
# Examples and statements each have an offset of their own, as different registers do.
EXAMPLES = Examples(SEEDS, unit_rows(DIRECTIONS[[0, 1, 2, 0, 1, 2, 0]] + np.eye(8, dtype=np.float32)[6]))
MEAN = np.eye(8, dtype=np.float32)[7] * 0.5
ALL_FOOD = unit_rows((DIRECTIONS[0] + MEAN)[None, :])[0]
NOWHERE = unit_rows((np.eye(8, dtype=np.float32)[4] + MEAN)[None, :])[0]


@pytest.fixture
def lender() -> Lender:
    return Lender(Components(CODES, LABELS), EXAMPLES, MEAN)


def test_the_component_of_the_nearest_examples_lends_its_label(lender: Lender) -> None:
    assert lender.component(0, 0, ALL_FOOD, "fr") == "Alimentation"
    assert lender.component(0, 0, ALL_FOOD, "pt") is None


def test_the_codes_of_a_topic_count_more_than_its_vectors() -> None:
    lender = Lender(Components(CODES, LABELS, [np.array([[0.1, 0.8, 0.1]])]), EXAMPLES, MEAN)
    assert lender.component(0, 0, ALL_FOOD, "pt") == "Saúde"


def test_mixed_codes_name_a_topic_only_when_there_is_nothing_better() -> None:
    lender = Lender(Components(CODES, LABELS, [np.array([[0.2, 0.25, 0.2]])]), EXAMPLES, MEAN)
    assert lender.component(0, 0, ALL_FOOD, "en") is None
    assert lender.component(0, 0, ALL_FOOD, "en", surely=False) == "Health"


def test_the_nearest_short_example_is_lent_and_nothing_that_is_far(lender: Lender) -> None:
    assert lender.example(ALL_FOOD, "de") == "gutes Essen"
    assert lender.example(ALL_FOOD, "sv") == "god mat"
    assert lender.example(ALL_FOOD, "it") is None
    assert lender.example(NOWHERE, "de") is None


def test_without_a_codebook_nothing_is_lent() -> None:
    lender = Lender(None, None, MEAN)
    assert lender.component(0, 0, ALL_FOOD, "en", surely=False) is None
    assert lender.example(ALL_FOOD, "en") is None
