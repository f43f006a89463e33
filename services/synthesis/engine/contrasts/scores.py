"""How far each group is from the common share of a cell, one number a group and cell, saturating with repetition.

The number is the beta-binomial score: the slope of the group's log-likelihood in the cell's log odds. A group that
names a thing thirty times says that it matters there; it does not say so thirty times as loudly.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma
from scipy.stats import beta

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRIOR_CRITERIA = 300.0
"""Criteria that a cell's own correlation needs to weigh as much as the correlation common to all cells."""


def pooled_shares(counts: Ints, totals: Ints) -> Floats:
    """Give the share (1, K) of each cell in the criteria (G, K) of all groups; zeros where there are none."""
    shares: Floats = counts.sum(axis=0, keepdims=True) / max(int(totals.sum()), 1)
    return shares


def correlations(counts: Ints, totals: Ints, shares: Floats) -> Floats:
    """Estimate how alike the criteria of one group are, cell by cell: intra-group correlations (K,) in [0, 0.9].

    counts (G, K) are criteria, totals (G,) those of each group over all cells, shares (1, K) or (G, K) what is
    expected of them. The analysis-of-variance estimator for proportions (Ridout, Demetrio and Firth 1999, Biometrics
    55) is moderated: each cell's figure is drawn to the one common to all cells, the more so the fewer criteria it
    holds, as Smyth (2004, Stat. Appl. Genet. Mol. Biol. 3) does for variances.
    """
    heard = totals > 0
    y, n = counts[heard].astype(np.float64), totals[heard].astype(np.float64)
    n_groups, whole = len(n), n.sum()
    if n_groups < 3 or whole <= n_groups:
        return np.zeros(counts.shape[1])
    own_shares = y / n[:, None]
    expected = shares[heard] if len(shares) > 1 else shares
    between = (n[:, None] * (own_shares - expected) ** 2).sum(axis=0) / (n_groups - 1)
    within = (y * (1 - own_shares)).sum(axis=0) / (whole - n_groups)
    typical = (whole - (n**2).sum() / whole) / (n_groups - 1)
    excess, spread = between - within, between + (typical - 1) * within
    common = excess.sum() / max(spread.sum(), 1e-12)
    own = np.divide(excess, spread, out=np.full(y.shape[1], common), where=spread > 0)
    trust = y.sum(axis=0) / (y.sum(axis=0) + PRIOR_CRITERIA)
    moderated: Floats = np.clip(trust * own + (1 - trust) * common, 0.0, 0.9)
    return moderated


def group_scores(counts: Ints, totals: Ints, shares: Floats, correlation: Floats) -> tuple[Floats, Floats]:
    """Score each group (G, K) against expected shares (1, K) or (G, K); of mean zero, whatever the group's size.

    The locally most powerful statistic for a common shift in log odds under a beta-binomial with the given
    correlations (K,); in units of criteria, and observed minus expected criteria where the correlation is zero. The
    second array is how far below zero a group of this size comes that does not name the cell at all.
    """
    shares = np.clip(shares, 1e-9, 1 - 1e-9)
    y, n = counts.astype(np.float64), totals.astype(np.float64)[:, None]
    scores, silence = y - n * shares, n * shares
    alike = correlation > 1e-4
    if alike.any():
        precision = (1 - correlation[alike]) / correlation[alike]
        a, b = shares[:, alike] * precision, (1 - shares[:, alike]) * precision
        named = digamma(y[:, alike] + a) - digamma(a)
        unnamed = digamma(n - y[:, alike] + b) - digamma(b)
        scores[:, alike] = (named - unnamed) * a * b / precision
        silence[:, alike] = (digamma(n + b) - digamma(b)) * a * b / precision
    return scores, silence


def effective_criteria(totals: Ints, correlation: Floats) -> Floats:
    """Give how many independent criteria a group is worth (G, K): n / (1 + (n - 1) correlation) (Kish 1965)."""
    n = totals.astype(np.float64)[:, None]
    effective: Floats = n / (1 + np.maximum(n - 1, 0) * correlation)
    return effective


def ceiling_of(counts: Ints, totals: Ints, confidence: float = 0.95) -> Floats:
    """Give the highest share (K,) of each cell that still agrees with the counts (G, K) of these groups.

    Clopper and Pearson's (1934) upper bound on effective criteria. For a cell never named this is the rule of three
    (Hanley and Lippman-Hand 1983, JAMA 249), with effective criteria in place of persons; 1 where nobody was heard.
    """
    if not totals.sum():
        return np.ones(counts.shape[1])
    shares = pooled_shares(counts, totals)
    effective = effective_criteria(totals, correlations(counts, totals, shares)).sum(axis=0)
    named = shares[0] * effective
    bound: Floats = beta.ppf((1 + confidence) / 2, named + 1, np.maximum(effective - named, 1e-9))
    return bound
