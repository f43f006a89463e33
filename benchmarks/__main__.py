"""Run every measurement, one after the other: ``python -m benchmarks`` (about half an hour)."""

import subprocess
import sys

RUNS = (
    ("benchmarks.importing",),
    ("benchmarks.importing", "--rows", "1200000"),
    ("benchmarks.embedding_speed", "--models", ".spiral/models"),
    ("benchmarks.catching_up",),
    ("benchmarks.answering",),
    ("benchmarks.answering", "--criteria", "1200000", "--distinct", "0.3"),
    ("benchmarks.thinking",),
    ("benchmarks.planted_changes",),
    ("benchmarks.evaluate_coding", "--models", ".spiral/models"),
)


def main() -> int:
    """Run them all; gives 1 if one of them could not be run."""
    failed = 0
    for module, *arguments in RUNS:
        print(f"\n## {module} {' '.join(arguments)}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", module, *arguments]).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
