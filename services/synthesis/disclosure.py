"""What may be told to everybody: no small group can be singled out.

The protected unit is the group: a group of eight is known to its village. The rule for a published cell:

- at least 3 groups and 20 participants stand behind it, and it has at least 10 criteria;
- its two largest groups give at most 85 % of it;
- counts are rounded to the nearest 5, and shares are computed from the rounded counts;
- a true zero inside a country, question and year that itself passes is told as 0: what nobody named is a
  finding, and is never confused with what is suppressed;
- one fixed table is published, country × dimension × question × year; coarser tables are sums of its
  published cells, so that no difference between two tables gives a suppressed cell away.

Sources: thresholds after OECD PISA (a person and a cluster rule), dominance after Eurostat's two-unit rule,
rounding after the ONS 10/5 rule; the code ``c`` is SDMX's status for confidential.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .engine.facts import Counts

GROUPS = 3
PARTICIPANTS = 20
CRITERIA = 10
DOMINANCE = 0.85
BASE = 5
RELIABLE_GROUPS = 5
RELIABLE_PARTICIPANTS = 30

RULE = (
    "At least 3 groups, 20 participants and 10 criteria behind each figure, the two largest groups giving at "
    "most 85 %; counts rounded to 5; sums are of published cells only; status c: confidential."
)
"""The rule in a sentence, told with every public answer."""


@dataclass(frozen=True)
class Published:
    """Cells as they are published: rounded counts, and which are suppressed."""

    n_criteria: NDArray[np.int64]
    suppressed: NDArray[np.bool_]


def passes(counts: Counts) -> NDArray[np.bool_]:
    """Tell for each cell whether it may be told."""
    enough = (counts.n_groups >= GROUPS) & (counts.n_participants >= PARTICIPANTS)
    enough &= counts.n_criteria >= CRITERIA
    result: NDArray[np.bool_] = enough & (counts.largest_two <= DOMINANCE * counts.n_criteria)
    return result


def may_be_told(n_groups: int, n_participants: int, n_criteria: int, largest_two: int = 0) -> bool:
    """Tell of one figure whether it may be told, by the rule of `passes`."""
    enough = n_groups >= GROUPS and n_participants >= PARTICIPANTS and n_criteria >= CRITERIA
    return enough and largest_two <= DOMINANCE * n_criteria


def publish(counts: Counts) -> Published:
    """Give the cells of the public table as they are told."""
    told = passes(counts)
    rounded = np.where(told, rounded_to_base(counts.n_criteria), 0)
    return Published(n_criteria=rounded, suppressed=~told)


def rounded_to_base(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round to the nearest multiple of the base; the same number is always rounded the same way."""
    result: NDArray[np.int64] = (numbers + BASE // 2) // BASE * BASE
    return result
