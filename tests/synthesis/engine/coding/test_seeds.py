"""The shipped seeds: they are apart from what the coder is judged by."""

import json
from pathlib import Path

from services.synthesis.engine.coding.examples import read_seeds
from services.synthesis.engine.normalise import normalise

FROZEN = Path(__file__).parents[4] / "benchmarks" / "evaluation" / "coding.jsonl"


def test_no_seed_is_a_statement_that_the_coder_is_judged_by() -> None:
    frozen = {normalise(json.loads(line)["text"]) for line in FROZEN.read_text("utf-8").splitlines() if line.strip()}
    assert frozen
    assert not [seed for seed in read_seeds() if normalise(seed.text) in frozen]


def test_no_seed_is_there_twice() -> None:
    told = [(seed.language, seed.question, normalise(seed.text)) for seed in read_seeds()]
    assert len(set(told)) == len(told)
