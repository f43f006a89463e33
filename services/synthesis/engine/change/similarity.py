"""Which places hear the same things, and where somebody might learn from somebody."""

from dataclasses import dataclass

import numpy as np

from ..facts import Floats, Ints, Mask
from .resampling import RESAMPLINGS, groups_naming, resampled, totals

GROUPS_OF_A_PLACE = 5
"""Fewer are too few to say what a place is like."""

GROUPS_OF_A_LEAD = 3
"""Groups that must stand on each side of a lead."""

PRIOR = 50.0
"""Criteria's worth of everybody's profile that is mixed into each place's own."""


@dataclass(frozen=True)
class Likeness:
    """How alike the places (t) are to one of them in what they name; 1 for the same profile, 0 for nothing shared."""

    affinity: Floats
    """(t): with the part taken off that is due to hearing few groups; NaN for places heard too little."""
    low: Floats
    high: Floats
    shared: Mask
    """(t, k): codes that both surely name more than everybody together."""


@dataclass(frozen=True)
class Lead:
    """A code that is mostly ill-being in one place, and on which another place names more of what it does."""

    place: int
    code: int
    apart: float
    """The other place's share of action minus this one's."""
    low: float
    high: float


def alike(
    counts: Ints, place: Ints, n_places: int, focus: int, n: int = RESAMPLINGS, seed: int = 0, prior: float = PRIOR
) -> Likeness:
    """Compare the profile of one place with that of each other, with intervals from resampled groups (95 %).

    ``counts`` is (g, k), ``place`` (g) with -1 for none. The measure is the affinity of Bhattacharyya (1943), the
    cosine of the square roots of shares, whose complement is the squared Hellinger distance. Shares are shrunk
    towards everybody's by a Dirichlet prior, so that places that were little heard are not far from all others by
    their zeros. Hearing few groups makes places look less alike than they are; resampling does the same once more,
    which tells by how much: the basic bootstrap interval and its bias correction (Efron and Tibshirani 1993,
    chapters 10 and 13).
    """
    heard = np.bincount(place[place >= 0], minlength=n_places)
    kept = np.flatnonzero(heard >= GROUPS_OF_A_PLACE)
    affinity, shared = np.full((3, n_places), np.nan), np.zeros((n_places, counts.shape[1]), np.bool_)
    if focus in kept:
        general = counts[place >= 0].sum(axis=0) / counts[place >= 0].sum()
        number = _renumbered(place, kept, n_places)
        at = int(np.searchsorted(kept, focus))
        affinity[:, kept], shared[kept] = _resampled(counts, number, len(kept), at, general, n, seed, prior)
    return Likeness(affinity[0], affinity[1], affinity[2], shared)


def _resampled(
    counts: Ints, place: Ints, n_places: int, focus: int, general: Floats, n: int, seed: int, prior: float
) -> tuple[Floats, Mask]:
    """Give affinity, lower and upper limit (3, t), and the shared codes (t, k)."""
    found = _affinity(_shrunk(totals(counts, place, n_places), general, prior), focus)
    draws, surely = [], np.zeros((n_places, counts.shape[1]))
    for tables in resampled(counts, place, n_places, n, seed):
        profiles = _shrunk(tables, general, prior)
        draws.append(_affinity(profiles, focus))
        surely += (profiles > general).sum(axis=0)
    drawn = np.concatenate(draws)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    more = (surely >= 0.975 * n) & (groups_naming(counts, place, n_places) >= GROUPS_OF_A_LEAD)
    return np.clip(2 * found - np.stack([drawn.mean(axis=0), high, low]), 0, 1), more & more[focus]


def leads(
    wellbeing: Ints, illbeing: Ints, action: Ints, place: Ints, n_places: int, focus: int, others: Ints,
    n: int = RESAMPLINGS, seed: int = 0,
) -> list[Lead]:  # fmt: skip
    """Find codes that are mostly ill-being in one place and on which others name more action.

    The three tables are of the same groups (g, k), rows of zeros where a group did not answer. A code is mostly
    ill-being where its share of the ill-being answers is surely above its share of the well-being answers, at least
    3 groups naming it; another place is a lead where at least 3 groups name action on it and its share of action is
    surely higher (95 % of resamplings, each). In the order of codes, then of ``others``: a lead is somebody to ask,
    and no ranking.
    """
    kept = np.r_[focus, others].astype(np.int64)
    place, n_places = _renumbered(place, kept, n_places), len(kept)
    worse, apart = np.zeros(wellbeing.shape[1]), []
    # The same seed, so that a group that is drawn is drawn with all its answers.
    streams = [resampled(counts, place, n_places, n, seed) for counts in (wellbeing, illbeing, action)]
    for drawn in zip(*streams, strict=True):
        well, ill, did = (_shares(table) for table in drawn)
        worse += (ill[:, 0] > well[:, 0]).sum(axis=0)
        apart.append(did[:, 1:] - did[:, :1])
    low, high = np.quantile(np.concatenate(apart), [0.025, 0.975], axis=0)
    did = _shares(totals(action, place, n_places))
    difference = did[1:] - did[:1]
    named = groups_naming(illbeing, place, n_places)[0] >= GROUPS_OF_A_LEAD
    mostly_ill = named & (worse >= 0.975 * n)
    done = groups_naming(action, place, n_places)[1:] >= GROUPS_OF_A_LEAD
    stands = done & mostly_ill & (low > 0)
    return [
        Lead(int(others[at]), code, *(float(value[at, code]) for value in (difference, low, high)))
        for code, at in np.argwhere(stands.T).tolist()
    ]


def _renumbered(place: Ints, kept: Ints, n_places: int) -> Ints:
    """Number the places that are kept by their order; -1 for all others."""
    numbers = np.full(n_places + 1, -1, np.int64)  # the last one is for groups of no place
    numbers[kept] = np.arange(len(kept))
    renumbered: Ints = numbers[place]
    return renumbered


def _shares(tables: Floats) -> Floats:
    shares: Floats = tables / np.maximum(tables.sum(axis=-1, keepdims=True), 1)
    return shares


def _shrunk(tables: Floats, general: Floats, prior: float) -> Floats:
    shrunk: Floats = (tables + prior * general) / (tables.sum(axis=-1, keepdims=True) + prior)
    return shrunk


def _affinity(profiles: Floats, focus: int) -> Floats:
    roots = np.sqrt(profiles)
    affinity: Floats = (roots @ roots[..., focus, :, None])[..., 0]
    return affinity
