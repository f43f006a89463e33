"""Direct standardisation: periods as they would be, had the same mix of groups been heard in each."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..facts import Floats, Ints, Mask
from .comparability import GROUPS_OF_A_KIND, GROUPS_OF_A_PERIOD

How = Literal["none", "pooled", "first", "equal"]


@dataclass(frozen=True)
class Mix:
    """The mix of kinds that figures are weighted to, and what it leaves out."""

    kinds: Ints
    """(g): each group's kind among those that are weighted (t); -1 for groups left out."""
    weights: Floats
    """(t): sums to 1."""
    common: Mask
    """(all kinds): those that were heard enough in every period, and so are weighted."""


def as_heard(n_groups: int) -> Mix:
    """Give the mix that changes nothing: all groups are of one kind."""
    return Mix(np.zeros(n_groups, np.int64), np.ones(1), np.ones(1, np.bool_))


def reference(kinds: Ints, period: Ints, n_kinds: int, n_periods: int, how: How) -> Mix:
    """Weight groups to one mix of the kinds that every period of some size heard.

    Post-stratification by direct standardisation (Kitagawa 1955, J. Amer. Statist. Assoc. 50; Holt and Smith 1979,
    J. R. Statist. Soc. A 142). ``pooled`` weights kinds as in all periods together, ``first`` as in the first,
    ``equal`` all alike, each by numbers of groups; two groups of a kind are heard enough. ``kinds`` and ``period``
    are (g), -1 for neither. Kinds that are not common to all periods are left out: nothing is made up for groups that
    nobody heard. With no common kind the weights are empty.
    """
    heard = heard_by_period(kinds, period, n_kinds, n_periods)
    if how == "none":
        return as_heard(len(kinds))
    # A period that is too small to be compared does not decide what is common to the others.
    large = heard.sum(axis=1) >= GROUPS_OF_A_PERIOD
    common = (heard[large] >= GROUPS_OF_A_KIND).all(axis=0) & large.any()
    sizes = {"pooled": heard.sum(axis=0), "first": heard[0], "equal": np.ones(n_kinds)}[how][common]
    number = np.where(common, np.cumsum(common) - 1, -1)
    weights = sizes / max(sizes.sum(), 1)
    return Mix(np.where(kinds >= 0, number[kinds], -1), weights, common)


def heard_by_period(kinds: Ints, period: Ints, n_kinds: int, n_periods: int) -> Ints:
    """Count groups of each kind in each period, gives (p, t)."""
    known = (kinds >= 0) & (period >= 0)
    cells = np.bincount(period[known] * n_kinds + kinds[known], minlength=n_periods * n_kinds)
    return cells.reshape(n_periods, n_kinds)
