"""Effects planted in synthetic groups, and how many are found: `python -m benchmarks.planted_effects`.

Synthetic through and through: it proves the method and says nothing of any city. A network has groups of one type
and 240 others. Each group answers three questions with about 31 criteria each (log-normal talkativeness) over 60
components of skewed shares. A group's own shares scatter round those of its kind (Dirichlet: the intra-group
correlation is then that of the criteria themselves), and are the same in all three questions. In the type, up to
three components change places with three larger ones: each named more by the odds ratio of the grid, its twin less by
the same; no other share moves, so every other finding is false. Seeds are 0, 1, 2, ... for each point.
"""

from __future__ import annotations

import argparse
import itertools
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import betabinom, binom, false_discovery_control

from services.synthesis.engine.contrasts.alarm import alarm
from services.synthesis.engine.contrasts.contrast import Contrast, contrast

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

QUESTIONS, COMPONENTS, DIMENSIONS = 3, 60, 9
LEVEL = 0.05
WAYS = "recall | false | recall, unweighted | false | naive: recall | false"


@dataclass(frozen=True)
class Planted:
    """One point of the grid."""

    odds: float = 2.0
    share: float = 0.05
    groups: int = 12
    correlation: float = 0.05
    others: int = 240
    on_logits: bool = False
    """Scatter on the logits (normal; correlation of the latent scale) and not on the shares (Dirichlet)."""
    one_question: bool = False
    """The effect is in the first question only, and groups scatter anew in each."""
    loudness: float = 1.0
    """How many times as much the type's groups say."""

    @property
    def more(self) -> float:
        """The share that the odds ratio makes of the base share."""
        return self.share * self.odds / (1 - self.share + self.share * self.odds)

    @property
    def pairs(self) -> int:
        """How many components are planted: three, or as many as leave room for the others."""
        return min(3, int(0.9 / (self.share + self.more)))


def base_shares(point: Planted) -> Floats:
    """Shares (K,) of the components: the planted, their twins, and the others by rank to the power -0.8."""
    others = 1 / np.arange(1, COMPONENTS - 2 * point.pairs + 1) ** 0.8
    planted = [np.full(point.pairs, point.share), np.full(point.pairs, point.more)]
    left = 1 - point.pairs * (point.share + point.more)
    return np.concatenate([*planted, others / others.sum() * left])


def own_shares(rng: np.random.Generator, shares: Floats, n: int, point: Planted) -> Floats:
    """Shares (n, K) of n groups of one kind."""
    if point.correlation == 0:
        return np.tile(shares, (n, 1))
    if point.on_logits:
        deviation = np.sqrt(point.correlation / (1 - point.correlation)) * np.pi / np.sqrt(3)
        drawn = shares * np.exp(deviation * rng.normal(size=(n, len(shares))))
    else:
        drawn = rng.gamma(np.tile(shares * (1 - point.correlation) / point.correlation, (n, 1))) + 1e-300
    own: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return own


def network(point: Planted, seed: int) -> tuple[Ints, Mask]:
    """Counts (G, Q, K) of a network and which groups (G,) are of the type."""
    rng = np.random.default_rng(seed)
    part = np.arange(point.groups + point.others) < point.groups
    loud = np.where(part, point.loudness, 1.0)[:, None]
    talk = np.exp(rng.normal(-0.06, 0.35, (len(part), 1))) * np.exp(rng.normal(-0.02, 0.2, (len(part), QUESTIONS)))
    n = np.maximum(3, np.round(31 * loud * talk)).astype(np.int64)
    base = base_shares(point)
    swapped, j = base.copy(), point.pairs
    swapped[:j], swapped[j : 2 * j] = base[j : 2 * j], base[:j]
    asked, scatter = [], None
    for question in range(QUESTIONS):
        if scatter is None or point.one_question:
            theirs = base if point.one_question and question else swapped
            kinds = ((theirs, point.groups), (base, point.others))
            scatter = np.vstack([own_shares(rng, shares, size, point) for shares, size in kinds])
        asked.append(rng.multinomial(n[:, question], scatter))
    return np.stack(asked, axis=1), part


