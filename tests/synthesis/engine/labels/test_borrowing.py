import numpy as np
import pytest

from services.synthesis.engine.coding.examples import Examples, Seed
from services.synthesis.engine.encoding.encoder import unit_rows
from services.synthesis.engine.labels.borrowing import Lender
from services.synthesis.engine.labels.leading import Components

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
ONE = np.array([10])
NOWHERE = unit_rows((np.eye(8, dtype=np.float32)[4] + MEAN)[None, :])[0]


@pytest.fixture
def lender() -> Lender:
    return Lender(Components(CODES, LABELS), EXAMPLES, MEAN)


def test_the_component_of_the_nearest_examples_lends_its_label(lender: Lender) -> None:
    assert lender.components_of(0, 0, ALL_FOOD, "fr", ONE).names == ["Alimentation"]
    assert lender.components_of(0, 0, ALL_FOOD, "pt", ONE).names == []
    assert lender.components_of(0, 0, NOWHERE, "fr", ONE).names == []


def test_the_codes_of_a_topic_count_more_than_its_vectors() -> None:
    lender = Lender(Components(CODES, LABELS, [np.array([[0.1, 0.8, 0.1]])]), EXAMPLES, MEAN)
    assert lender.components_of(0, 0, ALL_FOOD, "pt", ONE).names == ["Saúde"]


def test_a_topic_of_several_components_is_called_by_two() -> None:
    lender = Lender(Components(CODES, LABELS, [np.array([[0.35, 0.3, 0.06]])]), EXAMPLES, MEAN)
    loan = lender.components_of(0, 0, ALL_FOOD, "en", ONE)
    assert loan.names == ["Food", "Health"]
    assert loan.farther == ["Housing"]


def test_dimensions_name_what_no_component_leads_in() -> None:
    shares = np.array([[0.09, 0.08, 0.09], [0.9, 0.05, 0.05]])
    dimensions = Components(["A", "B"], [{"en": "Resources"}, {"en": "Places"}], [np.array([[0.3, 0.5], [0.3, 0.1]])])
    lender = Lender(Components(CODES, LABELS, [shares], dimensions), EXAMPLES, MEAN)
    assert lender.components_of(0, 0, ALL_FOOD, "en", np.array([10, 10])).names == ["Places"]


def test_shares_that_rise_above_nothing_name_a_topic_only_when_there_is_nothing_better() -> None:
    lender = Lender(Components(CODES, LABELS, [np.full((2, 3), 0.3)]), EXAMPLES, MEAN)
    assert lender.components_of(0, 0, ALL_FOOD, "en", np.array([5, 5])).names == []
    assert lender.most(0, 0, ALL_FOOD, "en") == ["Food", "Health"]


def test_the_nearest_short_example_is_lent_and_nothing_that_is_far(lender: Lender) -> None:
    assert lender.example(ALL_FOOD, "de") == "gutes Essen"
    assert lender.example(ALL_FOOD, "sv") == "god mat"
    assert lender.example(ALL_FOOD, "it") is None
    assert lender.example(NOWHERE, "de") is None


def test_without_a_codebook_nothing_is_lent() -> None:
    lender = Lender(None, None, MEAN)
    assert lender.components_of(0, 0, ALL_FOOD, "en", ONE).names == []
    assert lender.most(0, 0, ALL_FOOD, "en") == []
    assert lender.example(ALL_FOOD, "en") is None
