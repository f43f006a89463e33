"""The naive statistics, which take criteria for independent: to be shown beside a contrast, never to decide by.

With groups that talk much, or whose members agree, they call chance a finding in most contrasts; how often is
measured in `docs/reference/contrasts.md`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, hypergeom

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Naive:
    """Naive statistics, each of the shape of the counts."""

    chi_square: Floats
    chi_square_p: Floats
    specificity: Floats
    """Signed powers of ten: -5 is a chance of 1 in 100,000 of so few, +5 of so many; at most 300."""


def naive(inside: Ints, inside_total: Ints, rest: Ints, rest_total: Ints) -> Naive:
    """Compare criteria of cells inside a part with those of the rest; all arguments broadcast together.

    Pearson's chi-square on the two-by-two table without correction, and the hypergeometric specificity of textual
    statistics (Lafon 1980, Mots 1).
    """
    whole, named = inside_total + rest_total, inside + rest
    product = inside_total.astype(np.float64) * rest_total * named * (whole - named)
    cross = inside.astype(np.float64) * (rest_total - rest) - rest.astype(np.float64) * (inside_total - inside)
    square = np.divide(whole * cross**2, product, out=np.zeros(product.shape), where=product > 0)
    so_many = hypergeom.sf(inside - 1, whole, named, inside_total)
    so_few = hypergeom.cdf(inside, whole, named, inside_total)
    strength = np.log10(np.clip(np.minimum(so_many, so_few), 1e-300, 1.0))
    return Naive(square, chi2.sf(square, 1), np.where(cross >= 0, -strength, strength))
