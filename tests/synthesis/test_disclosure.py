"""What everybody may read: no cell that the rule hides, and nothing from which one could be worked out."""

from collections import defaultdict
from datetime import UTC, datetime
from itertools import chain as joined
from itertools import combinations
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.synthesis import trends as operation
from services.synthesis.mirror import _FACT, _GROUP, Mirror, Territory
from services.synthesis.schemas import Trends
from shared.identity import PUBLIC
from shared.vocabulary.codebook import default_codebook

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AXES = ("country", "dimension", "question", "year")
DIMENSIONS = sorted(default_codebook().dimensions)

group = st.tuples(st.sampled_from(["BE", "PT"]), st.sampled_from([2024, 2025]), st.integers(1, 15))
fact = st.tuples(
    st.integers(0, 9), st.sampled_from(["wellbeing", "policy"]), st.sampled_from(["open", "open", "open", "network"]),
    st.sampled_from(["", "A01", "A02", "B01", "C00"]), st.sampled_from([1, 2, 4, 9, 14, 40]),
)  # fmt: skip
worlds = st.tuples(st.lists(group, min_size=4, max_size=10), st.lists(fact, max_size=60))
World = tuple[list[Any], list[Any]]


def mirror_of(world: World) -> Mirror:
    """A copy in memory with these groups (country, year, participants) and facts, and no database behind it."""
    groups, facts = world
    mirror = Mirror(None, None)
    countries = {country: UUID(int=number) for number, country in enumerate(["BE", "PT"])}
    for country, territory in countries.items():
        mirror.territories[territory] = Territory(None, "country", country, country)
        mirror.territory_names.number(territory)
    mirror.groups = np.array(
        [
            (mirror.territory_names.number(countries[country]), mirror.countries.number(country),
             mirror.profiles.number("elders"), mirror.families.number("age"), mirror.years.number(year), n, True)
            for country, year, n in groups
        ],
        _GROUP,
    )  # fmt: skip
    mirror.facts = np.array(
        [
            (number % len(groups), mirror.questions.number(question), mirror.scopes.number(scope),
             mirror.codes.number(code), mirror.statuses.number("human"), n)
            for number, question, scope, code, n in facts
        ],
        _FACT,
    )  # fmt: skip
    return mirror


