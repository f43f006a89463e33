"""How often a planted change is called, and how often one that is not there, beside the chi-square on criteria.

Groups of two periods lean around the same 69 shares; one component's odds are changed in the second period, at the
cost of one other.
Each figure is over seeds that are printed with it.
"""

import argparse
from typing import Any

import numpy as np
from scipy import stats

from services.synthesis.engine.change.periods import change, discoveries, shares
from services.synthesis.engine.change.standardise import as_heard

from .house import machine

CODES = 69
PAYS = 0.25
"""Share of the component that a planted change is taken from."""


def rooms(rng: np.random.Generator, chances: Any, n_groups: int, correlation: float) -> Any:
    """Groups of some 80 criteria that lean around shares, by a Dirichlet with this correlation inside groups."""
    leaning = np.tile(chances, (n_groups, 1))
    if correlation:
        leaning = rng.gamma(np.maximum(leaning * (1 / correlation - 1), 1e-9))
    sizes = np.maximum(10, rng.lognormal(np.log(80), 0.4, n_groups)).astype(int)
    return np.array([rng.multinomial(n, each / each.sum()) for n, each in zip(sizes, leaning, strict=True)])


def planted(chances: Any, odds_ratio: float) -> Any:
    """Change the odds of the first share at the cost of the second, so that no other share changes at all."""
    odds = chances[0] / (1 - chances[0]) * odds_ratio
    changed = chances.copy()
    changed[0] = odds / (1 + odds)
    changed[1] -= changed[0] - chances[0]
    return changed


def by_groups(before: Any, after: Any, seed: int) -> Any:
    """Tell which components are called, by whole groups."""
    counts, period = np.concatenate([before, after]), np.repeat([0, 1], [len(before), len(after)])
    found = change(shares(counts, period, 2, as_heard(len(counts)), 300, seed), 0, 1)
    return discoveries(found.p, found.tested)[1]


def by_criteria(before: Any, after: Any) -> Any:
    """Tell which components the chi-square on criteria calls, at the same false-discovery rate."""
    one, other = before.sum(axis=0), after.sum(axis=0)
    p = np.ones(len(one))
    for code in np.flatnonzero(one + other):
        cells = [[one[code], one.sum() - one[code]], [other[code], other.sum() - other[code]]]
        p[code] = stats.chi2_contingency(cells).pvalue
    return stats.false_discovery_control(p) <= 0.05


def main() -> None:
    """Walk over the grid."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    asked = parser.parse_args()
    print(f"{asked.runs} seeds from 0; {machine()}\n")
    print("| groups in each period | correlation in groups | odds ratio | share | called | false among called |"
          " any called without a change | the same, chi-square: false among called | any |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|")
    for n_groups in (12, 24, 48):
        for correlation in (0.0, 0.05, 0.15):
            for odds_ratio, share in ((2.0, 0.05), (3.0, 0.05), (2.0, 0.15)):
                cells = np.mean([_run(seed, n_groups, correlation, odds_ratio, share) for seed in range(asked.runs)], 0)
                told = " | ".join(f"{cell:.2f}" for cell in cells)
                print(f"| {n_groups} | {correlation} | {odds_ratio} | {share} | {told} |", flush=True)


def _run(seed: int, n_groups: int, correlation: float, odds_ratio: float, share: float) -> list[float]:
    rng = np.random.default_rng(seed)
    chances = rng.dirichlet(np.full(CODES, 1.2))
    chances = np.r_[share, PAYS, chances[2:] / chances[2:].sum() * (1 - share - PAYS)]
    before, same = rooms(rng, chances, n_groups, correlation), rooms(rng, chances, n_groups, correlation)
    after = rooms(rng, planted(chances, odds_ratio), n_groups, correlation)
    called, naive = by_groups(before, after, seed), by_criteria(before, after)
    return [
        called[0],
        called[2:].sum() / max(called.sum(), 1),
        by_groups(before, same, seed).any(),
        naive[2:].sum() / max(naive.sum(), 1),
        by_criteria(before, same).any(),
    ]


if __name__ == "__main__":
    main()
