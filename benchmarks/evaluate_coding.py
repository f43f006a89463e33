"""How well codes are proposed in a language no example of which was seen: `python -m benchmarks.evaluate_coding`.

For each language of the frozen evaluation file the coder is fitted on the seeds of all other languages. A statement
may have several accepted codes. Prints a Markdown table; the texts themselves are never printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.synthesis.engine.coding.calibration import calibration_error
from services.synthesis.engine.coding.codebook_vectors import CodebookEntry, describe
from services.synthesis.engine.coding.coder import Coder
from services.synthesis.engine.coding.examples import Examples, read_seeds
from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder
from shared.vocabulary.codebook import default_codebook

EVALUATION = Path(__file__).with_name("evaluation") / "coding.jsonl"
MODEL = "multilingual-e5-small"


@dataclass(frozen=True)
class Statement:
    """One statement of the evaluation file, with every code people would accept for it."""

    id: str
    language: str
    question: str
    text: str
    codes: list[str]


@dataclass(frozen=True)
class Verdicts:
    """What became of n statements: right or not at three altitudes, the confidence, and how it was proposed."""

    first: NDArray[np.bool_]
    three: NDArray[np.bool_]
    dimension: NDArray[np.bool_]
    confidence: NDArray[np.float32]
    fell_back: NDArray[np.bool_]
    uncoded: NDArray[np.bool_]
    proposal_accepted: NDArray[np.bool_]

    @classmethod
    def together(cls, several: Sequence[Verdicts]) -> Verdicts:
        """The verdicts of all languages as one."""
        return cls(*(np.concatenate([getattr(one, name) for one in several]) for name in cls.__dataclass_fields__))

    def cells(self) -> list[str]:
        """The table's figures."""
        proposed = ~self.uncoded
        figures = [self.first.mean(), self.three.mean(), self.dimension.mean()]
        figures += [calibration_error(self.confidence, self.first)]
        figures += [self.fell_back.mean(), self.uncoded.mean(), self.proposal_accepted[proposed].mean()]
        return [str(len(self.first)), *(f"{figure:.3f}" for figure in figures)]


def judge(coder: Coder, statements: Sequence[Statement], vectors: Vectors) -> Verdicts:
    """Compare proposals with the accepted codes."""
    texts = [statement.text for statement in statements]
    found = coder.propose(vectors, texts, [statement.question for statement in statements])
    accepted = [set(statement.codes) for statement in statements]
    dimension_of = {entry.code: entry.dimension for entry in coder.entries_}
    accepted_dimensions = [{dimension_of[code] for code in codes} for codes in accepted]
    ranked = [[found.codes[entry] for entry in row] for row in found.ranked]
    dimensions = [found.dimensions[position] for position in found.dimension_ranked]
    fell_back = (found.proposed != found.ranked[:, 0]) & (found.proposed >= 0)
    return Verdicts(
        first=np.array([row[0] in codes for row, codes in zip(ranked, accepted, strict=True)]),
        three=np.array([bool(codes & set(row)) for row, codes in zip(ranked, accepted, strict=True)]),
        dimension=np.array([name in names for name, names in zip(dimensions, accepted_dimensions, strict=True)]),
        confidence=found.scores[:, 0],
        fell_back=fell_back,
        uncoded=found.proposed < 0,
        proposal_accepted=np.array(
            [
                dimension_of.get(code or "") in names if general else code in codes
                for code, general, codes, names in zip(
                    map(found.code, range(len(texts))), fell_back, accepted, accepted_dimensions, strict=True
                )
            ]
        ),
    )


def evaluate(
    entries: Sequence[CodebookEntry], embed: Callable[[Sequence[str]], Vectors], statements: Sequence[Statement]
) -> dict[str, Verdicts]:
    """Verdicts by language, each with a coder that has seen no example in it."""
    seeds = read_seeds()
    examples = Examples(seeds, embed([seed.text for seed in seeds]))
    described, verdicts = describe(entries, embed), {}
    for language in sorted({statement.language for statement in statements}):
        spoken = [statement for statement in statements if statement.language == language]
        coder = Coder().fit(entries, described, examples.without(language))
        verdicts[language] = judge(coder, spoken, embed([statement.text for statement in spoken]))
    return verdicts


def table(verdicts: dict[str, Verdicts]) -> Iterable[str]:
    """The lines of a Markdown table, a language a line and all together last."""
    titles = ["language held out", "statements", "first right", "in three", "dimension", "calibration error"]
    titles += ["general instead", "uncoded", "proposals accepted"]
    rows = [[language, *found.cells()] for language, found in verdicts.items()]
    rows.append(["**all**", *Verdicts.together(list(verdicts.values())).cells()])
    yield f"| {' | '.join(titles)} |"
    yield f"|{'|'.join(['---'] + ['---:'] * (len(titles) - 1))}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Evaluate the proposal of codes, language by language.")
    parser.add_argument("--models", type=Path, default=Path(".spiral/models"), help="folder of prepared models")
    parser.add_argument("--encoder", default="onnx", help="onnx or torch")
    parser.add_argument("--evaluation", type=Path, default=EVALUATION, help="file of statements")
    chosen = parser.parse_args(arguments)
    folder = chosen.models / MODEL
    encoder = load_encoder(chosen.encoder, folder)
    neutralizer = fit_neutralizer(encoder, folder)
    lines = chosen.evaluation.read_text(encoding="utf-8").splitlines()
    statements = [Statement(**json.loads(line)) for line in lines if line.strip()]

    def embed(texts: Sequence[str]) -> Vectors:
        return neutralizer.transform(encoder.encode(texts))

    codebook = default_codebook()
    verdicts = evaluate(list(codebook.entries.values()), embed, statements)
    print(f"### Codes proposed in a language without examples ({codebook.version}, {encoder.model_id})\n")
    print("\n".join(table(verdicts)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
