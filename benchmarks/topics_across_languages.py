"""Whether topics hold ideas rather than languages: `python -m benchmarks.topics_across_languages`.

Needs a folder of parallel texts in ``SPIRAL_TEXTS`` (they are not part of this project) and says so without it:
``sdg_goals_targets_indicators.parquet`` and ``udhr_articles.parquet``. For each layer of topics: V-measure with the
language (nought is wanted), V-measure with the item, and of all pairs of versions of one item in two languages the
share that is in one topic.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.metrics import v_measure_score

from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.engine.topics.topics import Topics

from .house import machine

GOALS_IN = ("ar", "cs", "de", "en", "es", "fr", "it", "ro", "ru", "tr")
# Codes of translations, since under one language the file has dialects and older spellings too.
RIGHTS_IN = ("arb", "deu_1996", "ell_monotonic", "eng", "fra", "ita", "nld", "pol", "por_PT", "spa")


@dataclass(frozen=True)
class Parallel:
    """Texts (n) with the language and the item of each."""

    name: str
    texts: list[str]
    languages: list[str]
    items: list[str]

    @classmethod
    def read(cls, file: Path, language: str, item: str, kept: Sequence[str]) -> Parallel:
        """The rows of a file in ten languages."""
        rows = [row for row in pq.read_table(file).to_pylist() if row[language] in kept and row["text"]]
        columns = ([str(row[column]) for row in rows] for column in ("text", language, item))
        return cls(file.stem, *columns)


def share_together(labels: NDArray[np.integer], items: Sequence[str]) -> float:
    """Share of all pairs of versions of one item that have the same label."""
    item = np.unique(items, return_inverse=True)[1]
    cells = np.unique(np.stack([item, labels]), axis=1, return_counts=True)[1]
    versions = np.bincount(item)
    return float((cells * (cells - 1)).sum() / (versions * (versions - 1)).sum())


def table(parallel: Parallel, spaces: dict[str, Vectors]) -> None:
    """Print one row for each space and layer."""
    n_items = len(set(parallel.items))
    print(f"\n### {parallel.name}: {n_items} items, {len(set(parallel.languages))} languages\n")
    print("| vectors | topics | V with language | V with item | pairs of one item in one topic |")
    print("|---|---:|---:|---:|---:|")
    for space, vectors in spaces.items():
        for layer in Topics().fit(vectors).layers_:
            language, item = (v_measure_score(known, layer.labels) for known in (parallel.languages, parallel.items))
            together = share_together(layer.labels, parallel.items)
            print(f"| {space} | {len(layer)} | {language:.4f} | {item:.3f} | {together:.3f} |")


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Topics of parallel texts.")
    parser.add_argument("--models", type=Path, default=Path(".spiral/models"), help="folder of prepared models")
    chosen = parser.parse_args(arguments)
    folder = os.environ.get("SPIRAL_TEXTS")
    if not folder:
        sys.exit("SKIPPED: set SPIRAL_TEXTS to the folder with the texts; nothing was tried")
    print(machine())
    encoder = load_encoder("onnx", chosen.models / "multilingual-e5-small")
    neutral: Callable[[Vectors], Vectors] = fit_neutralizer(encoder).transform
    goals = Path(folder) / "sdg_goals_targets_indicators.parquet"
    rights = Path(folder) / "udhr_articles.parquet"
    for parallel in (
        Parallel.read(goals, "lang", "key", GOALS_IN),
        Parallel.read(rights, "udhr_code", "article", RIGHTS_IN),
    ):
        raw = encoder.encode(parallel.texts)
        table(parallel, {"as encoded": raw, "language taken out": neutral(raw)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