@dataclass(frozen=True)
class Score:
    """Share of the planted found, and share of the found not planted."""

    recall: float
    false: float


def score(found: Mask, log_odds: Floats, point: Planted) -> Score:
    """Judge the found cells (R, K); rows are the questions and all together."""
    j, true = point.pairs, np.zeros(found.shape, np.bool_)
    true[[0, -1] if point.one_question else slice(None), : 2 * j] = True
    direction = np.where(np.arange(found.shape[1]) < j, 1, -1)
    true &= np.sign(log_odds) == direction
    false = (found & ~true).sum() / max(found.sum(), 1)
    return Score(float((found & true)[:, :j].any(axis=0).mean()), float(false))


def judged(point: Planted, seed: int) -> dict[str, Score]:
    """The score of each way to decide, on one network."""
    counts, part = network(point, seed)
    made = contrast(counts, part, resamplings=10, seed=seed)
    ways = {"groups, weighted": made.q <= LEVEL, "groups": _plain(made, made.p), "naive": _plain(made, _naive(made))}
    return {name: score(found, made.log_odds, point) for name, found in ways.items()}


def _naive(made: Contrast) -> Floats:
    return made.naive.chi_square_p


def _plain(made: Contrast, p: Floats) -> Mask:
    found = np.zeros(p.shape, np.bool_)
    found[made.tested] = false_discovery_control(p[made.tested]) <= LEVEL
    return found


def means(point: Planted, seeds: int) -> dict[str, Score]:
    """Mean scores over seeds."""
    each = [judged(point, seed) for seed in range(seeds)]
    return {
        way: Score(float(np.mean([s[way].recall for s in each])), float(np.mean([s[way].false for s in each])))
        for way in each[0]
    }


def grid_table(seeds: int) -> Iterable[str]:
    """The grid of the planted effects, a point a line, and the means over it."""
    yield f"| odds ratio | share | groups | correlation | {WAYS} |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    every = []
    for odds, share, groups, correlation in itertools.product(
        (1.5, 2.0, 3.0), (0.02, 0.05, 0.15), (6, 12, 24), (0.0, 0.05, 0.15)
    ):
        found = means(Planted(odds, share, groups, correlation), seeds)
        every.append(found)
        yield f"| {odds:g} | {share:.0%} | {groups} | {correlation:g} | {_cells(found)} |"
    mean = {
        way: Score(*(float(np.mean([getattr(f[way], name) for f in every])) for name in ("recall", "false")))
        for way in every[0]
    }
    yield f"| **mean** | | | | {_cells(mean)} |"


def _cells(found: dict[str, Score]) -> str:
    return " | ".join(f"{one.recall:.2f} | {one.false:.3f}" for one in found.values())


def best_possible(point: Planted, n: int, levels: Sequence[float], draws: int = 200_000) -> list[float]:
    """Power of the likelihood ratio of the true shares and correlation for one cell known beforehand, one-sided.

    By Neyman and Pearson's lemma no test of `groups` groups with n criteria each does better at these levels.
    """
    rng, y = np.random.default_rng(0), np.arange(n + 1)
    ratio = _log_chance(y, n, point.more, point.correlation) - _log_chance(y, n, point.share, point.correlation)
    none, some = (np.sort(ratio[_draw(rng, n, share, point, draws)].sum(axis=1)) for share in (point.share, point.more))
    return [float((some > none[int(draws * (1 - level)) - 1]).mean()) for level in levels]


def _log_chance(y: Ints, n: int, share: float, correlation: float) -> Floats:
    if correlation == 0:
        return np.asarray(binom.logpmf(y, n, share))
    scale = (1 - correlation) / correlation
    return np.asarray(betabinom.logpmf(y, n, share * scale, (1 - share) * scale))


