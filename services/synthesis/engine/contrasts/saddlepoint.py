"""How rare a sum over some groups is among all choices of as many groups, without drawing any: a saddlepoint.

Drawing a thousand relabellings cannot give a p-value under 0.001, and the false-discovery control over thousands of
cells needs p-values a hundred times smaller. The double saddlepoint approximation of the relabelling distribution
(Robinson 1982, JRSS B 44; Booth and Butler 1990, Biometrika 77) is accurate far into the tail and follows skewness.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_ndtr

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_STEPS = 40
_LEAST_STRATUM = 6.0
"""Groups of a stratum, on average, from which the double saddlepoint holds; with fewer, such as pairs, it has about
as many side conditions as groups, and the sum over many strata is normal by itself."""
_CHUNK = 1_500_000
"""Numbers in a working matrix of tests x groups, so that memory stays bounded."""


@dataclass(frozen=True)
class Standardised:
    """Sums over the part of T columns of scores, in units of their relabelling deviation."""

    z: Floats
    """(T,); zero where relabelling cannot change the sum. Half a step nearer to zero for sums that move in steps."""
    columns: Floats
    """(N, T): scores of the N groups that can change sides, centred in their stratum, in the same units."""
    strata: NDArray[np.int64]
    """(N,): numbers from 0 of the strata that hold groups of both sides, ascending."""
    chance: Floats
    """(H,): the share of the part in each of these strata."""


def standardise(scores: Floats, part: Mask, strata: NDArray[np.int64], steps: Floats | float = 0.0) -> Standardised:
    """Centre and scale the sums of scores (N, T) over the part (N,), for relabelling inside strata (N,).

    Steps (T,) are those in which a sum moves, in its own units; zero where it moves smoothly.
    """
    _, number = np.unique(strata, return_inverse=True)
    size, inside = np.bincount(number).astype(np.float64), np.bincount(number, weights=part)
    mixed = (inside > 0) & (inside < size)
    order = np.flatnonzero(mixed[number])
    order = order[np.argsort(number[order], kind="stable")]
    _, number = np.unique(number[order], return_inverse=True)
    size, inside = size[mixed], inside[mixed]
    if len(order) == 0:
        return Standardised(np.zeros(scores.shape[1]), np.zeros((0, scores.shape[1])), number, np.zeros(0))
    starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
    x = scores[order]
    x = x - (np.add.reduceat(x, starts, axis=0) / size[:, None])[number]
    squares = np.add.reduceat(x**2, starts, axis=0) / np.maximum(size - 1, 1)[:, None]
    variance = ((inside * (size - inside) / size)[:, None] * squares).sum(axis=0)
    scale = np.sqrt(np.where(variance > 1e-18, variance, np.inf))
    x = x / scale
    z = x[part[order]].sum(axis=0)
    nearer = np.maximum(np.abs(z) - steps / scale / 2, 0.0)
    return Standardised(np.sign(z) * nearer, x, number, inside / size)


def signed_tails(found: Standardised, wanted: Mask | None = None) -> Floats:
    """Give each sum as the normal deviate (T,) that has the same tail under relabelling, signed.

    Only the wanted (T,) are worked out; the others keep their plain standardised sum. Cost is linear in tests x groups.
    """
    deviates = found.z.copy()
    if len(found.strata) < _LEAST_STRATUM * len(found.chance):
        return deviates
    rows = np.flatnonzero((np.abs(deviates) > 0.25) & (True if wanted is None else wanted))
    step = max(1, _CHUNK // max(len(found.columns), 1))
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        deviates[some] = _deviates(np.ascontiguousarray(found.columns[:, some].T), deviates[some], found)
    return deviates


def two_sided(deviates: Floats) -> Floats:
    """Give the two-sided p-values of normal deviates."""
    p: Floats = np.minimum(1.0, 2 * np.exp(log_ndtr(-np.abs(deviates))))
    return p


def _deviates(x: Floats, z: Floats, found: Standardised) -> Floats:
    """Solve the saddlepoint equations for rows of x (T, N) and turn Lugannani and Rice's tail into a deviate."""
    starts = np.flatnonzero(np.r_[True, found.strata[1:] != found.strata[:-1]])
    base = np.log(found.chance / (1 - found.chance))
    size = np.diff(np.r_[starts, x.shape[1]])
    inside = size * found.chance
    z = np.clip(z, *_reach(x, starts, size, inside))
    t, tilt = np.zeros(len(z)), np.zeros((len(z), len(size)))
    for _ in range(_STEPS):
        p = expit(base[found.strata] + tilt[:, found.strata] + t[:, None] * x)
        v = p * (1 - p)
        gap = inside - np.add.reduceat(p, starts, axis=1)
        gap_t = z - np.einsum("ij,ij->i", p, x)
        hh = np.add.reduceat(v, starts, axis=1) + 1e-300
        vx = v * x
        ht = np.add.reduceat(vx, starts, axis=1)
        tt = np.einsum("ij,ij->i", vx, x)
        schur = np.maximum(tt - (ht**2 / hh).sum(axis=1), 1e-12)
        if np.max(np.abs(gap_t)) < 1e-9 and np.max(np.abs(gap)) < 1e-9:
            break
        step_t = np.clip((gap_t - (ht * gap / hh).sum(axis=1)) / schur, -1.0, 1.0)
        tilt += np.clip((gap - ht * step_t[:, None]) / hh, -2.0, 2.0)
        t += step_t
    log_mgf = _log_mgf(tilt[:, found.strata] + t[:, None] * x, found.chance[found.strata])
    w = np.sqrt(np.maximum(2 * ((tilt * inside).sum(axis=1) + t * z - log_mgf), 1e-12))
    ratio = np.exp(0.5 * (np.log(hh) - np.log(size * found.chance * (1 - found.chance))).sum(axis=1))
    u = np.abs(t) * ratio * np.sqrt(schur)
    # w* of Barndorff-Nielsen: the same order of accuracy as Lugannani and Rice, and never outside (0, 1).
    deviates: Floats = np.sign(z) * (w + np.log(np.maximum(u, 1e-300) / w) / w)
    return deviates


def _log_mgf(eta: Floats, chance: Floats) -> Floats:
    """Sum log(1 - chance + chance exp(eta)) over groups, without overflow."""
    up, down = np.exp(np.minimum(eta, 0)), np.exp(-np.maximum(eta, 0))
    total: Floats = (np.maximum(eta, 0) + np.log(chance * up + (1 - chance) * down)).sum(axis=1)
    return total


def _reach(x: Floats, starts: NDArray[np.int64], size: NDArray[np.int64], inside: Floats) -> tuple[Floats, Floats]:
    """Give the least and the greatest sum in reach, drawn in a little: at the very end the equations have no root."""
    low, high = np.zeros(len(x)), np.zeros(len(x))
    for start, length, m in zip(starts, size, inside.round().astype(int), strict=True):
        ordered = np.sort(x[:, start : start + length], axis=1)
        low += ordered[:, :m].sum(axis=1)
        high += ordered[:, length - m :].sum(axis=1)
    return 0.995 * low, 0.995 * high
