"""What the coder gains from validated codes, and whether it forgets: `python -m benchmarks.evaluate_lessons`.

The demonstration's notes are read as if people had coded them: 500 notes of some languages are learnt, all others are
asked for, in the same languages and in the rest. The frozen evaluation statements are asked before and after as well.
Seeds of every language are known to both coders. Several draws, with seeds; prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluate_coding import EVALUATION, MODEL, Statement, judge
from services.synthesis.engine.coding.calibration import calibration_error
from services.synthesis.engine.coding.codebook_vectors import CodebookEntry, describe
from services.synthesis.engine.coding.coder import Coder
from services.synthesis.engine.coding.examples import Examples, Lesson, read_seeds
from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.engine.normalise import normalise
from shared.vocabulary.codebook import default_codebook

NOTES = Path(__file__).parents[1] / "services" / "demo" / "notes"


@dataclass(frozen=True)
class Notes:
    """The demonstration's notes (n), each with its one true code, and their vectors (n, d)."""

    statements: list[Statement]
    vectors: Vectors

    def part(self, rows: NDArray[np.intp]) -> Notes:
        """Some of them."""
        return Notes([self.statements[row] for row in rows], self.vectors[rows])


def read_notes(folder: Path = NOTES) -> list[Statement]:
    """All notes of the demonstration, by language."""
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines()):
            note = json.loads(line)
            text, code = normalise(note["text"]), [note["code"]]
            found.append(Statement(f"{file.stem}-{number}", file.stem, note["question"], text, code))
    return found


def figures(coder: Coder, notes: Notes) -> list[float]:
    """First choice, among three, dimension, calibration error."""
    found = judge(coder, notes.statements, notes.vectors)
    error = calibration_error(found.confidence, found.first)
    return [float(found.first.mean()), float(found.three.mean()), float(found.dimension.mean()), error]


def draw(notes: Notes, languages: Sequence[str], n: int, seed: int) -> tuple[Notes, Notes, Notes]:
    """Notes to learn, the rest in the same languages, and those in all other languages."""
    inside = np.array([statement.language in languages for statement in notes.statements])
    rows = np.random.default_rng(seed).permutation(np.flatnonzero(inside))
    return notes.part(rows[:n]), notes.part(rows[n:]), notes.part(np.flatnonzero(~inside))


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Evaluate what the coder gains from validated codes.")
    parser.add_argument("--models", type=Path, default=Path(".spiral/models"), help="folder of prepared models")
    parser.add_argument("--encoder", default="onnx", help="onnx or torch")
    parser.add_argument("--lessons", type=int, default=500)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--own", action="store_true", help="also learn the seeds of languages held out, one by one")
    parser.add_argument(
        "--languages", nargs="+", default=["fr", "pt", "es", "it"], help="the languages the lessons come from"
    )
    chosen = parser.parse_args(arguments)
    folder = chosen.models / MODEL
    encoder = load_encoder(chosen.encoder, folder)
    neutralizer = fit_neutralizer(encoder, folder)

    def embed(texts: Sequence[str]) -> Vectors:
        return neutralizer.transform(encoder.encode(texts))

    entries = list(default_codebook().entries.values())
    described, seeds = describe(entries, embed), read_seeds()
    examples = Examples(seeds, embed([seed.text for seed in seeds]))
    statements = read_notes()
    notes = Notes(statements, embed([statement.text for statement in statements]))
    frozen = [Statement(**json.loads(line)) for line in EVALUATION.read_text("utf-8").splitlines() if line.strip()]
    evaluation = Notes(frozen, embed([statement.text for statement in frozen]))
    if chosen.own:
        compare_own(entries, described, examples, evaluation, chosen.lessons)
    return compare(entries, described, examples, notes, evaluation, chosen)


def compare(
    entries: Sequence[CodebookEntry],
    described: Vectors,
    examples: Examples,
    notes: Notes,
    evaluation: Notes,
    chosen: argparse.Namespace,
) -> int:
    """Print each part before and after learning."""
    before = Coder().fit(entries, described, examples)
    rows: dict[str, list[list[float]]] = {}
    for seed in range(chosen.draws):
        learnt, same, others = draw(notes, chosen.languages, chosen.lessons, seed)
        lessons = [Lesson(each.codes[0], each.question, each.text) for each in learnt.statements]
        began = time.perf_counter()
        after = Coder().fit(entries, described, examples.taught(lessons, learnt.vectors))
        print(f"learnt {len(lessons)} in {time.perf_counter() - began:.1f} s")
        parts = {f"notes in {' '.join(chosen.languages)}": same, "notes in other languages": others}
        for name, part in (parts | {"frozen evaluation": evaluation}).items():
            if not part.statements:
                continue
            rows.setdefault(name, []).append([*figures(before, part), *figures(after, part)])
    show(rows)
    return 0


def show(rows: dict[str, list[list[float]]]) -> None:
    """Print a Markdown table of figures before and after, the mean of several draws a line."""
    titles = [f"{name} {when}" for when in ("before", "after") for name in ("first", "three", "dimension", "ECE")]
    print(f"|  | {' | '.join(titles)} |\n|---|{'---:|' * 8}")
    for name, several in rows.items():
        print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in np.mean(several, axis=0))} |")


def compare_own(
    entries: Sequence[CodebookEntry], described: Vectors, examples: Examples, evaluation: Notes, most: int
) -> None:
    """Print the frozen evaluation without any example in its language, and with at most so many of its seeds learnt.

    The seeds of the language stand for what people there have coded: the gain is that of `evaluate_coding`.
    """
    gains: dict[str, list[list[float]]] = {"frozen evaluation, own language": []}
    spoken_in = np.array([statement.language for statement in evaluation.statements])
    for language in np.unique(spoken_in):
        asked = evaluation.part(np.flatnonzero(spoken_in == language))
        own = np.array([row for row, seed in enumerate(examples.seeds) if seed.language == language], dtype=np.intp)
        own = np.random.default_rng(0).permutation(own)[:most]
        seeds = [examples.seeds[row] for row in own]
        lessons = [Lesson(seed.code, seed.question, normalise(seed.text)) for seed in seeds]
        before = examples.without(str(language))
        after = before.taught(lessons, examples.vectors[own])
        pair = [figures(Coder().fit(entries, described, each), asked) for each in (before, after)]
        gains[f"{language}, {len(own)} learnt"] = [[*pair[0], *pair[1]]]
        gains["frozen evaluation, own language"].append([*pair[0], *pair[1]])
    show(gains)


if __name__ == "__main__":
    raise SystemExit(main())