def table(world: World) -> dict[tuple[Any, ...], int | None]:
    """The public table as the rule says it, counted as plainly as possible; None where nothing may be told."""
    groups, facts = world
    gave: dict[Any, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    wholes: dict[Any, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for number, question, scope, code, n in facts:
        country, year, _ = groups[number % len(groups)]
        if scope == "open" and code:
            gave[country, code[0], question, year][number % len(groups)] += n
            wholes[country, question, year][number % len(groups)] += n

    def passes(by_group: dict[int, int]) -> bool:
        total, largest = sum(by_group.values()), sorted(by_group.values())[-2:]
        people = sum(groups[number][2] for number in by_group)
        return len(by_group) >= 3 and people >= 20 and total >= 10 and sum(largest) <= 0.85 * total

    told: dict[tuple[Any, ...], int | None] = {}
    for (country, question, year), whole in wholes.items():
        for dimension in DIMENSIONS:
            by_group = gave.get((country, dimension, question, year))
            if by_group is None:
                told[country, dimension, question, year] = 0 if passes(whole) else None
            else:
                n = sum(by_group.values())
                told[country, dimension, question, year] = 5 * ((n + 2) // 5) if passes(by_group) else None
    return told


def ask(mirror: Mirror, by: tuple[str, ...], **filters: Any) -> Trends:
    wanted = operation.Wanted(by, {name: [value] for name, value in filters.items()})
    return operation.trends(mirror, PUBLIC, wanted, default_codebook(), NOW)


SUBSETS = list(joined.from_iterable(combinations(AXES, size) for size in range(len(AXES) + 1)))
FILTERS: list[dict[str, Any]] = [
    {}, {"country": "BE"}, {"dimension": "A"}, {"question": "policy"}, {"year": 2025},
    {"country": "PT", "year": 2024}, {"dimension": "B", "question": "wellbeing", "country": "BE"}, {"country": "FR"},
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(worlds)
def test_every_answer_is_a_sum_of_published_cells_and_of_nothing_else(world: World) -> None:
    # So no difference of answers, however chosen, holds anything of a suppressed cell.
    told, mirror = table(world), mirror_of(world)
    for by in SUBSETS:
        for filters in FILTERS:
            answer = ask(mirror, by, **filters)
            sums: dict[tuple[Any, ...], list[int | None]] = defaultdict(list)
            coded: list[int | None] = []
            for cell, n in told.items():
                values = dict(zip(AXES, cell, strict=True))
                if all(values[name] == value for name, value in filters.items() if name != "dimension"):
                    coded.append(n)
                if all(values[name] == value for name, value in filters.items()):
                    sums[tuple(values[name] for name in by)].append(n)
            found = {tuple(getattr(row, name) for name in by): row for row in answer.rows}
            assert len(found) == len(answer.rows)
            assert set(found) == set(sums)
            for cell, parts in sums.items():
                row, total = found[cell], sum(n or 0 for n in parts)
                assert (row.n_groups, row.n_participants) == (None, None)
                if total or None not in parts:
                    assert (row.n_criteria, row.flag) == (total, None)
                    assert total % 5 == 0
                else:
                    assert (row.n_criteria, row.share, row.flag) == (None, None, "c")
            # The totals are of all that has a code, whichever code was asked for.
            if (total := sum(n or 0 for n in coded)) or (coded and None not in coded):
                assert answer.n_criteria == answer.n_coded == total
            else:
                assert (answer.n_criteria, answer.n_coded) == (None, None)
            assert (answer.n_groups, answer.n_participants, answer.audience) == (None, None, "public")
            assert answer.rule


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_no_published_cell_breaks_the_rule(world: World) -> None:
    groups, facts = world
    for row in ask(mirror_of(world), AXES).rows:
        if not row.n_criteria:
            continue
        by_group: dict[int, int] = defaultdict(int)
        for number, question, scope, code, n in facts:
            country, year, _ = groups[number % len(groups)]
            if (scope, code[:1], question, country, year) == (
                "open",
                row.dimension,
                row.question,
                row.country,
                row.year,
            ):
                by_group[number % len(groups)] += n
        total = sum(by_group.values())
        assert len(by_group) >= 3
        assert sum(groups[number][2] for number in by_group) >= 20
        assert total >= 10
        assert sum(sorted(by_group.values())[-2:]) <= 0.85 * total
        assert abs(row.n_criteria - total) <= 2


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_published_shares_are_of_published_counts(world: World) -> None:
    mirror = mirror_of(world)
    for by in (("country", "dimension"), ("dimension",), AXES):
        wholes: dict[Any, int] = defaultdict(int)
        rows = ask(mirror, by).rows
        others = [name for name in by if name != "dimension"]
        for row in rows:
            wholes[tuple(getattr(row, name) for name in others)] += row.n_criteria or 0
        for row in rows:
            whole = wholes[tuple(getattr(row, name) for name in others)]
            expected = None if row.flag or not whole else round((row.n_criteria or 0) / whole, 4)
            assert row.share == expected


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_a_share_does_not_change_with_the_code_that_is_asked_for(world: World) -> None:
    mirror = mirror_of(world)
    for by in (("country", "dimension"), ("dimension",), AXES):
        shares = {tuple(getattr(row, name) for name in by): row.share for row in ask(mirror, by).rows}
        for dimension in DIMENSIONS[:2]:
            for row in ask(mirror, by, dimension=dimension).rows:
                assert row.share == shares[tuple(getattr(row, name) for name in by)]


def test_a_share_of_one_dimension_is_of_all_that_is_coded() -> None:
    groups = [("BE", 2025, 8)] * 4
    facts = [(number, "wellbeing", "open", code, n) for number in range(4) for code, n in (("A01", 10), ("B01", 30))]
    mirror = mirror_of((groups, facts))
    for by in (("country", "dimension"), ("country",), ("question",)):
        (row,) = ask(mirror, by, dimension="A").rows
        assert (row.n_criteria, row.share) == (40, 0.25)
    assert ask(mirror, ("country",), dimension="A").n_coded == 160


def test_what_nobody_named_is_zero_and_what_few_named_is_confidential() -> None:
    groups = [("BE", 2025, 8)] * 4 + [("PT", 2025, 8)] * 2
    facts = [(number, "wellbeing", "open", "A01", 10) for number in range(6)]
    facts += [(0, "wellbeing", "open", "B01", 3)]
    rows = {(row.country, row.dimension): row for row in ask(mirror_of((groups, facts)), ("country", "dimension")).rows}
    assert (rows["BE", "A"].n_criteria, rows["BE", "A"].share) == (40, 1.0)
    assert (rows["BE", "B"].n_criteria, rows["BE", "B"].flag) == (None, "c")
    assert (rows["BE", "C"].n_criteria, rows["BE", "C"].share, rows["BE", "C"].flag) == (0, 0.0, None)
    assert all(row.flag == "c" for (country, _), row in rows.items() if country == "PT")
    assert len(rows) == 2 * len(DIMENSIONS)


@pytest.mark.parametrize(
    ("people", "gave", "told"),
    [
        ([7, 7, 6], [4, 3, 3], True), ([10, 10], [5, 5], False), ([7, 7, 5], [4, 3, 3], False),
        ([7, 7, 6], [3, 3, 3], False), ([7, 7, 6], [45, 40, 15], True), ([7, 7, 6], [46, 40, 14], False),
        ([7, 7, 7, 7], [60, 20, 10, 10], True), ([7, 7, 7, 7], [60, 30, 5, 5], False),
    ],
)  # fmt: skip
def test_the_rule_at_its_edges(people: list[int], gave: list[int], told: bool) -> None:
    groups = [("BE", 2025, n) for n in people]
    facts = [(number, "wellbeing", "open", "A01", n) for number, n in enumerate(gave)]
    (row,) = ask(mirror_of((groups, facts)), AXES, dimension="A").rows
    assert (row.flag is None) is told
    assert row.n_criteria == (5 * ((sum(gave) + 2) // 5) if told else None)
