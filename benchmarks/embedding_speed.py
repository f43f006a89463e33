"""Statements a second of the service's encoder beside float32 torch: `python -m benchmarks.embedding_speed`.

Both use the same texts (the parallel fixture and the seeds, shuffled once), the same number of cores and the same
batching by length. Rounds alternate, so that a busy neighbour disturbs both; the best round of each counts.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

from services.synthesis.engine.coding.examples import read_seeds
from services.synthesis.engine.encoding.cpu import notable_features
from services.synthesis.engine.encoding.encoder import Encoder
from services.synthesis.engine.encoding.language import parallel_text
from services.synthesis.engine.encoding.loading import load_encoder

MODEL = "multilingual-e5-small"
BASELINE = "torch fp32"


def sample() -> list[str]:
    """The texts to encode, in an order that repeats."""
    texts = [*parallel_text().texts, *(seed.text for seed in read_seeds())]
    random.Random(7).shuffle(texts)
    return texts


def seconds(encoder: Encoder, texts: Sequence[str]) -> float:
    """Wall time of encoding all texts once."""
    started = time.perf_counter()
    encoder.encode(texts)
    return time.perf_counter() - started


def best_rounds(encoders: dict[str, Encoder], texts: Sequence[str], rounds: int) -> dict[str, float]:
    """The shortest wall time of each encoder over alternating rounds, after a short warming up."""
    for encoder in encoders.values():
        encoder.encode(texts[:200])
    timed: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(rounds):
        for name, encoder in encoders.items():
            timed[name].append(seconds(encoder, texts))
    return {name: min(times) for name, times in timed.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Compare the speed of encoders.")
    parser.add_argument("--models", type=Path, default=Path(".spiral/models"), help="folder of prepared models")
    parser.add_argument("--encoder", default="onnx", help="the encoder to compare with float32 torch")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    folder, texts = chosen.models / MODEL, sample()
    encoders = {
        BASELINE: load_encoder("torch", folder, chosen.threads, exact=True),
        chosen.encoder: load_encoder(chosen.encoder, folder, chosen.threads),
    }
    best = best_rounds(encoders, texts, chosen.rounds)
    cosine = (encoders[BASELINE].encode(texts) * encoders[chosen.encoder].encode(texts)).sum(axis=1)
    print(f"### Encoding {len(texts):,} statements, {chosen.threads} threads ({', '.join(notable_features())})\n")
    print("| encoder | seconds | statements a second | times the baseline |\n|---|---:|---:|---:|")
    for name, taken in best.items():
        print(f"| {name} | {taken:.2f} | {len(texts) / taken:.0f} | {best[BASELINE] / taken:.2f} |")
    print(f"\nCosine between the two: mean {cosine.mean():.4f}, least {cosine.min():.4f}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
