"""What this machine's processor can do, where it matters to an encoder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

CPUINFO = Path("/proc/cpuinfo")
NOTABLE = {
    "avx2",
    "avx512f",
    "avx_vnni",
    "avx512_vnni",
    "avx512_bf16",
    "amx_bf16",
    "amx_int8",
    "asimddp",
    "bf16",
    "i8mm",
}


def notable_features() -> list[str]:
    """Instruction sets that speed an encoder up, sorted; empty where Linux does not tell."""
    try:
        lines = CPUINFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    flags = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return sorted(NOTABLE & set(flags.split()))


def bfloat16_is_faster() -> bool:
    """Whether torch multiplies faster in bfloat16 than in float32 here; takes a tenth of a second.

    Without the instructions it is emulated, and having them is not enough: on one virtual Xeon that lists avx512_bf16
    but not AMX it took 1.7 times as long as float32, on an EPYC less than half.
    """
    if not {"avx512_bf16", "amx_bf16"} & set(notable_features()):
        return False
    import torch

    return _product_s(torch.bfloat16) < _product_s(torch.float32)


def _product_s(number: torch.dtype) -> float:
    """Seconds of the product a layer spends most of its time on, best of twenty."""
    import torch

    texts, layer = torch.ones(512, 384, dtype=number), torch.nn.Linear(384, 1536, dtype=number)
    best = float("inf")
    with torch.inference_mode():
        for _ in range(20):
            started = time.perf_counter()
            layer(texts)
            best = min(best, time.perf_counter() - started)
    return best
