"""Variances that learn from one another: with few groups, one code's variance alone is a poor guess."""

import numpy as np
from scipy import optimize, special

from ..facts import Floats, Mask

CODES = 5
"""Fewer have nothing to tell one another."""


def moderated(ratios: Floats, freedom: Floats, usable: Mask) -> tuple[Floats, Floats]:
    """Draw design effects (k) towards what they have in common; gives them with their new degrees of freedom.

    The empirical Bayes variances of Smyth (2004, Statistical Applications in Genetics and Molecular Biology 3.1): a
    scaled inverse chi-square prior, fitted by the moments of the logarithms over the ``usable`` codes. Where codes
    differ much in how they cluster the prior weighs little, and everything stays nearly as it was.
    """
    known = usable & (ratios > 0)
    if known.sum() < CODES:
        return ratios, freedom
    half = freedom[known] / 2
    logs = np.log(ratios[known]) - special.digamma(half) + np.log(half)
    spread = logs.var(ddof=1) - special.polygamma(1, half).mean()
    weight = _inverse_trigamma(spread)
    common = np.exp(logs.mean() + special.digamma(weight / 2) - np.log(weight / 2))
    drawn: Floats = (weight * common + freedom * ratios) / (weight + freedom)
    return drawn, freedom + weight


_MOST = 200.0
"""Degrees of freedom that the codes may lend one another."""


def _inverse_trigamma(spread: float) -> float:
    """Give the prior's degrees of freedom for what the logarithms vary beyond chance."""
    if spread <= special.polygamma(1, _MOST / 2):
        return _MOST
    if spread >= special.polygamma(1, 0.05):
        return 0.1
    return float(optimize.brentq(lambda weight: special.polygamma(1, weight / 2) - spread, 0.1, _MOST))
