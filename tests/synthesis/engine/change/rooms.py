"""Groups that speak as groups do: each with its own leaning, so that its criteria are alike."""

from typing import Any

import numpy as np


def rooms(rng: np.random.Generator, shares: Any, n_groups: int, correlation: float = 0.05, size: int = 80) -> Any:
    """A table (g, k) of groups that lean around shares with a correlation inside groups."""
    shares = np.asarray(shares, dtype=float)
    leaning = np.tile(shares, (n_groups, 1))
    if correlation:
        leaning = rng.gamma(np.maximum(shares * (1 / correlation - 1), 1e-9), size=leaning.shape)
    sizes = np.maximum(10, rng.lognormal(np.log(size), 0.4, n_groups)).astype(int)
    chances = leaning / leaning.sum(axis=1, keepdims=True)
    return np.array([rng.multinomial(n, chance) for n, chance in zip(sizes, chances, strict=True)])
