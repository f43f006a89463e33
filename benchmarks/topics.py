"""Topics of 120,000 vectors beside EVoC and BERTopic in the same run: `python -m benchmarks.topics`.

The vectors are planted (`planted_topics.py`): 70 themes, 1,500 ideas, one statement in ten alone with its idea.
`--distinct 0.3` makes three in ten different and repeats them. A method that is not installed is skipped, loudly;
`--python` names an interpreter that has it. Each run has a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from services.synthesis.engine.encoding.loading import load_encoder

from .house import machine
from .planted_topics import Planted, Spread, plant

SCRIPT = Path(__file__).with_name("topics_methods.py")
HEAD = "| method | seed | seconds | CPU s | peak MiB | topics a layer | left out | ARI with themes |"


@dataclass(frozen=True)
class Run:
    """What a method told about itself, and its labels (n,) in the layer nearest 70 topics."""

    told: dict[str, Any]
    labels: NDArray[np.int64]


def run(method: str, python: str, source: Path, seed: int, threads: int) -> Run | None:
    """Run a method in its own process; None, and said aloud, when it cannot."""
    target = source.with_name(f"{method}-{seed}.npy")
    limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), str(threads))
    environment = os.environ | limits | {"PYTHONPATH": str(Path.cwd())}
    command = [python, str(SCRIPT), method, str(source), str(seed), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        print(f"SKIPPED {method}: {done.stderr.strip().splitlines()[-1]}", flush=True)
        return None
    return Run(json.loads(done.stdout.splitlines()[-1]), np.load(target).astype(np.int64))


def singled(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Labels in which each statement that was left out is by itself."""
    out = np.flatnonzero(labels < 0)
    alone = labels.copy()
    alone[out] = labels.max() + 1 + np.arange(len(out))
    return alone


def row(method: str, seed: int, found: Run, themes: NDArray[np.integer]) -> None:
    """Print one row of the table."""
    told = found.told
    agreement = adjusted_rand_score(themes, singled(found.labels))
    layers = " ".join(str(size) for size in told["n_topics"])
    print(
        f"| {method} | {seed} | {told['wall_s']:.1f} | {told['cpu_s']:.1f} | {told['peak_mib']:.0f} | {layers} "
        f"| {(found.labels < 0).mean():.1%} | {agreement:.3f} |",
        flush=True,
    )


def compare(methods: Sequence[tuple[str, str]], planted: Planted, seeds: int, threads: int) -> None:
    """Run every method with every seed and print how far its seeds agree."""
    print(f"\n{HEAD}\n|{'---|' * 8}", flush=True)
    agreements = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "vectors.npy"
        np.save(source, planted.vectors)
        for method, python in methods:
            found = [run(method, python, source, seed, threads) for seed in range(seeds)]
            runs = [one for one in found if one]
            for seed, one in enumerate(runs):
                row(method, seed, one, planted.themes)
            pairs = [(a, b) for a in range(len(runs)) for b in range(a)]
            between = [adjusted_rand_score(singled(runs[a].labels), singled(runs[b].labels)) for a, b in pairs]
            if between:
                agreements.append(f"| {method} | {min(between):.3f} |")
    print("\n| method | least ARI between seeds, layer nearest 70 |\n|---|---:|", *agreements, sep="\n", flush=True)


def repeated(planted: Planted, distinct: float) -> Planted:
    """As many vectors, of which only a share is different."""
    n = len(planted.vectors)
    rows = np.random.default_rng(1).integers(0, max(round(n * distinct), 1), n) if distinct < 1 else np.arange(n)
    return Planted(planted.vectors[rows], planted.themes[rows], planted.ideas[rows], planted.alone[rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Topics beside other methods.")
    parser.add_argument("--models", type=Path, default=Path(".spiral/models"), help="folder of prepared models")
    parser.add_argument("--vectors", type=int, default=120_000)
    parser.add_argument("--distinct", type=float, default=1.0, help="share of the vectors that differ")
    parser.add_argument("--methods", nargs="+", default=["spiral", "evoc"], help="of spiral, evoc, bertopic")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has evoc and bertopic")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args(arguments)
    spread = Spread.of(load_encoder("onnx", chosen.models / "multilingual-e5-small"))
    planted = repeated(plant(spread, chosen.vectors), chosen.distinct)
    print(f"{machine()}; {chosen.vectors:,} vectors, {chosen.distinct:.0%} distinct, {chosen.threads} threads")
    methods = [(name, sys.executable if name == "spiral" else chosen.python) for name in chosen.methods]
    compare(methods, planted, chosen.seeds, chosen.threads)
    print(f"\nAfterwards: {machine()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
