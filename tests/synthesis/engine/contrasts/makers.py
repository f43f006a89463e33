"""Synthetic groups for these tests: Dirichlet-multinomial counts, with or without a difference."""

import numpy as np


def shares(n_cells: int = 12) -> np.ndarray:
    ranked = 1 / np.arange(1, n_cells + 1)
    whole: np.ndarray = ranked / ranked.sum()
    return whole


def spoken(
    rng: np.random.Generator, n_groups: int, of: np.ndarray, n_questions: int = 2, alike: float = 0.05, said: int = 30
) -> np.ndarray:
    """Counts (G, Q, K); groups scatter round the shares with an intra-group correlation."""
    own = rng.dirichlet(of * (1 - alike) / alike, n_groups)
    n = np.maximum(2, np.round(said * np.exp(rng.normal(0, 0.4, (n_groups, n_questions))))).astype(int)
    return np.stack([rng.multinomial(n[:, q], own) for q in range(n_questions)], axis=1)


def first(n: int, of: int) -> np.ndarray:
    return np.arange(of) < n
