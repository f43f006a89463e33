"""The coder's mechanics with the stand-in encoder and a codebook of two dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from services.synthesis.engine.coding.codebook_vectors import describe
from services.synthesis.engine.coding.coder import Coder
from services.synthesis.engine.coding.examples import Examples, Seed
from services.synthesis.engine.encoding.stand_in import TinyEncoder

EMBED = TinyEncoder().encode


@dataclass(frozen=True)
class Entry:
    code: str
    dimension: str
    general: bool = False
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


# Letters and forms of code that no real codebook has: nothing is read from them.
ENTRIES = [
    Entry("k-all", "things", general=True, labels={"en": "things in general"}),
    Entry("k-water", "things", labels={"en": "water", "fr": "eau"}),
    Entry("k-bread", "things", labels={"en": "bread"}, description="bread to eat"),
    Entry("z/effort", "deeds", labels={"en": "effort"}),
    Entry("z/unused", "deeds", labels={"en": "music and dance"}),
]
WORDS = {"k-all": "some thing", "k-water": "water", "k-bread": "bread", "z/effort": "helping"}
FRAMES = ["clean {} here", "no {} at all", "our {} today", "the {} we need", "{} in town", "more {} please"]


def seeds() -> list[Seed]:
    made = []
    for language in ("x", "y"):
        for code, word in WORDS.items():
            question = "action" if code.startswith("z") else "wellbeing"
            made += [Seed(code, language, question, f"{language}{language} {frame.format(word)}") for frame in FRAMES]
    return made


@pytest.fixture(scope="module")
def coder() -> Coder:
    known = seeds()
    return Coder().fit(ENTRIES, describe(ENTRIES, EMBED), Examples(known, EMBED([seed.text for seed in known])))


def codes(coder: Coder, texts: list[str], questions: list[str | None]) -> list[str]:
    found = coder.propose(EMBED(texts), texts, questions)
    return [found.codes[entry] for entry in found.ranked[:, 0]]


def test_probabilities_sum_to_one_and_the_best_three_are_ranked(coder: Coder) -> None:
    texts = ["clean water", "bread", "unheard of"]
    shares = coder.probabilities(EMBED(texts), texts, ["wellbeing"] * 3)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    found = coder.propose(EMBED(texts), texts, ["wellbeing"] * 3)
    assert found.ranked.shape == found.scores.shape == (3, 3)
    assert (np.diff(found.scores, axis=1) <= 0).all()
    assert (found.dimension_scores >= found.scores[:, 0] - 1e-6).all()


def test_examples_are_recognised_in_other_sentences(coder: Coder) -> None:
    assert codes(coder, ["the water today", "bread we need"], ["wellbeing", "wellbeing"]) == ["k-water", "k-bread"]


def test_the_question_leans_the_choice(coder: Coder) -> None:
    text = ["our today"]
    shares = [coder.probabilities(EMBED(text), text, [question])[0, 3] for question in ("action", None, "wellbeing")]
    assert shares[0] > shares[1] > shares[2]


def test_a_code_without_examples_is_found_by_its_label(coder: Coder) -> None:
    text = ["music and dance"]
    assert "z/unused" in [coder.entries_[entry].code for entry in coder.propose(EMBED(text), text, [None]).ranked[0]]


def test_a_code_without_any_example_does_not_stop_the_others_and_none_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="needs examples"):
        Coder().fit(ENTRIES, describe(ENTRIES, EMBED), Examples([], EMBED([])))


def test_one_language_is_enough_to_learn_from() -> None:
    known = [seed for seed in seeds() if seed.language == "x"]
    fitted = Coder().fit(ENTRIES, describe(ENTRIES, EMBED), Examples(known, EMBED([seed.text for seed in known])))
    assert codes(fitted, ["clean water"], ["wellbeing"]) == ["k-water"]


def test_learning_twice_gives_the_same_figures_bit_for_bit(coder: Coder) -> None:
    known = seeds()
    again = Coder().fit(ENTRIES, describe(ENTRIES, EMBED), Examples(known, EMBED([seed.text for seed in known])))
    texts = [seed.text for seed in known]
    asked: list[str | None] = ["action"] * len(texts)
    one, other = (each.probabilities(EMBED(texts), texts, asked) for each in (coder, again))
    np.testing.assert_array_equal(one, other)
    assert coder.thresholds_ == again.thresholds_


def test_nothing_to_code_gives_no_proposal(coder: Coder) -> None:
    assert coder.propose(EMBED([]), [], []).proposed.shape == (0,)
