"""How well short queries find what is meant: `python -m benchmarks.evaluate_search`.

Queries of one to five words in eight languages are put to the notes of the demonstration, in twelve. A hit is right
if its component is one that the query may mean. Beside the service's ranking stands the plain cosine, in the same
run; and queries that nothing answers show what the floor keeps away. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.synthesis.engine.coding.codebook_vectors import describe
from services.synthesis.engine.coding.coder import Coder
from services.synthesis.engine.coding.examples import Examples, read_seeds
from services.synthesis.engine.coding.nearby import NearbyCodes
from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.engine.nearest import fold_alike
from services.synthesis.engine.normalise import normalise
from services.synthesis.ranking import AGREEMENT, ALIKE
from services.synthesis.settings import SynthesisSettings
from shared.vocabulary.codebook import default_codebook

ROOT = Path(__file__).parents[1]
QUERIES = ROOT / "benchmarks" / "evaluation" / "searching.jsonl"
NOTES = ROOT / "services" / "demo" / "notes"
FIRST = 10


@dataclass(frozen=True)
class Ranked:
    """What one way of ranking gave: whether each of the first hits was right (q, 10), and their scores."""

    right: NDArray[np.bool_]
    scores: Vectors
    best: Vectors
    """The best score of each query, of those that nothing answers too."""


def lines(*paths: Path) -> list[dict[str, Any]]:
    """Read JSON lines, and note the file each comes from."""
    return [json.loads(line) | {"file": path.stem} for path in paths for line in path.read_text("utf-8").splitlines()]


def notes() -> list[dict[str, Any]]:
    """Read the notes, each normalised text once."""
    found = {normalise(note["text"]): note for note in lines(*sorted(NOTES.glob("*.jsonl")))}
    return list(found.values())


def ranked(scores: Vectors, vectors: Vectors, queries: list[dict[str, Any]], codes: Any, distinct: bool) -> Ranked:
    """Take the first ten of each query, folded or not, and see which are right."""
    right, kept_scores = [], []
    for query, row in zip(queries, scores, strict=True):
        if not query["codes"]:
            continue
        order = np.argsort(-row, kind="stable")[:300]
        if distinct:
            order = order[fold_alike(vectors[order], ALIKE) == np.arange(len(order))]
        right.append(np.isin(codes[order[:FIRST]], query["codes"]))
        kept_scores.append(row[order[:FIRST]])
    return Ranked(np.array(right), np.array(kept_scores), scores.max(axis=1))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=SynthesisSettings().model_folder())
    model: Path = parser.parse_args().model
    encoder = load_encoder("onnx", model)
    neutralizer = fit_neutralizer(encoder, model)

    def embed(texts: Any) -> Vectors:
        return neutralizer.transform(encoder.encode(list(texts)))

    said, queries, seeds = notes(), lines(QUERIES), read_seeds()
    entries = list(default_codebook().entries.values())
    examples = Examples(seeds, embed(seed.text for seed in seeds))
    coder = Coder().fit(entries, describe(entries, embed), examples)
    vectors, asked = (
        embed(normalise(note["text"]) for note in said),
        embed(normalise(query["query"]) for query in queries),
    )
    proposed = coder.propose(vectors, [note["text"] for note in said], [note["question"] for note in said])
    nearby = NearbyCodes([seed.code for seed in seeds], examples.vectors)
    shares = np.zeros((len(said), len(nearby.codes)), np.float32)
    for row, (ranks, scores) in enumerate(zip(proposed.ranked, proposed.scores, strict=True)):
        for entry, score in zip(ranks, scores, strict=True):
            if (number := nearby.numbers.get(proposed.codes[entry])) is not None:
                shares[row, number] = score
    plain: Vectors = asked @ vectors.T
    meant = np.stack([nearby.shares(vector) for vector in asked])
    ours: Vectors = (plain + AGREEMENT * (meant @ shares.T)).astype(np.float32)
    codes = np.array([note["code"] for note in said])
    tell(
        queries,
        {
            "plain cosine": ranked(plain, vectors, queries, codes, distinct=False),
            "with codes": ranked(ours, vectors, queries, codes, distinct=False),
            "with codes, folded (as served)": ranked(ours, vectors, queries, codes, distinct=True),
        },
    )


def tell(queries: list[dict[str, Any]], ways: dict[str, Ranked]) -> None:
    """Print precision by language, and what floors keep."""
    spoken = np.array([query["language"] for query in queries if query["codes"]])
    languages = sorted(set(spoken))
    print(f"| precision at {FIRST} | all | {' | '.join(languages)} |")
    print("|---" * (2 + len(languages)) + "|")
    for name, found in ways.items():
        each = [f"{found.right[spoken == language].mean():.2f}" for language in languages]
        print(f"| {name} | {found.right.mean():.3f} | {' | '.join(each)} |")
    answered = np.array([bool(query["codes"]) for query in queries])
    served = ways["with codes, folded (as served)"]
    print("\n| floor | right hits kept | wrong hits kept | answerable queries left empty | others left empty |")
    print("|---|---|---|---|---|")
    for floor in (0.25, 0.3, 0.33, 0.35, 0.38, 0.4, 0.45):
        kept = served.scores >= floor
        empty = served.best < floor
        print(
            f"| {floor} | {kept[served.right].mean():.2f} | {kept[~served.right].mean():.2f} |"
            f" {empty[answered].mean():.2f} | {empty[~answered].mean():.2f} |"
        )


if __name__ == "__main__":
    main()
