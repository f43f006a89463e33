"""Meanings: proposed where the words support them, and where they do not, nothing."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from services.synthesis.engine.coding.meanings import Meanings, ideas, read_meanings
from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.loading import proposable
from shared.vocabulary.codebook import default_codebook

Embed = Callable[[Sequence[str]], Vectors]


@pytest.fixture(scope="module")
def meanings(embed: Embed) -> Meanings:
    known = read_meanings()
    return Meanings(proposable(default_codebook())).fit(known, embed([each.text for each in known]))


def proposed(meanings: Meanings, embed: Embed, texts: list[str]) -> list[str | None]:
    return [meaning for meaning, _ in meanings.propose(embed(texts), texts, ["illbeing"] * len(texts))]


def test_obstacles_to_a_right_are_told_apart_in_several_languages(meanings: Meanings, embed: Embed) -> None:
    money = ["we cannot pay for the medicine", "on ne peut pas payer les médicaments", "wir können es nicht bezahlen"]
    excluded = ["they refused me the flat because I am black", "me han rechazado por ser mujer gitana"]
    law = ["the law forbids us to work here", "bez dokumentów prawo zabrania mi pracować"]
    assert proposed(meanings, embed, money) == ["P15"] * 3
    assert proposed(meanings, embed, excluded) == ["P14"] * 2
    assert proposed(meanings, embed, law) == ["P13"] * 2


def test_words_that_name_only_an_object_get_no_meaning(meanings: Meanings, embed: Embed) -> None:
    assert proposed(meanings, embed, ["my sister", "la joie", "singen", "42"]) == [None] * 4
    assert meanings.propose(embed([]), [], []) == []


def test_a_codebook_without_a_meaning_is_not_given_it(embed: Embed) -> None:
    known = read_meanings()
    few = Meanings({"P"}).fit(known, embed([each.text for each in known]))
    assert set(proposed(few, embed, ["we cannot pay for the medicine", "good fresh food"])) <= {"P", None}


def test_every_meaning_has_examples_in_many_languages() -> None:
    known = read_meanings()
    counts = Counter(each.meaning for each in known)
    assert min(counts.values()) >= 12
    assert all(len({each.language for each in known if each.meaning == meaning}) >= 6 for meaning in counts)


def test_translations_are_one_idea() -> None:
    vectors = np.array([[1, 0], [0.95, 0.31], [0, 1]], dtype=np.float32)
    found = ideas(vectors)
    assert found[0] == found[1] != found[2]
    assert ideas(vectors[:1]) == ["1"]