def _draw(rng: np.random.Generator, n: int, share: float, point: Planted, draws: int) -> Ints:
    shape = (draws, point.groups)
    if point.correlation == 0:
        return rng.binomial(n, share, shape)
    scale = (1 - point.correlation) / point.correlation
    return rng.binomial(n, rng.beta(share * scale, (1 - share) * scale, shape))


def bound_table() -> Iterable[str]:
    """What no test can exceed where the goal is set, by how many criteria a group gives and how many groups."""
    levels = (0.05, 0.005, 0.0005)
    yield "| groups | criteria a group | correlation | " + " | ".join(f"one-sided {level:g}" for level in levels) + " |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for groups, n, correlation in [
        (12, 31, 0.05), (12, 93, 0.05), (24, 93, 0.05), (36, 93, 0.05), (12, 93, 0.0), (12, 31, 0.0),
    ]:  # fmt: skip
        power = best_possible(Planted(groups=groups, correlation=correlation), n, levels)
        yield f"| {groups} | {n} | {correlation:g} | " + " | ".join(f"{each:.2f}" for each in power) + " |"


READINGS = {
    "correlation of criteria, effect in all questions (the grid)": Planted(),
    "correlation of criteria, effect in one question": Planted(one_question=True),
    "correlation on the logits, effect in all questions": Planted(on_logits=True),
    "correlation on the logits, effect in one question": Planted(on_logits=True, one_question=True),
    "correlation of criteria, 24 groups": Planted(groups=24),
    "correlation of criteria, 36 groups": Planted(groups=36),
    "correlation of criteria, 48 groups": Planted(groups=48),
    "correlation of criteria, 1,288 others": Planted(others=1288),
}


def readings_table(seeds: int) -> Iterable[str]:
    """The goal's point under other readings of it."""
    yield f"| odds ratio 2, share 5 %, correlation 0.05, 12 groups unless told | {WAYS} |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name, point in READINGS.items():
        yield f"| {name} | {_cells(means(point, seeds))} |"


def many_types(seed: int, loud: bool = False) -> tuple[Ints, Mask]:
    """A network without any difference between its ten types of 6 to 60 groups; gives counts and parts (P, G)."""
    point = Planted(others=240)
    counts, _ = network(replace(point, odds=1.0, groups=12, loudness=1.0), seed)
    rng = np.random.default_rng(seed + 1_000_000)
    sizes = np.array([6, 6, 8, 10, 12, 16, 24, 40, 60])
    type_of = np.full(len(counts), len(sizes))
    type_of[: sizes.sum()] = np.repeat(np.arange(len(sizes)), sizes)
    type_of = rng.permutation(type_of)
    if loud:
        counts = np.where((type_of == 4)[:, None, None], counts * 2, counts)
    return counts, type_of == np.arange(len(sizes) + 1)[:, None]


def permuted_alarms(runs: int) -> Iterable[str]:
    """How often anything at all is found where there is nothing to find."""
    yield "| labels of groups permuted | runs | any finding, groups | any finding, naive |"
    yield "|---|---:|---:|---:|"
    dimension_of = np.arange(COMPONENTS) % DIMENSIONS
    for name, point in {
        "ten types, the whole alarm": None,
        "one type of 12, correlation 0.05": Planted(odds=2.0),
        "one type of 12, correlation 0.15": Planted(odds=2.0, correlation=0.15),
        "one type of 6, correlation 0.05": Planted(odds=2.0, groups=6),
        "one type of 24, real effects, then permuted": Planted(odds=3.0, groups=24),
    }.items():
        any_found, any_naive = [], []
        for seed in range(runs):
            if point is None:
                counts, parts = many_types(seed)
                any_found.append(len(alarm(counts, parts, dimension_of).q) > 0)
                continue
            counts, part = network(point, seed)
            made = contrast(counts, np.random.default_rng(seed).permutation(part), resamplings=10)
            any_found.append(bool((made.q <= LEVEL).any()))
            any_naive.append(bool(_plain(made, _naive(made)).any()))
        beside = f"{np.mean(any_naive):.3f}" if any_naive else ""
        yield f"| {name} | {runs} | {np.mean(any_found):.3f} | {beside} |"


