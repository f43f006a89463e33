"""The coder with the real model, the shipped codebook and the shipped seeds."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from services.synthesis.engine.coding.codebook_vectors import describe
from services.synthesis.engine.coding.coder import Coder
from services.synthesis.engine.coding.examples import Examples, read_seeds
from services.synthesis.engine.encoding.encoder import Vectors
from shared.vocabulary.codebook import default_codebook

Embed = Callable[[Sequence[str]], Vectors]


@pytest.fixture(scope="module")
def coder(embed: Embed) -> Coder:
    entries, seeds = list(default_codebook().entries.values()), read_seeds()
    return Coder().fit(entries, describe(entries, embed), Examples(seeds, embed([seed.text for seed in seeds])))


@pytest.mark.parametrize(
    ("label", "statements"),
    [
        ("Food / drink", ["having enough to eat", "ne pas avoir faim", "mieć co jeść", "να έχουμε φαγητό"]),
        (
            "Healthcare and medicine",
            ["see a doctor when I am ill", "un hôpital proche", "l'accesso alle cure mediche", "الرعاية الصحية"],
        ),
        (
            "Housing / furniture",
            ["a decent home", "avoir un toit", "eine bezahlbare Wohnung", "ter uma casa", "o locuință decentă"],
        ),
        (
            "Family relations",
            ["my children around me", "être avec ma famille", "la familia unida", "een hechte familie"],
        ),
    ],
)
def test_plain_statements_are_coded_alike_in_every_language(
    coder: Coder, embed: Embed, label: str, statements: list[str]
) -> None:
    found = coder.propose(embed(statements), statements, ["wellbeing"] * len(statements))
    labels = [coder.entries_[entry].labels["en"] for entry in found.ranked[:, 0]]
    assert labels == [label] * len(statements)


def test_a_statement_about_nothing_in_particular_is_not_given_a_component(coder: Coder, embed: Embed) -> None:
    vague = ["it depends", "42", "lorem ipsum dolor"]
    found = coder.propose(embed(vague), vague, [None] * 3)
    proposed = [found.code(row) for row in range(3)]
    general = {entry.code for entry in coder.entries_ if entry.general}
    assert sum(code is None or code in general for code in proposed) >= 2


def test_held_out_confidence_set_the_thresholds(coder: Coder) -> None:
    assert 0 < coder.thresholds_.component < 1
    assert 0 < coder.thresholds_.dimension < 1
    assert np.isfinite(coder.temperature_)
