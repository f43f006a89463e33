"""Run every measurement, one after the other: ``python -m benchmarks`` (an hour and more)."""

import os
import subprocess
import sys

RUNS: tuple[tuple[str, ...], ...] = (
    ("benchmarks.importing",),
    ("benchmarks.importing", "--rows", "1200000"),
    ("benchmarks.embedding_speed", "--models", ".spiral/models"),
    ("benchmarks.catching_up",),
    ("benchmarks.answering",),
    ("benchmarks.answering", "--criteria", "1200000", "--distinct", "0.3"),
    ("benchmarks.process",),
    ("benchmarks.process_lists",),
    ("benchmarks.thinking",),
    ("benchmarks.planted_effects", "--seeds", "20", "--runs", "200"),
    ("benchmarks.planted_changes", "--runs", "60"),
    ("benchmarks.topics", "--models", ".spiral/models"),
    ("benchmarks.evaluate_coding", "--models", ".spiral/models"),
    ("benchmarks.evaluate_lessons", "--models", ".spiral/models"),
    ("benchmarks.evaluate_meanings", "--models", ".spiral/models"),
    ("benchmarks.evaluate_search",),
)

OF_REAL_TEXTS: tuple[tuple[str, ...], ...] = (
    ("benchmarks.topics_across_languages", "--models", ".spiral/models"),
    ("benchmarks.topic_labels", "--models", ".spiral/models"),
)
"""These need a folder of texts that is no part of this project, named in ``SPIRAL_TEXTS``."""


def main() -> int:
    """Run them all; gives 1 if one of them could not be run."""
    failed = 0
    runs = RUNS
    if os.environ.get("SPIRAL_TEXTS"):
        runs += OF_REAL_TEXTS
    else:
        print("SKIPPED, without a folder of texts in SPIRAL_TEXTS:", *(module for module, *_ in OF_REAL_TEXTS))
    for module, *arguments in runs:
        print(f"\n## {module} {' '.join(arguments)}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", module, *arguments]).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
