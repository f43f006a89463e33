"""Whether two periods may be compared: were the same kinds of groups heard in both, and if not, who is missing.

The rule of Kitagawa's decomposition (1955, J. Amer. Statist. Assoc. 50): a difference between two wholes is one of
what each kind says plus one of how many of each kind were there. The second part is at most the distance between the
two mixes (total variation) times the range of the kinds' shares, and a kind that was heard in one period only has no
difference at all. So:

- fewer than 5 groups in a period are too few, as they are for any figure here;
- a kind that gives a tenth or more of the groups of one period must be there with at least 2 groups in the other:
  fewer have no variance of their own;
- the two mixes may differ by a quarter at most, unless figures are standardised;
- standardised figures speak of the kinds common to both periods, which must be half the groups of each or more.

The four numbers are this project's choice, and are told with every answer.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ..facts import Ints, Mask

GROUPS_OF_A_PERIOD = 5
GROUPS_OF_A_KIND = 2
MAJOR_SHARE = 0.10
MIX_DISTANCE = 0.25
COMMON_SHARE = 0.5


class Verdict(StrEnum):
    """Whether a change may be called, from the least to the most that stands against it."""

    COMPARABLE = "comparable"
    COMMON_KINDS = "common-kinds"
    """Comparable, and only for the kinds heard in both: standardised figures that leave some out."""
    IF_STANDARDISED = "if-standardised"
    """Not as heard; the kinds common to both are enough to compare standardised figures."""
    NOT_COMPARABLE = "not-comparable"


class Obstacle(StrEnum):
    """What stands against a comparison."""

    TOO_FEW_GROUPS = "too-few-groups"
    KIND_MISSING = "kind-missing"
    MIX_DIFFERS = "mix-differs"
    LITTLE_IN_COMMON = "little-in-common"


@dataclass(frozen=True)
class Reason:
    """One obstacle: where it lies, and how many more groups would remove it."""

    obstacle: Obstacle
    side: int | None = None
    """0 for the earlier period, 1 for the later; None where it lies between them."""
    kind: int | None = None
    heard: int | None = None
    """Groups there are."""
    needed: int | None = None
    """Groups that are missing."""
    measured: float | None = None
    """What was measured against the bound: a distance or a share."""


@dataclass(frozen=True)
class Comparison:
    """The verdict on two periods, why, and how far their mixes overlap (0 to 1)."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    overlap: float


def compare(first: Ints, last: Ints, standardised: bool = False, common: Mask | None = None) -> Comparison:
    """Judge two periods from the groups (t) of each kind that were heard in them.

    ``common`` (t) tells which kinds standardised figures are made of; those heard enough in both unless given.
    """
    sides = np.stack([first, last])
    enough: Mask = np.minimum(first, last) >= GROUPS_OF_A_KIND if common is None else common
    few, little = _too_few(sides), _little(sides, enough)
    distance = mix_distance(first, last)
    if standardised:
        kept = Verdict.COMMON_KINDS if (sides[:, ~enough] > 0).any() else Verdict.COMPARABLE
        verdict = Verdict.NOT_COMPARABLE if few or little else kept
        return Comparison(verdict, (few or little) + _missing(sides), 1 - distance)
    reasons = few + _missing(sides)
    if distance > MIX_DISTANCE:
        reasons += (Reason(Obstacle.MIX_DIFFERS, measured=distance),)
    verdict = Verdict.NOT_COMPARABLE if few or little else Verdict.IF_STANDARDISED
    return Comparison(verdict if reasons else Verdict.COMPARABLE, reasons, 1 - distance)


def mix_distance(first: Ints, last: Ints) -> float:
    """Give the total variation distance between two mixes: the part of the groups that would have to change kind."""
    if not first.sum() or not last.sum():
        return 1.0
    return float(np.abs(first / first.sum() - last / last.sum()).sum() / 2)


def _too_few(sides: Ints, obstacle: Obstacle = Obstacle.TOO_FEW_GROUPS) -> tuple[Reason, ...]:
    sizes = sides.sum(axis=1).tolist()
    return tuple(
        Reason(obstacle, side, heard=n, needed=GROUPS_OF_A_PERIOD - n)
        for side, n in enumerate(sizes)
        if n < GROUPS_OF_A_PERIOD
    )


def _missing(sides: Ints) -> tuple[Reason, ...]:
    """Name the kinds that weigh in one period and are hardly there in the other."""
    found = []
    for side in (0, 1):
        here, there = sides[side], sides[1 - side]
        weighs = there >= MAJOR_SHARE * max(there.sum(), 1)
        for kind in np.flatnonzero(weighs & (there > 0) & (here < GROUPS_OF_A_KIND)).tolist():
            n = int(here[kind])
            found.append(Reason(Obstacle.KIND_MISSING, side, kind, n, GROUPS_OF_A_KIND - n))
    return tuple(found)


def _little(sides: Ints, enough: Mask) -> tuple[Reason, ...]:
    kept = sides[:, enough].sum(axis=1) / np.maximum(sides.sum(axis=1), 1)
    few = _too_few(np.where(enough, sides, 0), Obstacle.LITTLE_IN_COMMON)
    return few or tuple(
        Reason(Obstacle.LITTLE_IN_COMMON, side, measured=float(share))
        for side, share in enumerate(kept.tolist())
        if share < COMMON_SHARE
    )