def hard_nulls(runs: int) -> Iterable[str]:
    """Types without any difference, made hard: loud, dominated by one group, few or rare cells."""
    yield "| no difference, but | runs | any finding, groups | any finding, naive |"
    yield "|---|---:|---:|---:|"
    for name in ("its groups say twice as much", "its groups say half as much", "one group names a thing 30 times more",
                 "three cells only", "20 of 60 cells hardly ever named"):  # fmt: skip
        any_found, any_naive = [], []
        for seed in range(runs):
            counts, part = _hard(name, seed)
            made = contrast(counts, part, resamplings=10)
            any_found.append(bool((made.q <= LEVEL).any()))
            any_naive.append(bool(_plain(made, _naive(made)).any()))
        yield f"| {name} | {runs} | {np.mean(any_found):.3f} | {np.mean(any_naive):.3f} |"


def _hard(name: str, seed: int) -> tuple[Ints, Mask]:
    loudness = {"its groups say twice as much": 2.0, "its groups say half as much": 0.5}.get(name, 1.0)
    counts, part = network(Planted(odds=1.0, loudness=loudness), seed)
    if name.startswith("one group"):
        counts[0, 0, 10] += 30
    if name.startswith("three"):
        counts = np.stack([counts[:, :, :4].sum(2), counts[:, :, 4:10].sum(2), counts[:, :, 10:].sum(2)], axis=2)
    if name.startswith("20"):
        rng = np.random.default_rng(seed)
        rare = rng.binomial(1, 0.01, counts[:, :, :20].shape) * np.minimum(counts[:, :, :20], 1)
        counts = np.concatenate([rare, counts[:, :, 20:]], axis=2)
    return counts, part


def speed() -> Iterable[str]:
    """Seconds of a contrast and of an alarm at the network's size."""
    counts, _ = network(Planted(groups=60, others=1240), 0)
    wide = np.concatenate([counts, counts[:, :1]], axis=1)
    type_of = np.arange(len(wide)) % 30
    parts = type_of == np.arange(30)[:, None]
    place = np.random.default_rng(0).integers(0, 329, len(wide))
    scopes = np.concatenate([np.ones((1, len(wide)), np.bool_), place % 20 == np.arange(20)[:, None],
                             place == np.arange(329)[:, None]])  # fmt: skip
    yield f"{wide.sum():,} criteria, {len(wide):,} groups, 4 questions, 60 components; load {os.getloadavg()[0]:.1f}\n"
    started = time.perf_counter()
    contrast(wide, parts[0], resamplings=1000)
    between = time.perf_counter()
    alarm(wide, parts, np.arange(60) % 9, scopes)
    yield f"- a contrast with 1,000 resamplings of groups: {between - started:.2f} s"
    yield f"- an alarm over 30 types in {len(scopes)} scopes: {time.perf_counter() - between:.2f} s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Find planted effects.")
    parser.add_argument("--seeds", type=int, default=40, help="networks a point of the grid")
    parser.add_argument("--runs", type=int, default=1000, help="networks without an effect")
    chosen = parser.parse_args(arguments)
    for title, lines in (
        ("The grid", grid_table(chosen.seeds)),
        ("What no test can exceed: odds ratio 2, share 5 %", bound_table()),
        ("The goal's point, read otherwise", readings_table(5 * chosen.seeds)),
        ("Nothing to find", permuted_alarms(chosen.runs)),
        ("Nothing to find, made hard", hard_nulls(chosen.runs)),
        ("Speed", speed()),
    ):
        print(f"\n### {title}\n", flush=True)
        for line in lines:
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
