"""Many cells tested at once: false-discovery rates, with the error budget spent where something could be heard."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import log_ndtr
from scipy.stats import false_discovery_control

Floats = NDArray[np.float64]

FLOOR = 0.2
"""Part of the budget shared out evenly, so that a very large effect in a rare cell is still heard."""
_LOUDEST = 20.0
_BINS = 2000


def information_weights(signal: Floats, level: float = 0.05, floor: float = FLOOR) -> Floats:
    """Give each test (T,) its weight, of mean one, by the deviate it could be expected to show.

    The weights that make most discoveries for normal deviates of known mean (Roeder and Wasserman 2009, Statist. Sci.
    24), with a floor. They stay valid as long as `signal` does not look at which groups are in the part (Genovese,
    Roeder and Wasserman 2006, Biometrika 93). Raises ValueError for a level or a floor outside (0, 1).
    """
    if not (0 < level < 1 and 0 < floor < 1):
        raise ValueError("level and floor must be between 0 and 1")
    if not len(signal) or np.ptp(signal) < 1e-9:
        return np.ones(len(signal))
    # Told apart in bins: the root is as quick to find for millions of tests as for thousands.
    bins = np.minimum((np.clip(signal, 0.05, _LOUDEST) / _LOUDEST * _BINS).astype(np.int64), _BINS - 1)
    mean, times = (np.arange(_BINS) + 0.5) * _LOUDEST / _BINS, np.bincount(bins, minlength=_BINS) / len(bins)
    budget = np.log(len(signal) / level)

    def weights(c: float) -> Floats:
        # Capped, so that nothing overflows while the root is looked for.
        found: Floats = np.exp(np.minimum(log_ndtr(-(mean / 2 + c / mean)) + budget, 50.0))
        return found

    c = brentq(lambda c: float(times @ weights(c)) - 1.0, -1e3, 1e3)
    return floor + (1 - floor) * weights(c)[bins]


def q_values(p: Floats, weights: Floats | None = None, dependent: bool = False) -> Floats:
    """Give q-values (T,) of p-values (T,) by Benjamini and Hochberg (1995), or Benjamini and Yekutieli (2001).

    The latter, `dependent`, holds under any dependence and finds less. With no true effect anywhere, the chance that
    any q is at most 0.05 is itself at most 0.05: false-discovery and any-error rate are then one and the same.
    """
    if not len(p):
        return np.zeros(0)
    weighted = p if weights is None else np.minimum(1.0, p / weights)
    found: Floats = false_discovery_control(weighted, method="by" if dependent else "bh")
    return found
