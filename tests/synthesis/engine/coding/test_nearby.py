"""What a query may be about, told by examples; and that it helps where one word says too little."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from services.synthesis.engine.coding.examples import read_seeds
from services.synthesis.engine.coding.nearby import NearbyCodes
from services.synthesis.engine.encoding.encoder import Vectors, unit_rows

Embed = Callable[[Sequence[str]], Vectors]

QUERIES = Path(__file__).parents[4] / "benchmarks" / "evaluation" / "searching.jsonl"


def test_the_nearest_examples_say_what_is_meant() -> None:
    vectors = unit_rows(np.array([[1, 0, 0], [0.95, 0.1, 0], [0, 1, 0], [0, 0, 1]]))
    nearby = NearbyCodes(["a", "a", "b", "c"], vectors)
    shares = nearby.shares(unit_rows(np.array([[1, 0.2, 0]]))[0])
    assert shares.sum() == pytest.approx(1)
    assert shares[nearby.numbers["a"]] > 0.99
    assert nearby.shares(unit_rows(np.array([[0, 1, 1]]))[0])[nearby.numbers["b"]] == pytest.approx(0.5, abs=1e-3)


def test_a_widened_query_is_nearer_to_its_examples_and_still_near_itself() -> None:
    vectors = unit_rows(np.array([[1, 0, 0], [0, 1, 0]]))
    nearby = NearbyCodes(["a", "b"], vectors)
    query = unit_rows(np.array([[0.8, 0.1, 0.59]]))[0]
    widened = nearby.widened(query)
    assert np.linalg.norm(widened) == pytest.approx(1, abs=1e-6)
    assert widened @ vectors[0] > query @ vectors[0]
    assert widened @ query > 0.9


def test_one_word_in_eight_languages_is_understood(embed: Embed) -> None:
    seeds = read_seeds()
    nearby = NearbyCodes([seed.code for seed in seeds], embed([seed.text for seed in seeds]))
    lines = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines()]
    asked = [each for each in lines if each["codes"]]
    assert len({each["language"] for each in asked}) == 8
    vectors = embed([each["query"] for each in asked])
    meant = [str(nearby.codes[nearby.shares(vector).argmax()]) in each["codes"]
             for each, vector in zip(asked, vectors, strict=True)]  # fmt: skip
    assert np.mean(meant) >= 0.8
