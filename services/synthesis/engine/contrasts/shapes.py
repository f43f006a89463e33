"""What every function here is given, looked at once: counts of groups by questions by cells."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def checked(counts: NDArray[np.integer], totals: NDArray[np.integer] | None) -> tuple[Ints, Ints]:
    """Give counts as (G, Q, K) and totals as (G, Q).

    Counts (G, K) are those of one question. Without totals a group's criteria are the sum of its cells. Raises
    ValueError for other shapes, negative counts, or more criteria in a cell than in all.
    """
    whole = np.asarray(counts, dtype=np.int64)
    if whole.ndim == 2:
        whole = whole[:, None, :]
    if whole.ndim != 3:
        raise ValueError(f"counts must be groups x questions x cells, not {whole.shape}")
    all_cells = whole.sum(axis=2) if totals is None else np.asarray(totals, dtype=np.int64).reshape(-1, whole.shape[1])
    if all_cells.shape != whole.shape[:2]:
        raise ValueError(f"totals {all_cells.shape} do not fit counts {whole.shape}")
    if whole.size and (whole.min() < 0 or (whole.max(axis=2) > all_cells).any()):
        raise ValueError("counts must be between zero and the group's total")
    return whole, all_cells


def part_of(mask: NDArray[np.bool_], n_groups: int) -> NDArray[np.bool_]:
    """Give a part (G,) as booleans; raises ValueError for another length or for numbers."""
    part = np.asarray(mask)
    if part.shape != (n_groups,) or part.dtype != np.bool_:
        raise ValueError(f"a part is {n_groups} booleans, not {part.dtype} {part.shape}")
    return part
