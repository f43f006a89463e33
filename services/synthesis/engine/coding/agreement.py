"""How well a coder and people agree: shares with intervals, chance-corrected agreement, calibration, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score


@dataclass(frozen=True)
class Share:
    """How many of n were right, with a 95 % interval."""

    n: int
    right: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.n


@dataclass(frozen=True)
class Bin:
    """Answers of like confidence: how sure the coder was on average, and how often it was right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


def share(right: NDArray[np.bool_]) -> Share:
    """The share of trues (n > 0), with the interval of Wilson (1927), which holds for small n too."""
    interval = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
    return Share(len(right), int(right.sum()), float(interval.low), float(interval.high))


def kappa(people: Sequence[str], machine: Sequence[str]) -> float | None:
    """Agreement beyond chance (Cohen 1960): 1 all, 0 as by chance; None where there is one code only."""
    if len({*people, *machine}) < 2:
        return None
    return float(cohen_kappa_score(list(people), list(machine)))


def calibration_bins(confidence: NDArray[np.floating], right: NDArray[np.bool_], n_bins: int = 10) -> list[Bin]:
    """Answers (n) in bins of equal width of confidence; empty bins are left out."""
    bins = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    return [
        Bin(b / n_bins, (b + 1) / n_bins, int(here.sum()), float(confidence[here].mean()), float(right[here].mean()))
        for b in range(n_bins)
        if (here := bins == b).any()
    ]


def confusions(people: Sequence[str], machine: Sequence[str], most: int) -> list[tuple[str, str, int]]:
    """The pairs of codes (people's, the machine's) that differ most often, with how often."""
    counts = Counter((one, other) for one, other in zip(people, machine, strict=True) if one != other)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(one, other, n) for (one, other), n in ordered[:most]]
