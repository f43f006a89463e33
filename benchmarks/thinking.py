"""How fast change, likeness and maps are told, from counts in memory, beside simpler ways in the same run.

Groups are made up: each leans its own way, as groups do. No database: what is measured is the thinking.
"""

import argparse
import asyncio
import importlib.util
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from services.synthesis.change import changes, correspondence, similar_places
from services.synthesis.engine.change import correspondence as engine
from services.synthesis.engine.change.resampling import resampled, totals
from services.synthesis.mirror import Mirror, Territory
from services.synthesis.selecting import Filters, kinds_of, select, tabulate
from shared.identity import Identity
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.roles import Question

from .house import machine

STAFF = Identity("benchmark", "staff")
COUNTRIES = ["BE", "FR", "PT", "IT", "ES", "NL", "RO", "PL", "GR", "DE", "MA", "TN", "SN", "CV", "KE", "GB", "AT", "CY"]
PROFILES = ["elders", "youth", "homeless", "parents", "teachers", "unemployed", "workers", "women", "men", "migrants"]
QUESTIONS = ("wellbeing", "illbeing", "action")


def filled(n_criteria: int, seed: int = 2026) -> Mirror:
    """Fill a mirror: 90 criteria a group, a third for each question."""
    rng, codes = np.random.default_rng(seed), list(default_codebook().entries)
    n_groups = max(n_criteria // 90, 50)
    mirror = Mirror(None, None)  # type: ignore[arg-type]
    for number in range(max(n_groups // 8, 5)):
        place = uuid.UUID(int=number)
        mirror.territories[place] = Territory(
            None, "municipality", COUNTRIES[number % len(COUNTRIES)], f"Town {number}"
        )
        mirror.territory_names.number(place)
    for names, values in (
        (mirror.countries, COUNTRIES),
        (mirror.profiles, PROFILES),
        (mirror.years, range(2005, 2025)),
        (mirror.codes, codes),
    ):
        for value in values:
            names.number(value)
    mirror.groups = np.zeros(n_groups, mirror.groups.dtype)
    mirror.groups["territory"] = rng.integers(0, len(mirror.territories), n_groups)
    mirror.groups["country"] = mirror.groups["territory"] % len(COUNTRIES)
    mirror.groups["profile"] = rng.integers(0, len(PROFILES), n_groups)
    mirror.groups["year"] = rng.integers(0, 20, n_groups)
    mirror.groups["participants"], mirror.groups["here"] = 9, True
    general = rng.dirichlet(np.ones(len(codes)), len(QUESTIONS))
    leaning = rng.gamma(np.maximum(general * 19, 1e-9), size=(n_groups, *general.shape))
    said = rng.multinomial(30, leaning / leaning.sum(axis=2, keepdims=True))
    group, question, code = np.nonzero(said)
    mirror.facts = np.zeros(len(group), mirror.facts.dtype)
    for name, column in (
        ("group", group),
        ("question", question),
        ("code", code + 1),
        ("n", said[group, question, code]),
        ("scope", mirror.scopes.number("network")),
        ("status", mirror.statuses.number("proposed")),
    ):
        mirror.facts[name] = column
    return mirror


def timed(what: str, work: Callable[[], Any], times: int = 5) -> float:
    """Say how long something takes, in the middle of several runs."""
    work()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    middle = statistics.median(took)
    print(f"| {what} | {middle * 1000:.1f} ms | {max(took) * 1000:.1f} ms |", flush=True)
    return middle


def whole_answers(mirror: Mirror) -> None:
    """Measure the operations behind the three addresses, selection and all."""
    book, now = default_codebook(), datetime.now(UTC)

    def ask(operation: Any, wanted: Any) -> Callable[[], Any]:
        return lambda: asyncio.run(operation(mirror, STAFF, wanted, book, "en", now))

    one = Filters(None, {"question": ["wellbeing"]})
    timed("changes of components, one question, four periods", ask(changes.changes, changes.Wanted("component", one)))
    pooled = changes.Wanted("component", one, standardise="pooled")
    timed("the same, standardised over profiles", ask(changes.changes, pooled))
    timed("changes of components, all questions", ask(changes.changes, changes.Wanted("component", Filters())))
    near = similar_places.Wanted(next(iter(mirror.territories)), "component", Filters())
    timed("territories like one of them, all questions, with leads", ask(similar_places.similar_territories, near))
    drawn = correspondence.Wanted("profile", "component", Question.WELLBEING, Filters())
    timed("map of profiles and components, with regions and chance", ask(correspondence.map_of, drawn))


def beside_simpler_ways(mirror: Mirror) -> None:
    """Measure the steps, each with the plain way to the same figures."""
    table = tabulate(mirror, select(mirror, Filters(), ("network", "open")), default_codebook(), "component")
    rows, counts = table.answers("wellbeing")
    kinds, rng = kinds_of(mirror, ["country"], rows), np.random.default_rng(1)
    row, n_rows = kinds.numbers, len(kinds.values)

    def by_group() -> Any:
        return [tables.sum(axis=1) for tables in resampled(counts, row, n_rows)]

    def group_by_group() -> Any:
        return [np.stack([counts[rng.choice(own, len(own))].sum(axis=0) for own in members]) for _ in range(1000)]

    members = [np.flatnonzero(row == number) for number in range(n_rows)]
    fast = timed("1,000 resamplings of groups", by_group)
    slow = timed("the same, drawn one by one in a loop", group_by_group, 1)
    print(f"|   ratio | {slow / fast:.0f} | |")

    def own() -> Any:
        return engine.correspondence(totals(counts, row, n_rows))

    mapped = timed("correspondence analysis from counts", own)
    timed("  with the regions of its rows (1,000 resamplings)", lambda: engine.regions(counts, row, n_rows, own()))
    if importlib.util.find_spec("prince") is None:
        print("\nprince is not installed: its analysis of the same table was NOT measured.")
        return
    import pandas as pd
    import prince

    frame = pd.DataFrame(totals(counts, row, n_rows)).loc[:, counts.sum(axis=0) > 0]

    def peer() -> Any:
        found = prince.CA(n_components=2, engine="scipy").fit(frame)
        return (found.row_coordinates(frame), found.column_coordinates(frame), found.row_cosine_similarities(frame))

    print(f"|   ratio to prince {prince.__version__} | {timed('prince, the same table', peer) / mapped:.0f} | |")


def main() -> None:
    """Measure at one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--criteria", type=int, default=120_000)
    asked = parser.parse_args()
    mirror = filled(asked.criteria)
    print(f"{asked.criteria:,} criteria of {len(mirror.groups):,} groups; {machine()}\n")
    print("| what | middle | slowest |\n|---|---|---|")
    whole_answers(mirror)
    beside_simpler_ways(mirror)


if __name__ == "__main__":
    main()
