"""Whether topics hold ideas rather than languages: `python -m benchmarks.topics_across_languages`.

Needs a folder of parallel texts in ``SPIRAL_TEXTS`` (they are not part of this project) and says so without it:
``sdg_goals_targets_indicators.parquet`` and ``udhr_articles.parquet``. For each layer of topics: V-measure with the
language (nought is wanted), what it would be if the languages were dealt anew "within items" (among the versions of
each) or "to all", adjusted mutual information with the language, V-measure with the item, and of all pairs of versions
of one item in two languages the share that is in one topic. Then the fine layer of the rights for many other sets of
ten languages, since ten chosen ones can be lucky.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

from services.synthesis.engine.encoding.encoder import Vectors
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.engine.topics.topics import Topics

from .house import machine

GOALS_IN = ("ar", "cs", "de", "en", "es", "fr", "it", "ro", "ru", "tr")
# Codes of translations, since under one language the file has dialects and older spellings too.
RIGHTS_IN = ("arb", "deu_1996", "ell_monotonic", "eng", "fra", "ita", "nld", "pol", "por_PT", "spa")
OTHERS_LEARNT = ("bul", "ces", "dan", "fin", "hun", "ron_2006", "rus", "swe", "swh", "tur", "ukr")
NOT_LEARNT = ("cmn_hans", "est", "hin", "hrv", "ind", "jpn", "lav", "lit", "slk", "slv", "vie")
SEED, DEALS, SETS, AT_ONCE = 3, 100, 60, 10
GOAL = 0.02


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


def dealt(parallel: Parallel, labels: NDArray[np.integer], within_items: bool) -> float:
    """Mean V-measure with the language when languages are dealt anew: among versions of one item, or among all."""
    draw = np.random.default_rng(SEED)
    language, item = (np.unique(known, return_inverse=True)[1] for known in (parallel.languages, parallel.items))
    block = item if within_items else np.zeros_like(item)
    place = np.argsort(block, kind="stable")
    found = []
    for _ in range(DEALS):
        anew = np.empty_like(language)
        anew[place] = language[np.lexsort((draw.random(len(block)), block))]
        found.append(v_measure_score(anew, labels))
    return float(np.mean(found))


def table(parallel: Parallel, spaces: dict[str, Vectors]) -> None:
    """Print one row for each space and layer."""
    n_items = len(set(parallel.items))
    print(f"\n### {parallel.name}: {n_items} items, {len(set(parallel.languages))} languages\n")
    print("| vectors | topics | V with language | within items | to all | AMI | V with item | pairs together |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for space, vectors in spaces.items():
        for layer in Topics().fit(vectors).layers_:
            language, item = (v_measure_score(known, layer.labels) for known in (parallel.languages, parallel.items))
            within, to_all = (dealt(parallel, layer.labels, inside) for inside in (True, False))
            ami = adjusted_mutual_info_score(parallel.languages, layer.labels)
            together = share_together(layer.labels, parallel.items)
            chance = f"{within:.4f} | {to_all:.3f} | {ami:.3f}"
            print(f"| {space} | {len(layer)} | {language:.4f} | {chance} | {item:.3f} | {together:.3f} |")


def other_languages(parallel: Parallel, vectors: Vectors, pools: Mapping[str, Sequence[str]]) -> None:
    """Print, for each pool, what many sets of ten of its languages give in the fine layer."""
    languages, items = np.array(parallel.languages), np.array(parallel.items)
    print(f"\n### {parallel.name}: {SETS} sets of {AT_ONCE} languages, language taken out, fine layer\n")
    print(f"| languages | V with language: least, median, most | at most {GOAL} | pairs together: least, median |")
    print("|---|---:|---:|---:|")
    for name, pool in pools.items():
        draw, found = np.random.default_rng(SEED), []
        for _ in range(SETS):
            rows = np.isin(languages, draw.choice(pool, AT_ONCE, replace=False))
            labels = Topics().fit(vectors[rows]).layers_[0].labels
            found.append((v_measure_score(languages[rows], labels), share_together(labels, list(items[rows]))))
        v, pairs = np.array(found).T
        spread = f"{v.min():.3f}, {np.median(v):.3f}, {v.max():.3f} | {(v <= GOAL).mean():.2f}"
        print(f"| {name} | {spread} | {pairs.min():.3f}, {np.median(pairs):.3f} |")


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
    learnt = (*RIGHTS_IN, *OTHERS_LEARNT)
    every = Parallel.read(rights, "udhr_code", "article", (*learnt, *NOT_LEARNT))
    pools = {"of the 21 in the parallel text": learnt, "of 11 that are not": NOT_LEARNT}
    other_languages(every, neutral(encoder.encode(every.texts)), pools)
    return 0


if __name__ == "__main__":
    sys.exit(main())
