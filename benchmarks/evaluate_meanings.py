"""How well meanings are proposed: `python -m benchmarks.evaluate_meanings`.

The statements were written apart from the examples and frozen before anything was tuned; for each language the
examples in it are left out. A proposal is right when it is among the accepted meanings, or is the letter of one.
Prints Markdown; the texts themselves are never printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.evaluate_coding import MODEL
from services.synthesis.engine.coding.meanings import Meanings, read_meanings
from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.loading import proposable
from shared.vocabulary.codebook import default_codebook

EVALUATION = Path(__file__).with_name("evaluation") / "meaning.jsonl"


@dataclass(frozen=True)
class Statement:
    """One statement of the evaluation file, with every meaning people would accept for it; none is accepted too."""

    id: str
    language: str
    question: str
    text: str
    meanings: list[str]


Verdict = tuple[Statement, str | None]


def right(verdict: Verdict) -> bool:
    """Tell whether a proposal is an accepted meaning, or the letter of one."""
    statement, proposed = verdict
    return proposed is not None and any(proposed in (meaning, meaning[:1]) for meaning in statement.meanings)


def table(verdicts: Sequence[Verdict]) -> list[str]:
    """The lines of a Markdown table, a meaning a line."""
    names = sorted({statement.meanings[0] if statement.meanings else "none" for statement, _ in verdicts})
    lines = ["| meaning | statements | proposed rightly | proposed wrongly | nothing |", "|---|---:|---:|---:|---:|"]
    for name in names:
        here = [each for each in verdicts if (each[0].meanings[0] if each[0].meanings else "none") == name]
        nothing = sum(proposed is None for _, proposed in here)
        good = sum(map(right, here))
        lines.append(f"| {name} | {len(here)} | {good} | {len(here) - nothing - good} | {nothing} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Evaluate the proposal of meanings, language by language.")
    parser.add_argument("--models", type=Path, default=Path(".spiral/models"), help="folder of prepared models")
    parser.add_argument("--encoder", default="onnx", help="onnx or torch")
    chosen = parser.parse_args(arguments)
    folder = chosen.models / MODEL
    encoder = load_encoder(chosen.encoder, folder)
    neutralizer = fit_neutralizer(encoder, folder)

    def embed(texts: Sequence[str]) -> Vectors:
        return neutralizer.transform(encoder.encode(texts))

    statements = [Statement(**json.loads(line)) for line in EVALUATION.read_text("utf-8").splitlines() if line.strip()]
    examples, allowed = read_meanings(), proposable(default_codebook())
    vectors, asked = embed([each.text for each in examples]), embed([each.text for each in statements])
    verdicts: list[Verdict] = []
    for language in sorted({statement.language for statement in statements}):
        kept = [row for row, each in enumerate(examples) if each.language != language]
        spoken = [row for row, each in enumerate(statements) if each.language == language]
        known = Meanings(allowed).fit([examples[row] for row in kept], vectors[kept])
        said = [statements[row] for row in spoken]
        found = known.propose(asked[spoken], [each.text for each in said], [each.question for each in said])
        verdicts += [(statement, meaning) for statement, (meaning, _) in zip(said, found, strict=True)]
    proposed = [each for each in verdicts if each[1] is not None]
    meant = sum(bool(statement.meanings) for statement in statements)
    good = sum(map(right, proposed))
    print(f"### Meanings proposed in a language without examples ({encoder.model_id})\n")
    print(f"precision {good / max(len(proposed), 1):.3f} of {len(proposed)} proposals, recall {good / meant:.3f}\n")
    print("\n".join(table(verdicts)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
