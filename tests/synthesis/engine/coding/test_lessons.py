"""A coder that learns from people: what it gains, what it keeps, and what it would have said without."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from services.synthesis.engine.coding.codebook_vectors import describe
from services.synthesis.engine.coding.coder import Coder
from services.synthesis.engine.coding.examples import Examples, Lesson, Seed
from services.synthesis.engine.coding.folds import ENOUGH_LESSONS, calibrating, folds
from services.synthesis.engine.coding.kernel_ridge import KernelRidge
from services.synthesis.engine.coding.likeness import contested
from services.synthesis.engine.encoding.stand_in import TinyEncoder

EMBED = TinyEncoder().encode


@dataclass(frozen=True)
class Entry:
    code: str
    dimension: str
    general: bool = False
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


ENTRIES = [
    Entry("water", "things", labels={"en": "water"}),
    Entry("bread", "things", labels={"en": "bread"}),
    Entry("effort", "deeds", labels={"en": "effort"}),
]
FRAMES = ["clean {} here", "no {} at all", "our {} today", "the {} we need", "{} in town", "more {} please"]
SEEDS = [
    Seed(code, language, "wellbeing", f"{language}{language} {frame.format(code)}")
    for language in ("x", "y")
    for code in ("water", "bread", "effort")
    for frame in FRAMES
]


def learnt(*lessons: Lesson) -> Coder:
    examples = Examples(SEEDS, EMBED([seed.text for seed in SEEDS]))
    taught = examples.taught(lessons, EMBED([lesson.text for lesson in lessons])) if lessons else examples
    return Coder().fit(ENTRIES, describe(ENTRIES, EMBED), taught)


def share(coder: Coder, text: str, code: str, question: str = "wellbeing") -> float:
    at = [entry.code for entry in ENTRIES].index(code)
    return float(coder.probabilities(EMBED([text]), [text], [question])[0, at])


def blind(coder: Coder, text: str, code: str, question: str = "wellbeing") -> float:
    recall = coder.recall([text], [question])
    found = recall.proposals
    return float(dict(zip([found.codes[at] for at in found.ranked[0]], found.scores[0], strict=True)).get(code, 0.0))


def test_what_people_code_is_recognised_in_other_words_and_seeds_are_not_forgotten() -> None:
    lessons = [Lesson("bread", "wellbeing", frame.format("baguette")) for frame in FRAMES]
    before, after = learnt(), learnt(*lessons)
    assert share(after, "a baguette", "bread") > share(before, "a baguette", "bread")
    for seed in SEEDS:
        found = after.propose(EMBED([seed.text]), [seed.text], [seed.question])
        assert found.codes[found.ranked[0, 0]] == seed.code


def test_people_who_differ_are_met_in_between_by_how_many_they_are() -> None:
    same = Lesson("bread", "wellbeing", "zwiebel"), Lesson("water", "wellbeing", "zwiebel", 3.0)
    other = Lesson("bread", "wellbeing", "zwiebel", 3.0), Lesson("water", "wellbeing", "zwiebel")
    assert share(learnt(*same), "zwiebel", "water") > share(learnt(*other), "zwiebel", "water")
    assert share(learnt(*same), "zwiebel", "water") > share(learnt(*same), "zwiebel", "bread")


def test_what_it_would_say_without_a_lesson_is_what_a_coder_without_it_says() -> None:
    kept = [Lesson("bread", "wellbeing", frame.format("baguette")) for frame in FRAMES]
    own = [Lesson("effort", "wellbeing", "krawumm allez"), Lesson("effort", "action", "krawumm allez", 2.0)]
    with_it, without = learnt(*kept, *own), learnt(*kept)
    # All that a lesson teaches is taken out but its part in how rare words are and in the temperature.
    without.temperature_, without.scale_ = with_it.temperature_, with_it.scale_
    assert share(with_it, "krawumm allez", "effort") > share(without, "krawumm allez", "effort")
    for question in ("wellbeing", "policy"):
        expected = share(without, "krawumm allez", "effort", question)
        assert blind(with_it, "krawumm allez", "effort", question) == pytest.approx(expected, abs=0.02)


def test_only_what_was_learnt_is_recalled() -> None:
    coder = learnt(Lesson("bread", "wellbeing", "Krawumm allez!"))
    recall = coder.recall(["something else", "krawumm allez"], ["wellbeing", None])
    assert recall.rows.tolist() == [1]
    assert recall.proposals.ranked.shape == (1, 3)
    assert learnt().recall(["clean water here"], ["wellbeing"]).rows.size == 0


def test_an_example_that_counts_twice_is_as_two_of_it() -> None:
    draw = np.random.default_rng(3)
    vectors, targets = draw.normal(size=(8, 5)), draw.normal(size=(8, 2))
    asked = draw.normal(size=(3, 5))
    twice = np.concatenate([vectors, vectors[:1]]), np.concatenate([targets, targets[:1]])
    ridge = np.array([0.25, *[0.5] * 7])
    one = KernelRidge().fit(vectors @ vectors.T, targets, ridge)
    other = KernelRidge().fit(twice[0] @ twice[0].T, twice[1], 0.5)
    np.testing.assert_allclose(asked @ vectors.T @ one.weights_, asked @ twice[0].T @ other.weights_, atol=1e-8)


def test_scores_less_what_rows_taught_are_those_of_a_model_without_them() -> None:
    draw = np.random.default_rng(5)
    vectors, targets, asked = draw.normal(size=(12, 6)), draw.normal(size=(12, 2)), draw.normal(size=(4, 6))
    rows = np.array([2, 7])
    left = np.setdiff1d(np.arange(12), rows)
    whole = KernelRidge().fit(vectors @ vectors.T, targets, 0.5)
    part = KernelRidge().fit(vectors[left] @ vectors[left].T, targets[left], 0.5)
    likeness = asked @ vectors.T
    np.testing.assert_allclose(
        likeness @ whole.weights_ + whole.lost(likeness, rows), likeness[:, left] @ part.weights_, atol=1e-8
    )


def test_lessons_alone_say_how_sure_to_be_once_there_are_enough() -> None:
    assert calibrating(100 + ENOUGH_LESSONS - 1, 100) == slice(None)
    assert calibrating(100 + ENOUGH_LESSONS, 100) == slice(100, None)


def test_the_same_words_are_held_out_together() -> None:
    lessons = [Lesson("bread", "wellbeing", "same"), Lesson("water", "action", "same"), Lesson("bread", "action", "b")]
    texts = [*(seed.text for seed in SEEDS), *(lesson.text for lesson in lessons)]
    found = folds(Examples(SEEDS, np.zeros((len(texts), 1), np.float32), lessons), texts)
    assert set(found[: len(SEEDS)]) == {"x", "y"}
    assert found[-3] == found[-2]
    assert found[-3].startswith("lesson")


def test_near_codes_of_people_speak_for_or_against() -> None:
    near = np.array([[1, 0], [0.9, 0.436], [0, 1]], dtype=np.float32)
    asked = np.array([[1, 0], [0, -1]], dtype=np.float32)
    counts = np.array([1, 3, 9], dtype=np.float32)
    said = np.array([0, 1, 1])
    np.testing.assert_allclose(contested(asked, np.array([0, 0]), near, said, counts), [0.75, 0])
    assert contested(asked, np.array([0, 0]), near[:0], said[:0], counts[:0]).tolist() == [0, 0]
