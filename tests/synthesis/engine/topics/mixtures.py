"""Unit vectors around known centres, for tests that need topics and no model."""

import numpy as np
from numpy.typing import NDArray

from services.synthesis.engine.encoding.encoder import Vectors, unit_rows


def mixture(n: int, n_themes: int, spread: float = 0.5, seed: int = 0, d: int = 48) -> tuple[Vectors, NDArray[np.int_]]:
    """n unit vectors (n, d) around random themes, and the theme of each; `spread` is the length of what is added."""
    drawn = np.random.default_rng(seed)
    centres = unit_rows(drawn.standard_normal((n_themes, d)))
    themes = drawn.integers(0, n_themes, n)
    added = unit_rows(drawn.standard_normal((n, d))) * np.float32(spread)
    return unit_rows(centres[themes] + added), themes
